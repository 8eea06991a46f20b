#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <set>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

const Person kMax{"Max Katz", ""};

// As many letters, each of two bytes.
std::string letters(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "ü";
  return text;
}

}  // namespace

TEST_CASE("creating an app causes PROJECT_CREATE about the app as it is kept", "[emitter][unit]") {
  PlatformWorld world;
  const auto done = succeed(world.platform.create_app("Shop", "Sells things", {}));
  const App& app = done.value;
  CHECK(app == world.kept(app));
  CHECK(app.name == "Shop");
  CHECK(app.created_at == world.clock.now());
  CHECK(app.edited_at == world.clock.now());
  CHECK(app.owner == kMax);
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_CREATE);
  CHECK(payload.project == PayloadProject{app.guid, "Shop", "Sells things", "2026-01-31T05:00:00-07:00",
                                          "2026-01-31T05:00:00-07:00", kMax});
  CHECK(payload.happened_at == "2026-01-31T05:00:00-07:00");
  CHECK(payload.happened_by == kMax);
  CHECK(world.events()[0].app == app.number);
}

TEST_CASE("an app without a description has that of the documented example, and one may be empty", "[emitter][unit]") {
  PlatformWorld world;
  CHECK(world.create_app().description == kDefaultDescription);
  CHECK(succeed(world.platform.create_app("Quiet", "", {})).value.description.empty());
}

TEST_CASE("each app has a guid of its own, also of the same name", "[emitter][unit]") {
  PlatformWorld world;
  std::set<std::string> guids;
  for (int i = 0; i < 50; ++i) guids.insert(world.create_app("Same").guid);
  CHECK(guids.size() == 50);
}

TEST_CASE("renaming an app causes PROJECT_RENAME about the app as it leaves it", "[emitter][unit]") {
  PlatformWorld world;
  const App before = world.create_app("Old");
  world.clock.advance(90s);
  const auto done = succeed(world.platform.rename_app(before.guid, "New", {}));
  CHECK(world.kept(before) == done.value);
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_RENAME);
  CHECK(payload.project.name == "New");
  CHECK(std::get<PayloadRename>(payload.subject).previous_name == "Old");
  CHECK(payload.project.created_at == "2026-01-31T05:00:00-07:00");
  CHECK(payload.project.edited_at == "2026-01-31T05:01:30-07:00");
  CHECK(payload.happened_at == "2026-01-31T05:01:30-07:00");
}

TEST_CASE("describing an app changes what payloads tell of it, and is no event", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  world.clock.advance(8s);
  const App described = succeed(world.platform.describe_app(app.guid, "Another text"));
  CHECK(world.kept(app) == described);
  CHECK(described.edited_at == world.clock.now());
  CHECK(world.event_types_so_far() == std::vector{EventType::PROJECT_CREATE});
  CHECK(world.announcer.told.back().empty());
  const auto version = succeed(world.platform.create_version(app.guid, "Version #1", {}));
  const Payload payload = world.payload_of(version.event_id, EventType::PROJECT_VERSION_CREATE);
  CHECK(payload.project.description == "Another text");
  CHECK(payload.project.edited_at == "2026-01-31T05:00:08-07:00");
}

TEST_CASE("removing an app causes PROJECT_REMOVE about the app as it was", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app("Gone");
  world.clock.advance(1h);
  const auto done = succeed(world.platform.remove_app(app.guid, {}));
  CHECK(done.value.removed_at == world.clock.now());
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_REMOVE);
  CHECK(payload.project.name == "Gone");
  CHECK(payload.project.edited_at == "2026-01-31T05:00:00-07:00");
  CHECK(payload.happened_at == "2026-01-31T06:00:00-07:00");
}

TEST_CASE("an app's name is text of 1 to 200 characters on one line", "[emitter][unit]") {
  struct Row {
    std::string name;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {"", "The name of an app holds more than spaces."},
      {"   ", "The name of an app holds more than spaces."},
      {"two\nlines", "The name of an app holds no line breaks and no other control characters."},
      {"\xff", "The name of an app is UTF-8, and this holds bytes that are none."},
      {letters(201), "The name of an app is at most 200 characters long, and this has 201."},
  }));
  PlatformWorld world;
  const App app = world.create_app();
  const Problem created = refused(world, [&] { return world.platform.create_app(row.name, std::nullopt, {}); });
  CHECK(brief(created) == "400 bad-field /name");
  CHECK(created.detail == row.detail);
  const Problem renamed = refused(world, [&] { return world.platform.rename_app(app.guid, row.name, {}); });
  CHECK(brief(renamed) == "400 bad-field /name");
  CHECK(renamed.detail == row.detail);
}

TEST_CASE("an app's description is text of at most 2000 characters on one line", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  const std::string bad = GENERATE(as<std::string>(), "two\nlines", "\xff", letters(2001), "  ");
  const Problem created = refused(world, [&] { return world.platform.create_app("Shop", bad, {}); });
  CHECK(brief(created) == "400 bad-field /description");
  CHECK_THAT(created.detail, ContainsSubstring("The description of an app"));
  const Problem described = refused(world, [&] { return world.platform.describe_app(app.guid, bad); });
  CHECK(brief(described) == "400 bad-field /description");
}

TEST_CASE("an app's texts may be as long as they may", "[emitter][unit]") {
  PlatformWorld world;
  const auto done = succeed(world.platform.create_app(letters(200), letters(2000), {}));
  CHECK(world.payload_of(done.event_id, EventType::PROJECT_CREATE).project.description == letters(2000));
  const auto renamed = succeed(world.platform.rename_app(done.value.guid, letters(199) + "n", {}));
  CHECK(world.kept(done.value).name == renamed.value.name);
}

TEST_CASE("an app can not be renamed to the name that it has", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app("Shop");
  const Problem problem = refused(world, [&] { return world.platform.rename_app(app.guid, "Shop", {}); });
  CHECK(brief(problem) == "409 same-name /name");
  CHECK(problem.detail == "The app is called Shop already; give another name.");
}

TEST_CASE("an app that is not there is unknown, and the nearest one is named", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app("Bookshop");
  std::string near_guid = app.guid;
  near_guid[3] = near_guid[3] == 'a' ? 'b' : 'a';
  struct Row {
    std::string guid;
    std::string detail;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {near_guid, "No app has the guid '" + near_guid + "'; did you mean " + app.guid + " (Bookshop)?"},
      {"BookShop", "No app has the guid 'BookShop'; did you mean " + app.guid + " (Bookshop)?"},
      {"7", "No app has the guid '7'; GET /api/v1/apps lists those that there are."},
      {"", "No app has the guid ''; GET /api/v1/apps lists those that there are."},
  }));
  const Problem renamed = refused(world, [&] { return world.platform.rename_app(row.guid, "New", {}); });
  CHECK(brief(renamed) == "404 unknown-app");
  CHECK(renamed.detail == row.detail);
  CHECK(brief(refused(world, [&] { return world.platform.describe_app(row.guid, ""); })) == "404 unknown-app");
  CHECK(brief(refused(world, [&] { return world.platform.remove_app(row.guid, {}); })) == "404 unknown-app");
}

}  // namespace hookloop::test
