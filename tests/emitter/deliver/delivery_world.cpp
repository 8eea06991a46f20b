#include "tests/emitter/deliver/delivery_world.h"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <stdexcept>

namespace hookloop::test {

DeliveryWorld::DeliveryWorld(DispatcherOptions options)
    : store(SqliteEmitterStore::open_in_memory()), options_(options) {
  make_dispatcher();
}

void DeliveryWorld::make_dispatcher() {
  dispatcher = std::make_unique<Dispatcher>(store->outbox(), transport, clock, options_, [] {});
}

void DeliveryWorld::change(const std::function<void(PlatformChange&)>& body) {
  const auto error = store->platform().change([&](PlatformChange& writer) {
    body(writer);
    return true;
  });
  if (error) throw std::runtime_error(error->message);
}

WebhookNumber DeliveryWorld::add_webhook(const std::string& name,
                                         const std::function<void(WebhookSettings&)>& change_settings) {
  Webhook webhook;
  webhook.id = fmt::format("whk_{:026}", ++named_);
  webhook.settings.name = name;
  webhook.settings.url = "http://receiver.test/" + name;
  webhook.settings.retry = {.retries = 5};
  webhook.created_at = webhook.changed_at = clock.now();
  if (change_settings) change_settings(webhook.settings);
  change([&](PlatformChange& writer) { webhook = writer.insert_webhook(webhook); });
  return webhook.number;
}

Webhook DeliveryWorld::webhook(WebhookNumber number) const { return *store->platform().find_webhook(number); }

std::vector<DeliveryNumber> DeliveryWorld::owe(WebhookNumber webhook, int count, std::vector<Fault> faults) {
  std::vector<DeliveryNumber> numbers;
  change([&](PlatformChange& writer) {
    for (int i = 0; i < count; ++i) {
      PlatformEvent event;
      event.id = fmt::format("evt_{:026}", ++named_);
      event.type = EventType::PROJECT_VERSION_CREATE;
      event.happened_at = clock.now();
      event.payload = std::string(payload_example(EventType::PROJECT_VERSION_CREATE));
      Delivery delivery;
      delivery.id = fmt::format("dlv_{:026}", named_);
      delivery.event = writer.insert_event(event).number;
      delivery.webhook = webhook;
      delivery.created_at = clock.now();
      delivery.next_attempt_at = clock.now();
      delivery.faults = faults;
      numbers.push_back(writer.insert_delivery(delivery).number);
    }
  });
  dispatcher->note(std::array{webhook});
  return numbers;
}

void DeliveryWorld::settle() {
  // More turns than any test has work for: a dispatcher that never comes to rest is a failure, not a hang.
  for (int turns = 0; turns < 100'000; ++turns) {
    const bool did_something = dispatcher->turn();
    const bool answered_one = transport.answer_all();
    if (!did_something && !answered_one) return;
  }
  throw std::runtime_error("the dispatcher does not come to rest");
}

void DeliveryWorld::run_for(Microseconds duration) {
  const Timestamp end = clock.now() + duration;
  settle();
  for (int steps = 0; steps < 100'000; ++steps) {
    const auto next = dispatcher->next_time();
    if (!next || *next > end) {
      clock.set(end);
      return settle();
    }
    if (*next <= clock.now()) throw std::runtime_error("something is due now, and nothing is done about it");
    clock.set(*next);
    settle();
  }
  throw std::runtime_error("time does not get on");
}

void DeliveryWorld::crash() {
  dispatcher.reset();
  transport.forget();
  make_dispatcher();
}

Delivery DeliveryWorld::delivery(DeliveryNumber number) const {
  for (const DeliveryRow& row : store->ledger().list_deliveries({}, {.limit = 1'000'000})) {
    if (row.delivery.number == number) return row.delivery;
  }
  throw std::runtime_error("there is no such delivery");
}

std::vector<AttemptRecord> DeliveryWorld::attempts(DeliveryNumber number) const {
  return store->ledger().list_attempts(number);
}

std::vector<LedgerRow> DeliveryWorld::ledger() const { return store->ledger().ledger_after(0, 1'000'000); }

std::vector<Microseconds> DeliveryWorld::starts(DeliveryNumber number) const {
  std::vector<Microseconds> times;
  for (const AttemptRecord& attempt : attempts(number)) times.push_back(attempt.started_at - kWorldStart);
  return times;
}

std::vector<std::string> DeliveryWorld::notices() const {
  std::vector<std::string> kinds;
  for (const Notice& notice : store->ledger().notices_after(0, 1'000'000)) kinds.push_back(notice.kind);
  return kinds;
}

std::vector<std::string> DeliveryWorld::sent_events() const {
  std::vector<std::string> ids;
  for (const SentRequest& request : transport.sent) ids.push_back(request.header("Hookloop-Event-Id"));
  return ids;
}

}  // namespace hookloop::test
