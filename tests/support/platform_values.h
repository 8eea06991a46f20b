// Things of a platform for tests: everything about each follows from what is given, so that it can be told what must
// come back.
#pragma once

#include <string>

#include "emitter/store/ledger.h"
#include "emitter/store/outbox.h"
#include "emitter/store/platform_store.h"

namespace hookloop::test {

inline constexpr Timestamp kStart{std::chrono::seconds(1'769'860'800)};
inline Timestamp at(std::int64_t seconds) { return kStart + std::chrono::seconds(seconds); }

inline App numbered_app(int number) {
  App app;
  app.guid = "guid-" + std::to_string(number);
  app.name = "App " + std::to_string(number);
  app.description = "about " + app.name;
  app.created_at = at(number);
  app.edited_at = at(number + 1);
  app.owner = {"Max Katz", "max@example.com"};
  return app;
}

inline Webhook numbered_webhook(int number) {
  Webhook webhook;
  webhook.id = "whk_" + std::to_string(number);
  webhook.settings.name = "Webhook " + std::to_string(number);
  webhook.settings.url = "http://127.0.0.1:3000/hook";
  webhook.created_at = at(number);
  webhook.changed_at = at(number);
  return webhook;
}

inline PlatformEvent numbered_event(int number, std::string payload = "{}") {
  PlatformEvent event;
  event.id = "evt_" + std::to_string(number);
  event.type = EventType::PROJECT_VERSION_CREATE;
  event.app = 1;
  event.happened_at = at(number);
  event.happened_by = {"Max Katz", ""};
  event.payload = std::move(payload);
  return event;
}

inline Delivery pending_delivery(const std::string& id, EventNumber event, WebhookNumber webhook, Timestamp due) {
  Delivery delivery;
  delivery.id = id;
  delivery.event = event;
  delivery.webhook = webhook;
  delivery.created_at = kStart;
  delivery.next_attempt_at = due;
  return delivery;
}

// An attempt in which every field says something.
inline AttemptRecord full_attempt(DeliveryNumber delivery, int number) {
  AttemptRecord attempt;
  attempt.id = "atm_" + std::to_string(delivery) + "_" + std::to_string(number);
  attempt.delivery = delivery;
  attempt.attempt = static_cast<std::uint32_t>(number);
  attempt.copy = 2;
  attempt.cause = AttemptCause::manual;
  attempt.faults = {"duplicate:count=1", "delay:by=5s"};
  attempt.started_at = at(number);
  attempt.ended_at = at(number) + Microseconds(1'234);
  attempt.outcome = AttemptOutcome::rejected;
  attempt.failure = "reset";
  attempt.timed_out_in = "first_byte";
  attempt.detail = "It answered 503.";
  attempt.url = "http://127.0.0.1:3000/hook";
  attempt.peer = "127.0.0.1:3000";
  attempt.request_head = std::string("POST /hook HTTP/1.1\r\nX: \0\xff\r\n\r\n", 30);
  attempt.request_body = std::string("\xff\0{}", 4);
  attempt.status = 503;
  attempt.answer_head = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n\r\n";
  attempt.answer_body = std::string("b\0y\xfe", 4);
  attempt.answer_body_bytes = 1'000'000'000'000;
  attempt.answer_complete = true;
  attempt.resolve = Microseconds(1);
  attempt.connect = Microseconds(2);
  attempt.first_byte = Microseconds(3);
  attempt.whole = Microseconds(4);
  attempt.connection_reused = true;
  attempt.retry_after = std::chrono::seconds(7);
  attempt.next_attempt_at = at(number + 7);
  attempt.next = "retry";
  return attempt;
}

}  // namespace hookloop::test
