#include "emitter/http/metrics_text.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "emitter/model/attempt.h"
#include "emitter/model/delivery.h"
#include "shared/support/metrics_writer.h"

namespace hookloop {
namespace {

void put_webhooks(MetricsWriter& metrics, const PlatformApi& context, const EngineStatus& status) {
  const std::vector<Webhook> webhooks = context.store.list_webhooks();
  const auto names = [](const Webhook& webhook) {
    return fmt::format("webhook=\"{}\",name=\"{}\"", webhook.id, metric_label(webhook.settings.name));
  };
  metrics.begin("hookloop_webhook_in_flight", "gauge", "Attempts under way, by webhook.");
  for (const Webhook& webhook : webhooks) {
    const auto count = status.by_webhook.find(webhook.number);
    metrics.value(count == status.by_webhook.end() ? 0 : count->second, names(webhook));
  }
  metrics.begin("hookloop_webhook_state", "gauge",
                "1 for the state that a webhook is in; failing: its breaker is open.");
  for (const Webhook& webhook : webhooks) {
    for (const std::string_view state : {"enabled", "paused", "disabled", "failing"}) {
      metrics.value(shown_state(webhook) == state ? 1 : 0, fmt::format("{},state=\"{}\"", names(webhook), state));
    }
  }
  metrics.begin("hookloop_webhook_failures_in_a_row", "gauge", "Failed attempts in a row, as the breaker counts them.");
  for (const Webhook& webhook : webhooks) metrics.value(webhook.breaker.failures, names(webhook));
}

}  // namespace

std::string metrics_text(const PlatformApi& context) {
  const DeliveryCounts counts = context.ledger.counts();
  const EngineStatus status = context.engine_status();
  const Timestamp now = context.clock.now();
  MetricsWriter metrics;
  metrics.single("hookloop_events_total", "counter", "What happened on the platform, pings included.",
                 context.ledger.last_numbers().event);
  metrics.begin("hookloop_deliveries", "gauge", "Deliveries by state.");
  for (std::size_t i = 0; i < counts.by_state.size(); ++i) {
    metrics.value(counts.by_state[i], fmt::format("state=\"{}\"", to_string(static_cast<DeliveryState>(i))));
  }
  metrics.begin("hookloop_attempts_total", "counter", "Attempts by outcome.");
  for (std::size_t i = 0; i < counts.by_outcome.size(); ++i) {
    metrics.value(counts.by_outcome[i], fmt::format("outcome=\"{}\"", to_string(static_cast<AttemptOutcome>(i))));
  }
  const auto count_of = [&](DeliveryState state) { return counts.by_state[static_cast<std::size_t>(state)]; };
  metrics.single("hookloop_outbox_depth", "gauge", "Deliveries that have not ended: pending or in flight.",
                 count_of(DeliveryState::pending) + count_of(DeliveryState::in_flight));
  const auto oldest = context.ledger.oldest_due(now);
  metrics.single("hookloop_outbox_lag_seconds", "gauge", "How long the oldest delivery that is due has waited.",
                 oldest ? std::max(0.0, std::chrono::duration<double>(now - *oldest).count()) : 0.0);
  metrics.single("hookloop_in_flight", "gauge", "Deliveries with an attempt under way.", status.in_flight);
  metrics.single("hookloop_store_write_failures_total", "counter",
                 "Turns of the engine that the store could not write.", status.write_failures);
  put_webhooks(metrics, context, status);
  metrics.process();
  return metrics.take();
}

}  // namespace hookloop
