#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;

// 2015-04-22T15:11:37-07:00, when the documented example's app was created.
constexpr Timestamp kDocumented{1'429'740'697s};

}  // namespace

TEST_CASE("creating a version sends the documented example, byte for byte", "[emitter][unit]") {
  PlatformWorld world;
  world.clock.advance(kDocumented - world.clock.now());
  const App app = world.create_app("MyApp");
  world.clock.advance(8s);
  succeed(world.platform.describe_app(app.guid, std::string(kDefaultDescription)));
  world.clock.advance(12min + 28s);
  const auto done = succeed(world.platform.create_version(app.guid, "Version #1", {}));
  auto documented = nlohmann::ordered_json::parse(payload_example(EventType::PROJECT_VERSION_CREATE));
  documented["project"]["guid"] = app.guid;
  CHECK(world.platform_store().find_event(done.event_id)->payload == documented.dump());
}

TEST_CASE("a new version is kept with who made it and when, and edits the app", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  world.clock.advance(1min);
  const auto done = succeed(world.platform.create_version(app.guid, "Version #1", {}));
  CHECK(done.value.number == 1);
  CHECK(done.value.author == Person{"Max Katz", ""});
  CHECK(done.value.created_at == world.clock.now());
  CHECK(world.platform_store().list_versions(app.number, true) == std::vector{done.value});
  CHECK(world.kept(app).edited_at == world.clock.now());
  // The payload tells of the app as the deed found it.
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_VERSION_CREATE);
  CHECK(payload.project.edited_at == "2026-01-31T05:00:00-07:00");
  CHECK(payload.happened_at == "2026-01-31T05:01:00-07:00");
}

TEST_CASE("a version that is removed or restored is told of as it was created", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  const Version version = world.create_version(app, "Version #1");
  const PayloadVersion told{"Version #1", "2026-01-31T05:00:00-07:00", {"Max Katz", ""}};
  world.clock.advance(1min);
  const auto removed = succeed(world.platform.remove_version(app.guid, "1", {}));
  CHECK(removed.value.removed_at == world.clock.now());
  CHECK(world.kept(app).edited_at == world.clock.now());
  const Payload remove = world.payload_of(removed.event_id, EventType::PROJECT_VERSION_REMOVE);
  CHECK(std::get<PayloadVersion>(remove.subject) == told);
  CHECK(remove.happened_at == "2026-01-31T05:01:00-07:00");
  world.clock.advance(1min);
  const auto restored = succeed(world.platform.restore_version(app.guid, "1", {}));
  CHECK(restored.value == version);
  const Payload restore = world.payload_of(restored.event_id, EventType::PROJECT_VERSION_RESTORE);
  CHECK(std::get<PayloadVersion>(restore.subject) == told);
  CHECK(restore.project.edited_at == "2026-01-31T05:01:00-07:00");
  CHECK(restore.happened_at == "2026-01-31T05:02:00-07:00");
}

TEST_CASE("a version is named by its number or its name, and of several with a name the newest is meant",
          "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  for (const char* name : {"beta", "beta", "1", "gamma"}) world.create_version(app, name);
  struct Row {
    std::string text;
    std::int64_t number;
  };
  const auto row = GENERATE(values<Row>({
      {"4", 4}, {"gamma", 4}, {"beta", 2}, {"1", 1},  // a number goes before a name
  }));
  CHECK(succeed(world.platform.remove_version(app.guid, row.text, {})).value.number == row.number);
}

TEST_CASE("the newest of several versions with a name is meant, removed or not", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  for (int i = 0; i < 2; ++i) world.create_version(app, "beta");
  succeed(world.platform.remove_version(app.guid, "beta", {}));
  CHECK(brief(refused(world, [&] { return world.platform.remove_version(app.guid, "beta", {}); })) ==
        "409 version-removed");
}

TEST_CASE("versions are numbered for each app from 1", "[emitter][unit]") {
  PlatformWorld world;
  const App first = world.create_app("First");
  const App second = world.create_app("Second");
  CHECK(world.create_version(first).number == 1);
  CHECK(world.create_version(first).number == 2);
  CHECK(world.create_version(second).number == 1);
}

TEST_CASE("a version's name is text of 1 to 200 characters on one line", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  const std::string longest(kLongestVersionName, 'v');
  CHECK(world.create_version(app, longest).name == longest);
  const std::string bad = GENERATE_COPY(as<std::string>(), "", " ", "a\tb", "\xc3", longest + "v");
  const Problem problem = refused(world, [&] { return world.platform.create_version(app.guid, bad, {}); });
  CHECK(brief(problem) == "400 bad-field /name");
  CHECK(problem.detail.starts_with("The name of a version "));
}

TEST_CASE("a version that is not there is unknown, and the nearest is named", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app("Shop");
  const App bare = world.create_app("Bare");
  world.create_version(app, "Version #1");
  world.create_version(app, "Holiday sale");
  struct Row {
    App app;
    std::string version;
    std::string detail;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {app, "Holidai sale", "Shop has no version 'Holidai sale'; did you mean Holiday sale?"},
      {app, "9", "Shop has no version '9'; its newest is Holiday sale (2)."},
      {app, "0", "Shop has no version '0'; its newest is Holiday sale (2)."},
      {app, "", "Shop has no version ''; its newest is Holiday sale (2)."},
      {bare, "1", "Bare has no version '1'; it has none yet, so create one first."},
  }));
  const Problem removed = refused(world, [&] { return world.platform.remove_version(row.app.guid, row.version, {}); });
  CHECK(brief(removed) == "404 unknown-version");
  CHECK(removed.detail == row.detail);
  const Problem restored =
      refused(world, [&] { return world.platform.restore_version(row.app.guid, row.version, {}); });
  CHECK(brief(restored) == "404 unknown-version");
}

TEST_CASE("a version is removed once and restored once", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  world.create_version(app, "Version #1");
  const Problem standing = refused(world, [&] { return world.platform.restore_version(app.guid, "1", {}); });
  CHECK(brief(standing) == "409 version-not-removed");
  CHECK(standing.detail == "Version #1 was not removed, so there is nothing to restore.");
  succeed(world.platform.remove_version(app.guid, "1", {}));
  const Problem removed = refused(world, [&] { return world.platform.remove_version(app.guid, "1", {}); });
  CHECK(brief(removed) == "409 version-removed");
  CHECK(removed.detail == "Version #1 was removed already, at 2026-01-31T12:00:00.000000Z; it can be restored.");
}

TEST_CASE("a version of an app that is not there is no version", "[emitter][unit]") {
  PlatformWorld world;
  CHECK(brief(refused(world, [&] { return world.platform.create_version("none", "1", {}); })) == "404 unknown-app");
  CHECK(brief(refused(world, [&] { return world.platform.remove_version("none", "1", {}); })) == "404 unknown-app");
  CHECK(brief(refused(world, [&] { return world.platform.restore_version("none", "1", {}); })) == "404 unknown-app");
}

}  // namespace hookloop::test
