// A delivery engine without threads, sockets or real time: a store in memory, a network and a clock that the test
// decides, and the dispatcher between them. Time moves from one due moment to the next, so a week of retries is a few
// steps.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emitter/deliver/dispatcher.h"
#include "emitter/store/sqlite/sqlite_emitter_store.h"
#include "shared/support/clock.h"
#include "shared/support/random.h"
#include "tests/emitter/deliver/fake_async_transport.h"

namespace hookloop::test {

// When a world begins; its times are told from there.
inline constexpr Timestamp kWorldStart{std::chrono::seconds(1'800'000'000)};

class DeliveryWorld {
 public:
  explicit DeliveryWorld(DispatcherOptions options = {.max_in_flight = 1024, .seed = 7});

  // A webhook to http://receiver.test/NAME; `change` may set what the test is about.
  WebhookNumber add_webhook(const std::string& name = "hook", const std::function<void(WebhookSettings&)>& change = {});
  Webhook webhook(WebhookNumber number) const;
  // Deliveries of an event each, committed now; returns their numbers.
  std::vector<DeliveryNumber> owe(WebhookNumber webhook, int count = 1, std::vector<Fault> faults = {});
  void change(const std::function<void(PlatformChange&)>& body);

  // Turns and answers, until nothing more happens at this moment.
  void settle();
  // From one due moment to the next, up to so long from now.
  void run_for(Microseconds duration);
  // As a crash does: what is in flight is forgotten by all but the store, and a new dispatcher begins.
  void crash();

  Delivery delivery(DeliveryNumber number) const;
  std::vector<AttemptRecord> attempts(DeliveryNumber number) const;
  std::vector<LedgerRow> ledger() const;
  // From the start of the world to the start of each attempt of a delivery.
  std::vector<Microseconds> starts(DeliveryNumber number) const;
  std::vector<std::string> notices() const;  // their kinds
  // The Hookloop-Event-Id of each request, in the order in which they were sent.
  std::vector<std::string> sent_events() const;

  VirtualClock clock{kWorldStart};
  FakeAsyncTransport transport;
  std::unique_ptr<SqliteEmitterStore> store;
  std::unique_ptr<Dispatcher> dispatcher;

 private:
  void make_dispatcher();

  const DispatcherOptions options_;
  int named_ = 0;
};

}  // namespace hookloop::test
