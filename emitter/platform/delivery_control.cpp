#include "emitter/platform/delivery_control.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "emitter/platform/change_notice.h"
#include "emitter/platform/fault_rules.h"
#include "emitter/platform/lookups.h"
#include "emitter/platform/payload_time.h"
#include "emitter/platform/problems.h"
#include "emitter/platform/store_change.h"

namespace hookloop {
namespace {

constexpr std::string_view kCancelledByHand = "It was cancelled by hand.";

// A body with one key that no payload of the catalogue has.
std::string ping_bytes(const Webhook& webhook, const Person& by, Timestamp now, std::chrono::minutes utc_offset) {
  nlohmann::ordered_json body;
  body["ping"] = {{"webhook", webhook.id}, {"name", webhook.settings.name}};
  body["created_at"] = payload_time(now, utc_offset);
  body["created_by"] = {{"name", by.name}, {"email", by.email}};
  return body.dump();
}

std::optional<Problem> refuse_disabled(const Webhook& webhook) {
  if (webhook.state != WebhookState::disabled) return std::nullopt;
  return Problem{409, "webhook-disabled", "The webhook is disabled",
                 fmt::format("{} is disabled, so nothing is sent to it; enable it first.", webhook.settings.name)};
}

// What a person asks for is the next probe of a receiver that is left alone.
void probe_now(PlatformChange& change, Webhook webhook, Timestamp now) {
  if (!webhook.breaker.is_open()) return;
  webhook.breaker.probe_at = now;
  change.update_webhook(webhook, /*with_breaker=*/true);
}

Result<Webhook, Problem> webhook_to_send_to(const PlatformReader& store, WebhookNumber number) {
  const auto kept = store.find_webhook(number);
  if (!kept) throw std::logic_error("a delivery to a webhook that is not kept");
  auto webhook = find_standing_webhook(store, kept->id);
  if (!webhook) return webhook;
  if (auto problem = refuse_disabled(*webhook)) return *std::move(problem);
  return webhook;
}

}  // namespace

DeliveryControl::DeliveryControl(PlatformStore& store, const Ledger& ledger, const Clock& clock, IdSource& ids,
                                 Announcer& announcer)
    : store_(store), ledger_(ledger), clock_(clock), ids_(ids), announcer_(announcer) {}

Result<Delivery, Problem> DeliveryControl::ping(const std::string& webhook_id, const std::vector<Fault>& faults) {
  auto pinged = change_store<Delivery>(store_, [&](PlatformChange& change) -> Result<Delivery, Problem> {
    const auto webhook = find_standing_webhook(change, webhook_id);
    if (!webhook) return webhook.error();
    if (auto problem = refuse_disabled(*webhook)) return *std::move(problem);
    if (auto problem = check_faults(faults)) return *std::move(problem);
    const Timestamp now = clock_.now();
    const Account account = change.account();
    PlatformEvent event;
    event.id = ids_.next(id_prefix::event);
    event.happened_at = now;
    event.happened_by = owner_of(account);
    event.payload = ping_bytes(*webhook, event.happened_by, now, account.utc_offset);
    event = change.insert_event(std::move(event));
    Delivery delivery;
    delivery.id = ids_.next(id_prefix::delivery);
    delivery.event = event.number;
    delivery.webhook = webhook->number;
    delivery.created_at = now;
    delivery.next_attempt_at = now;
    delivery.faults = faults;
    probe_now(change, *webhook, now);
    return change.insert_delivery(std::move(delivery));
  });
  if (pinged) announcer_.announce({&pinged->webhook, 1});
  return pinged;
}

Result<DeliveryRow, Problem> DeliveryControl::resend(const std::string& delivery_id) {
  const auto row = ledger_.find_delivery(delivery_id);
  if (!row) return unknown_delivery(delivery_id);
  const WebhookNumber number = row->delivery.webhook;
  const auto resent =
      change_store<WebhookNumber>(store_, [&](PlatformChange& change) -> Result<WebhookNumber, Problem> {
        const auto webhook = webhook_to_send_to(change, number);
        if (!webhook) return webhook.error();
        const Timestamp now = clock_.now();
        if (!change.resend_delivery(row->delivery.number, now)) {
          return Problem{409, "delivery-in-flight", "The delivery is in flight",
                         fmt::format("{} is being attempted right now; wait for how it ends.", delivery_id)};
        }
        probe_now(change, *webhook, now);
        leave_notice(change, now, "deliveries_resent", number,
                     fmt::format("{} to {} was resent by hand.", delivery_id, webhook->settings.name));
        return number;
      });
  if (!resent) return resent.error();
  announcer_.announce({&number, 1});
  return ledger_.find_delivery(delivery_id).value_or(*row);
}

Result<DeliveryRow, Problem> DeliveryControl::cancel(const std::string& delivery_id) {
  const auto row = ledger_.find_delivery(delivery_id);
  if (!row) return unknown_delivery(delivery_id);
  const WebhookNumber number = row->delivery.webhook;
  const auto cancelled = change_store<bool>(store_, [&](PlatformChange& change) -> Result<bool, Problem> {
    const Timestamp now = clock_.now();
    if (!change.cancel_delivery(row->delivery.number, now, kCancelledByHand)) return false;
    leave_notice(change, now, "deliveries_cancelled", number, fmt::format("{} was cancelled by hand.", delivery_id));
    return true;
  });
  if (!cancelled) return cancelled.error();
  DeliveryRow after = ledger_.find_delivery(delivery_id).value_or(*row);
  if (!*cancelled) {
    return Problem{
        409, "delivery-ended", "The delivery has ended",
        fmt::format("{} is {} already, so there is nothing to cancel.", delivery_id, to_string(after.delivery.state))};
  }
  announcer_.announce({&number, 1});
  return after;
}

Result<std::uint64_t, Problem> DeliveryControl::resend_all(const DeliveryFilter& filter) {
  std::vector<WebhookNumber> with_work;
  auto resent = change_store<std::uint64_t>(store_, [&](PlatformChange& change) -> Result<std::uint64_t, Problem> {
    if (filter.webhook) {
      const auto webhook = webhook_to_send_to(change, *filter.webhook);
      if (!webhook) return webhook.error();
    }
    const Timestamp now = clock_.now();
    std::uint64_t total = 0;
    for (const Webhook& webhook : change.list_webhooks()) {
      if (filter.webhook.value_or(webhook.number) != webhook.number || webhook.state == WebhookState::disabled)
        continue;
      DeliveryFilter its_own = filter;
      its_own.webhook = webhook.number;
      const std::uint64_t count = change.resend_deliveries(its_own, now, kMostResentAtOnce - total);
      if (count == 0) continue;
      total += count;
      with_work.push_back(webhook.number);
      probe_now(change, webhook, now);
      leave_notice(change, now, "deliveries_resent", webhook.number,
                   fmt::format("Resent by hand: {} to {}.", show_deliveries(count), webhook.settings.name));
    }
    return total;
  });
  if (resent) announcer_.announce(with_work);
  return resent;
}

Result<std::uint64_t, Problem> DeliveryControl::cancel_all(const DeliveryFilter& filter) {
  std::vector<WebhookNumber> with_work;
  auto cancelled = change_store<std::uint64_t>(store_, [&](PlatformChange& change) -> Result<std::uint64_t, Problem> {
    const Timestamp now = clock_.now();
    std::uint64_t total = 0;
    for (const Webhook& webhook : change.list_webhooks()) {
      if (filter.webhook.value_or(webhook.number) != webhook.number) continue;
      DeliveryFilter its_own = filter;
      its_own.webhook = webhook.number;
      const std::uint64_t count = change.cancel_deliveries(its_own, now, kCancelledByHand);
      if (count == 0) continue;
      total += count;
      with_work.push_back(webhook.number);
      leave_notice(change, now, "deliveries_cancelled", webhook.number,
                   fmt::format("Cancelled by hand: {} to {}.", show_deliveries(count), webhook.settings.name));
    }
    return total;
  });
  if (cancelled) announcer_.announce(with_work);
  return cancelled;
}

}  // namespace hookloop
