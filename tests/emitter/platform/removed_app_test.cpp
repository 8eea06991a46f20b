// An app that was removed: its history stays, and nothing more happens to it.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;

// An app that has one of everything: version 2 is removed, build 1 has ended, build 2 waits for somebody, and build 3
// would end by itself in an hour.
class RemovedWorld : public PlatformWorld {
 public:
  RemovedWorld() {
    for (const char* name : {"Version #1", "Version #2"}) create_version(app, name);
    succeed(platform.remove_version(app.guid, "2", {}));
    for (int i = 0; i < 2; ++i) start_build(app);
    start_build(app, {.finish_after = 1h});
    succeed(platform.finish_build(app.guid, 1, BuildStatus::success, std::nullopt, {}));
    succeed(platform.publish(app.guid, "platform", std::nullopt, {}));
    succeed(platform.test_app(app.guid, {}, {}));
    clock.advance(1min);
  }
  void remove() { succeed(platform.remove_app(app.guid, {})); }
  Build build(std::int64_t number) const { return *platform_store().find_build(app.number, number); }

  const App app = create_app("Shop");
  const Webhook webhook = create_webhook();
  const Attachment attachment = attach(webhook, app, {"ANDROID_BUILD_ABORT", "PROJECT_PUBLISH"});
};

}  // namespace

TEST_CASE("nothing more can happen to an app that was removed", "[emitter][unit]") {
  struct Row {
    std::string deed;
    Problem (*attempt)(RemovedWorld&);
  };
  const auto row = GENERATE(values<Row>({
      {"rename",
       [](RemovedWorld& w) { return refused(w, [&] { return w.platform.rename_app(w.app.guid, "New", {}); }); }},
      {"describe", [](RemovedWorld& w) { return refused(w, [&] { return w.platform.describe_app(w.app.guid, ""); }); }},
      {"remove", [](RemovedWorld& w) { return refused(w, [&] { return w.platform.remove_app(w.app.guid, {}); }); }},
      {"create a version",
       [](RemovedWorld& w) { return refused(w, [&] { return w.platform.create_version(w.app.guid, "3", {}); }); }},
      {"remove a version",
       [](RemovedWorld& w) { return refused(w, [&] { return w.platform.remove_version(w.app.guid, "1", {}); }); }},
      {"restore a version",
       [](RemovedWorld& w) { return refused(w, [&] { return w.platform.restore_version(w.app.guid, "2", {}); }); }},
      {"start a build",
       [](RemovedWorld& w) { return refused(w, [&] { return w.platform.start_build(w.app.guid, {}, {}); }); }},
      {"finish a build",
       [](RemovedWorld& w) {
         return refused(w, [&] { return w.platform.finish_build(w.app.guid, 2, BuildStatus::success, {}, {}); });
       }},
      {"publish",
       [](RemovedWorld& w) { return refused(w, [&] { return w.platform.publish(w.app.guid, "heroku", {}, {}); }); }},
      {"test", [](RemovedWorld& w) { return refused(w, [&] { return w.platform.test_app(w.app.guid, {}, {}); }); }},
  }));
  CAPTURE(row.deed);
  RemovedWorld world;
  world.remove();
  const Problem problem = row.attempt(world);
  CHECK(brief(problem) == "409 app-removed");
  CHECK(problem.detail == "Shop was removed at 2026-01-31T12:01:00.000000Z; nothing more can happen to it.");
}

TEST_CASE("an app that was removed is listed only where removed ones are asked for", "[emitter][unit]") {
  RemovedWorld world;
  world.remove();
  CHECK(world.platform_store().list_apps(/*with_removed=*/false).empty());
  CHECK(world.platform_store().list_apps(/*with_removed=*/true).size() == 1);
  CHECK(world.kept(world.app).removed_at == world.clock.now());
}

TEST_CASE("the history of an app that was removed stays readable", "[emitter][unit]") {
  RemovedWorld world;
  const auto events = world.event_types_so_far();
  world.remove();
  const PlatformStore& store = world.store->platform();
  CHECK(store.list_versions(world.app.number, /*with_removed=*/true).size() == 2);
  CHECK(store.list_builds(world.app.number).size() == 3);
  CHECK(store.list_publications(world.app.number).size() == 1);
  CHECK(store.list_tests(world.app.number).size() == 1);
  CHECK(store.find_attachment(world.attachment.id).has_value());
  const auto of_app = store.list_events({.app = world.app.number}, {.newest_first = false});
  REQUIRE(of_app.size() == events.size() + 1);
  CHECK(of_app.back().type == EventType::PROJECT_REMOVE);
}

TEST_CASE("builds that run are aborted with their app, without events of their own", "[emitter][unit]") {
  RemovedWorld world;
  const Build ended = world.build(1);
  world.remove();
  CHECK(world.build(1) == ended);
  for (const std::int64_t number : {2, 3}) {
    CHECK(world.build(number).status == BuildStatus::aborted);
    CHECK(world.build(number).finished_at == world.clock.now());
  }
  CHECK(world.events().back().type == EventType::PROJECT_REMOVE);
  CHECK(world.deliveries().size() == 1);  // of the publication before
}

TEST_CASE("a build that was planned does not end once its app is gone", "[emitter][unit]") {
  RemovedWorld world;
  world.remove();
  const std::size_t events = world.events().size();
  world.clock.advance(1h);
  CHECK_FALSE(world.platform.finish_planned_builds().has_value());
  CHECK(world.events().size() == events);
  CHECK(world.build(3).status == BuildStatus::aborted);
}

TEST_CASE("a webhook can not be attached to an app that was removed", "[emitter][unit]") {
  RemovedWorld world;
  world.remove();
  const Problem problem = refused(world, [&] {
    return world.registry.attach({world.webhook.id, world.app.guid, {"PROJECT_TEST"}});
  });
  CHECK(brief(problem) == "409 app-removed /app");
}

TEST_CASE("an app may have the name of one that was removed, and its own guid", "[emitter][unit]") {
  RemovedWorld world;
  world.remove();
  const App again = world.create_app("Shop");
  CHECK(again.guid != world.app.guid);
  CHECK(world.platform_store().list_versions(again.number, true).empty());
}

}  // namespace hookloop::test
