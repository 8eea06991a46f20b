#include "emitter/platform/fan_out.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <functional>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;

// The attachments that the deliveries so far are owed to.
std::vector<AttachmentNumber> owed_to(const PlatformWorld& world) {
  std::vector<AttachmentNumber> numbers;
  for (const Delivery& delivery : world.deliveries()) numbers.push_back(delivery.attachment.value());
  return numbers;
}

// Each greater than the one before.
bool go_up(const std::vector<std::string>& ids) {
  return std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>()) == ids.end();
}

}  // namespace

TEST_CASE("an event is owed once to each attachment that names it, in the order of the attachments",
          "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  const Webhook first = world.create_webhook("First");
  const Webhook second = world.create_webhook("Second");
  const auto a = world.attach(second, app, {"PROJECT_VERSION_CREATE", "PROJECT_TEST"});
  const auto b = world.attach(first, app, {"PROJECT_VERSION_CREATE"});
  world.attach(first, app, {"PROJECT_VERSION_REMOVE"});
  const auto c = world.attach(second, app, {"PROJECT_VERSION_CREATE"});
  const auto done = succeed(world.platform.create_version(app.guid, "Version #1", {}));
  CHECK(done.deliveries == 3);
  CHECK(owed_to(world) == std::vector{a.number, b.number, c.number});
  // Each webhook once, however many deliveries it has.
  CHECK(world.announcer.told.back() == std::vector{second.number, first.number});
}

TEST_CASE("a delivery is pending and due at once, and has an id of its own", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  for (int i = 0; i < 3; ++i) world.attach_to_account(webhook, {"PROJECT_CREATE"});
  world.clock.advance(5s);
  const auto done = succeed(world.platform.create_app("MyApp", std::nullopt, {}));
  const EventNumber event = world.platform_store().find_event(done.event_id)->number;
  std::vector<std::string> ids;
  for (const Delivery& delivery : world.deliveries()) {
    CHECK(delivery.event == event);
    CHECK(delivery.webhook == webhook.number);
    CHECK(delivery.state == DeliveryState::pending);
    CHECK(delivery.attempts == 0);
    CHECK_FALSE(delivery.by_hand);
    CHECK(delivery.created_at == world.clock.now());
    CHECK(delivery.next_attempt_at == world.clock.now());
    CHECK(delivery.id.starts_with("dlv_"));
    ids.push_back(delivery.id);
  }
  REQUIRE(ids.size() == 3);
  CHECK(go_up(ids));
}

TEST_CASE("an app's attachment fires for that app alone", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app("Mine");
  const App other = world.create_app("Other");
  const auto attachment = world.attach(world.create_webhook(), app, {"PROJECT_VERSION_CREATE"});
  CHECK(succeed(world.platform.create_version(other.guid, "Version #1", {})).deliveries == 0);
  CHECK(succeed(world.platform.create_version(app.guid, "Version #1", {})).deliveries == 1);
  CHECK(owed_to(world) == std::vector{attachment.number});
}

TEST_CASE("an account's attachment fires for every app, now and later", "[emitter][unit]") {
  PlatformWorld world;
  const App before = world.create_app("Before");
  const auto attachment = world.attach_to_account(world.create_webhook(), {"PROJECT_REMOVE", "PROJECT_RENAME"});
  const auto after = succeed(world.platform.create_app("After", std::nullopt, {}));
  CHECK(after.deliveries == 0);  // it does not name PROJECT_CREATE
  CHECK(succeed(world.platform.rename_app(before.guid, "Renamed", {})).deliveries == 1);
  CHECK(succeed(world.platform.remove_app(after.value.guid, {})).deliveries == 1);
  CHECK(owed_to(world) == std::vector{attachment.number, attachment.number});
}

TEST_CASE("an account's attachment does not fire for what happens inside of an app", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  world.attach_to_account(world.create_webhook(), {"PROJECT_CREATE", "PROJECT_REMOVE", "PROJECT_RENAME"});
  CHECK(succeed(world.platform.create_version(app.guid, "Version #1", {})).deliveries == 0);
  CHECK(succeed(world.platform.test_app(app.guid, {}, {})).deliveries == 0);
}

