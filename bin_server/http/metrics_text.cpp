#include "bin_server/http/metrics_text.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdint>

#include "shared/support/metrics_writer.h"

namespace hookloop {
namespace {

void put_refusals(MetricsWriter& metrics, const RefusalCounts& refused) {
  metrics.begin("hookloop_refused_total", "counter", "Requests that were refused and not kept, by reason.");
  for (const RefusalReason& reason : kRefusalReasons) {
    metrics.value(refused.*reason.count, fmt::format("reason=\"{}\"", reason.name));
  }
}

void put_bins(MetricsWriter& metrics, const ApiContext& context) {
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;
  Seq unindexed = 0;
  const auto bins = context.store.list_bins();
  for (const Bin& bin : bins) {
    requests += bin.totals.request_count;
    bytes += bin.totals.bytes;
    unindexed += std::max<Seq>(bin.totals.last_seq - std::max(context.search.covered(bin), bin.totals.floor_seq), 0);
  }
  metrics.single("hookloop_bins", "gauge", "Bins.", bins.size());
  metrics.single("hookloop_kept_requests", "gauge", "Captured requests that are kept.", requests);
  metrics.single("hookloop_kept_bytes", "gauge", "Bytes of their heads and bodies.", bytes);
  metrics.single("hookloop_unindexed_requests", "gauge",
                 "Captured requests that the search index is behind by; searches go through them.", unindexed);
}

void put_status(MetricsWriter& metrics, const ServerStatus& status) {
  metrics.single("hookloop_connections", "gauge", "Open connections that wait for a request or send one.",
                 status.recorder.connections);
  metrics.single("hookloop_unfinished_bytes", "gauge", "Bytes of requests that are half-way.",
                 status.recorder.unfinished_bytes);
  metrics.single("hookloop_viewers", "gauge", "Live viewers.", status.workers.viewers);
  metrics.single("hookloop_api_serving", "gauge", "Answers of API, feed and page under way.", status.workers.serving);
  metrics.single("hookloop_api_waiting", "gauge", "Requests to API and page that wait for a thread.",
                 status.workers.waiting);
}

}  // namespace

std::string metrics_text(const ApiContext& context) {
  MetricsWriter metrics;
  metrics.single("hookloop_captures_total", "counter", "Captured requests that were stored.", context.capture.count());
  metrics.single("hookloop_captured_bytes_total", "counter", "Bytes of their heads and bodies.",
                 context.capture.bytes());
  metrics.histogram("hookloop_commit_seconds", "Time that the store took for all captures of one turn.",
                    context.capture.commits());
  put_refusals(metrics, context.refusals.all());
  put_bins(metrics, context);
  put_status(metrics, context.status());
  metrics.process();
  return metrics.take();
}

}  // namespace hookloop
