// The numbers of bin_server as Prometheus reads them. No bin is named: anybody can make bins, and a reader of metrics
// keeps every name for ever. Costs no more for a million captures than for one. Any thread.
#pragma once

#include <string>

#include "bin_server/http/api_context.h"

namespace hookloop {

// Since the start: hookloop_captures_total, hookloop_captured_bytes_total, hookloop_commit_seconds (a histogram: one
// commit serves all captures that arrived together), hookloop_refused_total{reason}. Now: hookloop_bins,
// hookloop_kept_requests, hookloop_kept_bytes, hookloop_unindexed_requests (what a search goes through without the
// index), hookloop_connections, hookloop_viewers, hookloop_api_serving, hookloop_api_waiting,
// hookloop_unfinished_bytes, and what every program tells of itself.
std::string metrics_text(const ApiContext& context);

}  // namespace hookloop