TEST_CASE("a webhook gets what is owed to it unless it is disabled or gone", "[emitter][unit]") {
  using Change = void (*)(PlatformWorld&, const Webhook&);
  struct Row {
    std::string state;
    Change change;
    std::uint64_t deliveries;
  };
  const auto row = GENERATE(values<Row>({
      {"enabled", [](PlatformWorld&, const Webhook&) {}, 1},
      {"paused",
       [](PlatformWorld& w, const Webhook& hook) { succeed(w.registry.set_state(hook.id, WebhookState::paused, "")); },
       1},
      {"failing", [](PlatformWorld& w, const Webhook& hook) { w.open_breaker(hook); }, 1},
      {"disabled",
       [](PlatformWorld& w, const Webhook& hook) {
         succeed(w.registry.set_state(hook.id, WebhookState::disabled, ""));
       },
       0},
      {"enabled again",
       [](PlatformWorld& w, const Webhook& hook) {
         succeed(w.registry.set_state(hook.id, WebhookState::disabled, ""));
         succeed(w.registry.set_state(hook.id, WebhookState::enabled, ""));
       },
       1},
      {"removed", [](PlatformWorld& w, const Webhook& hook) { succeed(w.registry.remove(hook.id)); }, 0},
  }));
  CAPTURE(row.state);
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  world.attach_to_account(webhook, {"PROJECT_CREATE"});
  row.change(world, webhook);
  CHECK(succeed(world.platform.create_app("MyApp", std::nullopt, {})).deliveries == row.deliveries);
  CHECK(world.deliveries().size() == row.deliveries);
  CHECK(world.announcer.told.back().size() == row.deliveries);
}

TEST_CASE("a webhook that is disabled keeps nothing from the others", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook off = world.create_webhook("Off");
  const Webhook on = world.create_webhook("On");
  for (const Webhook& webhook : {off, on}) world.attach_to_account(webhook, {"PROJECT_CREATE"});
  succeed(world.registry.set_state(off.id, WebhookState::disabled, ""));
  world.create_app();
  REQUIRE(world.deliveries().size() == 1);
  CHECK(world.deliveries()[0].webhook == on.number);
}

TEST_CASE("an attachment that was changed or taken away counts as it is now", "[emitter][unit]") {
  PlatformWorld world;
  const Attachment attachment = world.attach_to_account(world.create_webhook(), {"PROJECT_CREATE"});
  const App app = world.create_app();
  succeed(world.registry.change_attachment(attachment.id, {"PROJECT_RENAME"}));
  CHECK(succeed(world.platform.create_app("Second", std::nullopt, {})).deliveries == 0);
  CHECK(succeed(world.platform.rename_app(app.guid, "Renamed", {})).deliveries == 1);
  CHECK_FALSE(world.registry.detach(attachment.id).has_value());
  CHECK(succeed(world.platform.rename_app(app.guid, "Again", {})).deliveries == 0);
  // What was owed before still is.
  CHECK(world.deliveries().size() == 2);
}

TEST_CASE("an event that nobody is attached for is kept all the same, and announced", "[emitter][unit]") {
  PlatformWorld world;
  const auto done = succeed(world.platform.create_app("MyApp", std::nullopt, {}));
  CHECK(done.deliveries == 0);
  CHECK(world.platform_store().find_event(done.event_id).has_value());
  CHECK(world.announcer.told == std::vector<std::vector<WebhookNumber>>{{}});
}

TEST_CASE("events have ids and numbers that go up in the order in which they happened", "[emitter][unit]") {
  PlatformWorld world;
  std::vector<std::string> said;
  for (int i = 0; i < 20; ++i) said.push_back(succeed(world.platform.create_app("App", std::nullopt, {})).event_id);
  std::vector<std::string> kept;
  for (const PlatformEvent& event : world.events()) kept.push_back(event.id);
  CHECK(kept == said);
  CHECK(go_up(said));
}

}  // namespace hookloop::test
