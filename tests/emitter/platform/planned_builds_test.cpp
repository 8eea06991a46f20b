// Builds that end by themselves, over virtual time.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;

class PlannedWorld : public PlatformWorld {
 public:
  PlannedWorld() { create_version(app); }

  Build plan(Microseconds after, BuildStatus outcome = BuildStatus::success) {
    return start_build(app, {.finish_after = after, .finishes_as = outcome});
  }
  Build build(std::int64_t number) const { return *platform_store().find_build(app.number, number); }

  const App app = create_app("MyApp");
};

}  // namespace

TEST_CASE("a planned build ends when its time has come, and not before", "[emitter][unit]") {
  PlannedWorld world;
  const Build build = world.plan(10s);
  CHECK(build.finishes_at == world.clock.now() + 10s);
  world.clock.advance(10s - 1us);
  CHECK(world.platform.finish_planned_builds() == world.clock.now() + 1us);
  CHECK(world.build(1) == build);
  world.clock.advance(1us);
  CHECK_FALSE(world.platform.finish_planned_builds().has_value());
  CHECK(world.build(1).status == BuildStatus::success);
  CHECK(world.build(1).finished_at == world.clock.now());
  CHECK_FALSE(world.build(1).finishes_at.has_value());
  const Payload payload = world.payload_of(world.events().back().id, EventType::ANDROID_BUILD_SUCCESS);
  CHECK(std::get<PayloadBuild>(payload.subject).duration_seconds == 10);
}

TEST_CASE("a planned build ends as it was planned to", "[emitter][unit]") {
  struct Row {
    BuildStatus outcome;
    EventType type;
  };
  const auto row = GENERATE(values<Row>({{BuildStatus::success, EventType::ANDROID_BUILD_SUCCESS},
                                         {BuildStatus::failure, EventType::ANDROID_BUILD_FAILURE},
                                         {BuildStatus::aborted, EventType::ANDROID_BUILD_ABORT}}));
  PlannedWorld world;
  world.plan(0s, row.outcome);
  CHECK_FALSE(world.platform.finish_planned_builds().has_value());
  const Payload payload = world.payload_of(world.events().back().id, row.type);
  CHECK(std::get<PayloadBuild>(payload.subject).artifact == world.build(1).artifact);
  CHECK(std::get<PayloadBuild>(payload.subject).error == world.build(1).error);
}

TEST_CASE("a planned build ends by who started it", "[emitter][unit]") {
  PlannedWorld world;
  world.add_member("Ada Lovelace", "ada@example.com");
  succeed(world.platform.start_build(world.app.guid, {.finish_after = 1s, .finishes_as = BuildStatus::aborted},
                                     {.by = "Ada Lovelace"}));
  world.clock.advance(1s);
  world.platform.finish_planned_builds();
  CHECK(world.payload_of(world.events().back().id, EventType::ANDROID_BUILD_ABORT).happened_by ==
        Person{"Ada Lovelace", "ada@example.com"});
}

TEST_CASE("planned builds end in the order of their times, and the next one's time is told", "[emitter][unit]") {
  PlannedWorld world;
  const Timestamp start = world.clock.now();
  world.plan(30s);
  world.plan(10s);
  world.plan(20s);
  CHECK(world.platform.finish_planned_builds() == start + 10s);
  world.clock.advance(20s);
  CHECK(world.platform.finish_planned_builds() == start + 30s);
  const auto events = world.events();
  const auto number_of = [&](std::size_t from_last) {
    const PlatformEvent& event = events[events.size() - from_last];
    return std::get<PayloadBuild>(parse_payload(event.payload, event.type.value()).value().subject).number;
  };
  CHECK(number_of(2) == 2);
  CHECK(number_of(1) == 3);
  CHECK(world.build(1).status == BuildStatus::started);
}

TEST_CASE("a planned build whose time went by unseen ends as of now", "[emitter][unit]") {
  PlannedWorld world;
  world.plan(10s);
  world.clock.advance(1h);
  world.platform.finish_planned_builds();
  CHECK(world.build(1).finished_at == world.clock.now());
}

TEST_CASE("a planned build that somebody ended first does not end again", "[emitter][unit]") {
  PlannedWorld world;
  world.plan(10s);
  succeed(world.platform.finish_build(world.app.guid, 1, BuildStatus::aborted, std::nullopt, {}));
  const auto events = world.events().size();
  world.clock.advance(10s);
  CHECK_FALSE(world.platform.finish_planned_builds().has_value());
  CHECK(world.events().size() == events);
  CHECK(world.build(1).status == BuildStatus::aborted);
}

TEST_CASE("where no build is planned, there is nothing to wait for and nobody is told", "[emitter][unit]") {
  PlannedWorld world;
  world.start_build(world.app);  // somebody ends it by hand
  const auto told = world.announcer.told.size();
  world.clock.advance(24h);
  CHECK_FALSE(world.platform.finish_planned_builds().has_value());
  CHECK(world.announcer.told.size() == told);
}

TEST_CASE("the end of a planned build is owed to who is attached for it, and announced", "[emitter][unit]") {
  PlannedWorld world;
  const Webhook webhook = world.create_webhook();
  world.attach(webhook, world.app, {"ANDROID_BUILD_SUCCESS"});
  world.plan(1s);
  world.clock.advance(1s);
  world.platform.finish_planned_builds();
  CHECK(world.deliveries().size() == 1);
  CHECK(world.announcer.told.back() == std::vector{webhook.number});
}

TEST_CASE("a build may be planned to take the longest that one may", "[emitter][unit]") {
  PlannedWorld world;
  world.plan(kLongestBuild);
  CHECK(world.platform.finish_planned_builds() == world.clock.now() + kLongestBuild);
}

}  // namespace hookloop::test
