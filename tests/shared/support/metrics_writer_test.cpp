// Numbers as Prometheus reads them.
#include "shared/support/metrics_writer.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace hookloop;

TEST_CASE("A metric has its name, its help and its values with their labels", "[support][unit]") {
  MetricsWriter metrics;
  metrics.single("things", "gauge", "Things.", 7);
  metrics.begin("parts_total", "counter", "Parts.");
  metrics.value(1, "kind=\"" + metric_label("a \"b\"\\\n") + '"');
  metrics.value(2.5);
  CHECK(metrics.take() ==
        "# HELP things Things.\n# TYPE things gauge\nthings 7\n"
        "# HELP parts_total Parts.\n# TYPE parts_total counter\n"
        "parts_total{kind=\"a \\\"b\\\"\\\\\\n\"} 1\nparts_total 2.5\n");
}

TEST_CASE("Steps of a histogram are summed up, and what is beyond them is in the last alone", "[support][unit]") {
  DurationHistogram histogram;
  for (const int microseconds : {0, 100, 101, 3'000'000}) histogram.add(Microseconds(microseconds));
  MetricsWriter metrics;
  metrics.histogram("commit_seconds", "Commits.", histogram);
  const std::string text = metrics.take();
  CHECK(
      text.starts_with("# HELP commit_seconds Commits.\n# TYPE commit_seconds histogram\n"
                       "commit_seconds_bucket{le=\"0.0001\"} 2\ncommit_seconds_bucket{le=\"0.00025\"} 3\n"));
  CHECK(
      text.ends_with("commit_seconds_bucket{le=\"2\"} 3\ncommit_seconds_bucket{le=\"+Inf\"} 4\n"
                     "commit_seconds_sum 3.000201\ncommit_seconds_count 4\n"));
}

TEST_CASE("A program tells of its version, its memory and its time", "[support][unit]") {
  MetricsWriter metrics;
  metrics.process();
  const std::string text = metrics.take();
  CHECK(text.find("hookloop_build_info{version=\"" HOOKLOOP_VERSION "\"} 1\n") != std::string::npos);
  CHECK(text.find("\nprocess_resident_memory_bytes ") != std::string::npos);
  CHECK(text.find("\nprocess_cpu_seconds_total ") != std::string::npos);
}
