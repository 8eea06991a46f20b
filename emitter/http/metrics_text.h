// The numbers of the platform as Prometheus reads them (text exposition format 0.0.4). Costs no more for a million
// deliveries than for one. Any thread.
#pragma once

#include <string>

#include "emitter/http/platform_api.h"

namespace hookloop {

// hookloop_events_total, hookloop_deliveries{state}, hookloop_attempts_total{outcome}, hookloop_outbox_depth (pending
// or in flight), hookloop_outbox_lag_seconds (how long the oldest that is due has waited), hookloop_in_flight,
// hookloop_store_write_failures_total, and for each webhook hookloop_webhook_in_flight, hookloop_webhook_state{state}
// (1 for the one that it is in) and hookloop_webhook_failures_in_a_row.
std::string metrics_text(const PlatformApi& context);

}  // namespace hookloop
