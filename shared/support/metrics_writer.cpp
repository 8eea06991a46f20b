#include "shared/support/metrics_writer.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>

namespace hookloop {
namespace {

double seconds(Microseconds duration) { return std::chrono::duration<double>(duration).count(); }
double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Where the system does not tell (outside of Linux): the most that there ever was, which it tells everywhere.
std::uint64_t resident_bytes(const rusage& usage) {
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  if (std::ifstream file("/proc/self/statm"); file >> pages >> resident) {
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  }
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace

std::string metric_label(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else
      escaped += c;
  }
  return escaped;
}

void MetricsWriter::begin(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  add("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void MetricsWriter::histogram(std::string_view name, std::string_view help, const DurationHistogram& histogram) {
  begin(name, "histogram", help);
  // The whole count first: meanwhile more may be added, and no step may hold more than all.
  const std::uint64_t count = histogram.count();
  std::uint64_t up_to = 0;
  for (std::size_t i = 0; i < DurationHistogram::kSteps.size(); ++i) {
    up_to = std::min(up_to + histogram.count_in(i), count);
    add("{}_bucket{{le=\"{}\"}} {}\n", name, seconds(DurationHistogram::kSteps[i]), up_to);
  }
  add("{0}_bucket{{le=\"+Inf\"}} {2}\n{0}_sum {1}\n{0}_count {2}\n", name, seconds(histogram.sum()), count);
}

void MetricsWriter::process() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  begin("hookloop_build_info", "gauge", "1; the labels say which version this is.");
  value(1, "version=\"" HOOKLOOP_VERSION "\"");
  single("process_resident_memory_bytes", "gauge", "Memory that the process holds.", resident_bytes(usage));
  single("process_cpu_seconds_total", "counter", "Time of processors that the process took.",
         seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

}  // namespace hookloop
