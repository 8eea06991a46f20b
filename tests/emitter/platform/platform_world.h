// A platform that a test does things on: the store in memory, a clock that the test moves, chance from a seed, and an
// announcer that remembers. Nothing is sent.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "emitter/platform/announcer.h"
#include "emitter/platform/delivery_control.h"
#include "emitter/platform/platform.h"
#include "emitter/platform/webhook_registry.h"
#include "emitter/store/sqlite/sqlite_emitter_store.h"
#include "shared/support/id.h"
#include "shared/support/random.h"
#include "tests/support/manual_clock.h"

namespace hookloop::test {

class RecordingAnnouncer final : public Announcer {
 public:
  void announce(std::span<const WebhookNumber> with_work) override {
    told.emplace_back(with_work.begin(), with_work.end());
  }

  std::vector<std::vector<WebhookNumber>> told;
};

// What came of something that has to succeed.
template <typename Value>
Value succeed(Result<Value, Problem> result) {
  if (!result) FAIL("refused as " << result.error().type << ": " << result.error().detail);
  return *std::move(result);
}

// "400 bad-field /name"; without the pointer where there is none.
std::string brief(const Problem& problem);

// The pointers of a body's keys in the order in which they stand there.
std::vector<std::string> key_order(std::string_view body);

class PlatformWorld {
 public:
  explicit PlatformWorld(std::uint64_t seed = 1);

  // Set-up that has to succeed.
  App create_app(const std::string& name = "MyApp");
  Version create_version(const App& app, const std::string& name = "Version #1");
  // Of an Android build that somebody ends by hand, unless told otherwise.
  Build start_build(const App& app, const BuildStart& start = {});
  void add_member(const std::string& name, const std::string& email);
  Webhook create_webhook(const std::string& name = "Hook");
  Attachment attach(const Webhook& webhook, const App& app, const std::vector<std::string>& events);
  Attachment attach_to_account(const Webhook& webhook, const std::vector<std::string>& events);
  // Leaves the webhook as the breaker leaves one that has failed for long.
  void open_breaker(const Webhook& webhook);
  // A delivery on its way, and how it ends.
  void claim(const Delivery& delivery);
  void end(const Delivery& delivery, DeliveryState state);

  // All that the store holds, as text: two that are equal hold the same.
  std::string contents();

  std::vector<PlatformEvent> events() const;  // in the order in which they happened
  std::vector<EventType> event_types_so_far() const;
  // The event's payload, after a look at the event: it is of this type and of now, valid, and its keys stand in the
  // documented order.
  Payload payload_of(const std::string& event_id, EventType type) const;
  App kept(const App& app) const { return *platform_store().find_app(app.guid); }
  Webhook kept(const Webhook& webhook) const { return *platform_store().find_webhook(webhook.number); }
  std::vector<Delivery> deliveries() const;  // in the order in which they were made
  std::vector<Notice> notices() const;       // in the order in which they were left
  std::vector<std::string> notice_kinds() const;

  const PlatformStore& platform_store() const { return store->platform(); }

  ManualClock clock;
  SeededRandom chance;
  SeededRandom id_chance;
  IdSource ids{clock, id_chance};
  RecordingAnnouncer announcer;
  std::unique_ptr<SqliteEmitterStore> store = SqliteEmitterStore::open_in_memory();
  Platform platform{store->platform(), clock, ids, chance, announcer};
  WebhookRegistry registry{store->platform(), clock, ids, announcer};
  DeliveryControl control{store->platform(), store->ledger(), clock, ids, announcer};
};

// The problem of a deed that has to be refused, after a look at the world: nothing has changed, and nobody was told.
template <typename Deed>
Problem refused(PlatformWorld& world, const Deed& deed) {
  const std::string before = world.contents();
  const std::size_t told = world.announcer.told.size();
  const auto result = deed();
  CHECK(world.contents() == before);
  CHECK(world.announcer.told.size() == told);
  if (result) FAIL("it was not refused");
  return result.error();
}

}  // namespace hookloop::test
