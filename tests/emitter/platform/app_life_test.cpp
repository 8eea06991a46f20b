// A whole life of an app: every event type once at least, and the same again from the same seed.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;

// Every deed, a second apart, with webhooks attached for all of their events.
void live(PlatformWorld& world) {
  const auto pass = [&] { world.clock.advance(1s); };
  std::vector<std::string> of_account;
  std::vector<std::string> of_app;
  for (const EventTypeInfo& type : event_types()) {
    (type.scope == EventScope::app ? of_app : of_account).emplace_back(type.id);
  }
  world.add_member("Ada Lovelace", "ada@example.com");
  const Webhook webhook = world.create_webhook();
  world.attach_to_account(webhook, of_account);
  const App app = world.create_app("MyApp");
  world.attach(webhook, app, of_app);
  world.attach(webhook, app, of_app);
  pass();
  succeed(world.platform.rename_app(app.guid, "Ünsere App", {.by = "Ada Lovelace"}));
  succeed(world.platform.describe_app(app.guid, "Says \"hello\" to </everyone>\u2028 🎉"));
  pass();
  world.create_version(app, "Version #1");
  succeed(world.platform.remove_version(app.guid, "1", {.by = "2"}));
  pass();
  succeed(world.platform.restore_version(app.guid, "1", {}));
  std::int64_t build = 0;
  for (const BuildPlatform platform : {BuildPlatform::android, BuildPlatform::ios}) {
    for (const BuildStatus outcome : {BuildStatus::success, BuildStatus::failure, BuildStatus::aborted}) {
      succeed(world.platform.start_build(app.guid, {.platform = platform}, {.by = "2"}));
      pass();
      succeed(world.platform.finish_build(app.guid, ++build, outcome, std::nullopt, {}));
    }
    succeed(world.platform.start_build(
        app.guid, {.platform = platform, .finish_after = 1s, .finishes_as = BuildStatus::failure}, {}));
    ++build;
    pass();
    world.platform.finish_planned_builds();
  }
  for (const char* target : {"platform", "heroku"}) succeed(world.platform.publish(app.guid, target, {}, {}));
  for (int i = 0; i < 3; ++i) succeed(world.platform.test_app(app.guid, {}, {}));
  succeed(world.control.ping(webhook.id, {}));
  pass();
  succeed(world.platform.remove_app(app.guid, {}));
}

}  // namespace

TEST_CASE("a whole life of an app causes every event type, each with a valid payload", "[emitter][unit]") {
  const std::uint64_t seed = GENERATE(as<std::uint64_t>(), 1, 2, 3, 4, 5);
  PlatformWorld world(seed);
  live(world);
  std::set<EventType> caused;
  for (const PlatformEvent& event : world.events()) {
    if (!event.type) continue;  // the ping
    CAPTURE(event.payload);
    caused.insert(*event.type);
    CHECK(judge_payload(event.payload, info(*event.type).id).state == PayloadVerdict::State::valid);
    CHECK(recognise(event.payload) == std::vector{*event.type});
    CHECK(key_order(event.payload) == key_order(payload_example(*event.type)));
  }
  CHECK(caused.size() == event_types().size());
}

TEST_CASE("every event of a life is owed to the attachments of its scope", "[emitter][unit]") {
  PlatformWorld world;
  live(world);
  std::size_t expected = 0;
  for (const PlatformEvent& event : world.events()) {
    // The app has two attachments, the account and a ping one.
    expected += event.type && info(*event.type).scope == EventScope::app ? 2 : 1;
  }
  CHECK(world.deliveries().size() == expected);
}

TEST_CASE("the same deeds from the same seed leave the same, ids and bytes", "[emitter][unit]") {
  const std::uint64_t seed = GENERATE(as<std::uint64_t>(), 0, 1, 0xffff'ffff'ffff'ffff);
  PlatformWorld once(seed);
  PlatformWorld again(seed);
  live(once);
  live(again);
  CHECK(once.contents() == again.contents());
}

TEST_CASE("a deed that was refused in between does not change what the seed gives", "[emitter][unit]") {
  PlatformWorld straight(1);
  PlatformWorld stumbling(1);
  CHECK_FALSE(stumbling.platform.create_app("", std::nullopt, {}));
  CHECK_FALSE(stumbling.platform.create_app("MyApp", std::nullopt, {.by = "Nobody"}));
  CHECK_FALSE(stumbling.platform.test_app("none", {}, {}));
  CHECK_FALSE(stumbling.registry.create({}));
  live(straight);
  live(stumbling);
  CHECK(straight.contents() == stumbling.contents());
}

TEST_CASE("another seed gives other ids and guids, and tells of the same deeds", "[emitter][unit]") {
  PlatformWorld one(1);
  PlatformWorld other(2);
  live(one);
  live(other);
  const auto events = one.events();
  const auto others = other.events();
  REQUIRE(events.size() == others.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    CHECK(events[i].type == others[i].type);
    CHECK(events[i].happened_at == others[i].happened_at);
    CHECK(events[i].id != others[i].id);
    CHECK(events[i].payload != others[i].payload);
  }
}

}  // namespace hookloop::test
