#include "emitter/platform/fan_out.h"

#include <algorithm>
#include <set>
#include <utility>

#include "emitter/platform/payload_time.h"

namespace hookloop {
namespace {

std::string payload_bytes(const Occurrence& occurrence, std::chrono::minutes utc_offset) {
  const App& app = occurrence.app;
  Payload payload;
  payload.type = occurrence.type;
  payload.project = {app.guid,
                     app.name,
                     app.description,
                     payload_time(app.created_at, utc_offset),
                     payload_time(app.edited_at, utc_offset),
                     app.owner};
  payload.subject = occurrence.subject;
  payload.happened_at = payload_time(occurrence.at, utc_offset);
  payload.happened_by = occurrence.by;
  return to_bytes(payload);
}

bool fires(const Attachment& attachment, const Occurrence& occurrence) {
  if (!is_checked(attachment.events, occurrence.type)) return false;
  if (info(occurrence.type).scope == EventScope::account) return !attachment.app;
  return attachment.app == occurrence.app.number;
}

}  // namespace

FannedOut fan_out(PlatformChange& change, IdSource& ids, const Occurrence& occurrence, std::chrono::minutes utc_offset,
                  const std::vector<Fault>& faults) {
  FannedOut result;
  PlatformEvent event;
  event.id = ids.next(id_prefix::event);
  event.type = occurrence.type;
  event.app = occurrence.app.number;
  event.happened_at = occurrence.at;
  event.happened_by = occurrence.by;
  event.payload = payload_bytes(occurrence, utc_offset);
  result.event = change.insert_event(std::move(event));

  std::set<WebhookNumber> in_use;
  for (const Webhook& webhook : change.list_webhooks()) {
    if (webhook.state != WebhookState::disabled) in_use.insert(webhook.number);
  }
  for (const Attachment& attachment : change.list_attachments()) {
    if (!fires(attachment, occurrence) || !in_use.contains(attachment.webhook)) continue;
    Delivery delivery;
    delivery.id = ids.next(id_prefix::delivery);
    delivery.event = result.event.number;
    delivery.webhook = attachment.webhook;
    delivery.attachment = attachment.number;
    delivery.created_at = occurrence.at;
    delivery.next_attempt_at = occurrence.at;
    delivery.faults = faults;
    change.insert_delivery(std::move(delivery));
    ++result.deliveries;
    if (std::find(result.webhooks.begin(), result.webhooks.end(), attachment.webhook) == result.webhooks.end()) {
      result.webhooks.push_back(attachment.webhook);
    }
  }
  return result;
}

}  // namespace hookloop
