#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;

const Person kMax{"Max Katz", ""};
const Person kAda{"Ada Lovelace", "ada@example.com"};

// An app with a version, and a second member.
class BuildWorld : public PlatformWorld {
 public:
  BuildWorld() {
    create_version(app);
    add_member(kAda.name, kAda.email);
  }

  Result<Done<Build>, Problem> start(const BuildStart& start, const Deed& deed = {}) {
    return platform.start_build(app.guid, start, deed);
  }
  Result<Done<Build>, Problem> finish(std::int64_t build, BuildStatus outcome,
                                      const std::optional<std::string>& error = std::nullopt, const Deed& deed = {}) {
    return platform.finish_build(app.guid, build, outcome, error, deed);
  }
  Build build(std::int64_t number) const { return *platform_store().find_build(app.number, number); }

  const App app = create_app("MyApp");
};

}  // namespace

TEST_CASE("starting a build causes the event of its platform", "[emitter][unit]") {
  struct Row {
    BuildPlatform platform;
    EventType type;
  };
  const auto row = GENERATE(values<Row>(
      {{BuildPlatform::android, EventType::ANDROID_BUILD_START}, {BuildPlatform::ios, EventType::IOS_BUILD_START}}));
  BuildWorld world;
  world.clock.advance(1min);
  const auto done = succeed(world.start({.platform = row.platform}, {.by = "Ada Lovelace"}));
  CHECK(world.build(1) == done.value);
  CHECK(done.value.status == BuildStatus::started);
  CHECK(done.value.started_by == kAda);
  CHECK_FALSE(done.value.finishes_at.has_value());
  const Payload payload = world.payload_of(done.event_id, row.type);
  PayloadBuild told;
  told.platform = to_string(row.platform);
  told.version = "Version #1";
  told.started_at = "2026-01-31T05:01:00-07:00";
  CHECK(std::get<PayloadBuild>(payload.subject) == told);
  CHECK(payload.happened_at == told.started_at);
  CHECK(payload.happened_by == kAda);
  // A build does not edit the app.
  CHECK(world.kept(world.app).edited_at == world.app.edited_at);
}

TEST_CASE("the builds of an app have one row of numbers, whatever they are for", "[emitter][unit]") {
  BuildWorld world;
  CHECK(succeed(world.start({.platform = BuildPlatform::android})).value.number == 1);
  CHECK(succeed(world.start({.platform = BuildPlatform::ios})).value.number == 2);
  CHECK(succeed(world.start({.platform = BuildPlatform::android})).value.number == 3);
}

TEST_CASE("a build is of the version that was named, or the newest that was not removed", "[emitter][unit]") {
  BuildWorld world;
  for (const char* name : {"Version #2", "Version #3"}) world.create_version(world.app, name);
  succeed(world.platform.remove_version(world.app.guid, "3", {}));
  struct Row {
    std::optional<std::string> version;
    std::string built;
  };
  const auto row = GENERATE(values<Row>(
      {{std::nullopt, "Version #2"}, {"1", "Version #1"}, {"Version #1", "Version #1"}, {"2", "Version #2"}}));
  CHECK(succeed(world.start({.version = row.version})).value.version == row.built);
}

TEST_CASE("a build without a version to build is refused", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app("Shop");
  const auto start = [&] { return world.platform.start_build(app.guid, {}, {}); };
  const Problem none = refused(world, start);
  CHECK(brief(none) == "409 no-version");
  CHECK(none.detail == "Shop has no version to build; create or restore one first.");
  world.create_version(app);
  succeed(world.platform.remove_version(app.guid, "1", {}));
  CHECK(brief(refused(world, start)) == "409 no-version");
}

TEST_CASE("a build that can not be started as asked is refused", "[emitter][unit]") {
  BuildWorld world;
  world.create_version(world.app, "Old one");
  succeed(world.platform.remove_version(world.app.guid, "Old one", {}));
  struct Row {
    BuildStart start;
    std::string problem;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {{.version = "Version 1"},
       "400 unknown-version /version",
       "MyApp has no version 'Version 1'; did you mean Version #1?"},
      {{.version = "Old one"},
       "409 version-removed /version",
       "Old one was removed; restore it, or build another one."},
      {{.finish_after = -1us}, "400 bad-field /finish_after_ms", "A build takes no longer than 1d."},
      {{.finish_after = kLongestBuild + 1us}, "400 bad-field /finish_after_ms", "A build takes no longer than 1d."},
      {{.finishes_as = BuildStatus::started},
       "400 bad-field /finishes_as",
       "A build ends as success, failure or aborted."},
  }));
  const Problem problem = refused(world, [&] { return world.start(row.start); });
  CHECK(brief(problem) == row.problem);
  CHECK(problem.detail == row.detail);
}

TEST_CASE("finishing a build causes the event of its platform and outcome", "[emitter][unit]") {
  struct Row {
    BuildPlatform platform;
    BuildStatus outcome;
    EventType type;
  };
  const auto row = GENERATE(values<Row>({
      {BuildPlatform::android, BuildStatus::success, EventType::ANDROID_BUILD_SUCCESS},
      {BuildPlatform::android, BuildStatus::failure, EventType::ANDROID_BUILD_FAILURE},
      {BuildPlatform::android, BuildStatus::aborted, EventType::ANDROID_BUILD_ABORT},
      {BuildPlatform::ios, BuildStatus::success, EventType::IOS_BUILD_SUCCESS},
      {BuildPlatform::ios, BuildStatus::failure, EventType::IOS_BUILD_FAILURE},
      {BuildPlatform::ios, BuildStatus::aborted, EventType::IOS_BUILD_ABORT},
  }));
  BuildWorld world;
  succeed(world.start({.platform = row.platform}));
  world.clock.advance(3min + 38s + 999ms);
  const auto done = succeed(world.finish(1, row.outcome));
  CHECK(world.build(1) == done.value);
  const Payload payload = world.payload_of(done.event_id, row.type);
  const auto& told = std::get<PayloadBuild>(payload.subject);
  CHECK(told.status == row.outcome);
  CHECK(told.started_at == "2026-01-31T05:00:00-07:00");
  CHECK(told.finished_at == "2026-01-31T05:03:38-07:00");
  CHECK(told.duration_seconds == 218);
  CHECK(told.artifact.has_value() == (row.outcome == BuildStatus::success));
  CHECK(told.error.has_value() == (row.outcome == BuildStatus::failure));
  CHECK(payload.happened_at == "2026-01-31T05:03:38-07:00");
}

TEST_CASE("a build's artifact is a file of its platform under the app's guid", "[emitter][unit]") {
  BuildWorld world;
  succeed(world.start({.platform = BuildPlatform::android}));
  succeed(world.start({.platform = BuildPlatform::ios}));
  const std::string folder = "https://builds.example.com/" + world.app.guid.substr(0, 8);
  CHECK(succeed(world.finish(1, BuildStatus::success)).value.artifact == folder + "/1/myapp.apk");
  CHECK(succeed(world.finish(2, BuildStatus::success)).value.artifact == folder + "/2/myapp.ipa");
}

TEST_CASE("a build that fails has the error that was given", "[emitter][unit]") {
  BuildWorld world;
  succeed(world.start({}));
  const std::string error(kLongestBuildError, 'e');
  const auto done = succeed(world.finish(1, BuildStatus::failure, error));
  CHECK(done.value.error == error);
  CHECK(std::get<PayloadBuild>(world.payload_of(done.event_id, EventType::ANDROID_BUILD_FAILURE).subject).error ==
        error);
}

TEST_CASE("what nobody is said to have finished was finished by who started it, but for an abort", "[emitter][unit]") {
  struct Row {
    BuildStatus outcome;
    std::optional<std::string> by;
    EventType type;
    Person told;
  };
  const auto row = GENERATE(values<Row>({
      {BuildStatus::success, std::nullopt, EventType::ANDROID_BUILD_SUCCESS, kAda},
      {BuildStatus::failure, std::nullopt, EventType::ANDROID_BUILD_FAILURE, kAda},
      {BuildStatus::aborted, std::nullopt, EventType::ANDROID_BUILD_ABORT, kMax},
      {BuildStatus::success, "Max Katz", EventType::ANDROID_BUILD_SUCCESS, kMax},
      {BuildStatus::aborted, "Ada Lovelace", EventType::ANDROID_BUILD_ABORT, kAda},
  }));
  BuildWorld world;
  succeed(world.start({}, {.by = "Ada Lovelace"}));
  const auto done = succeed(world.finish(1, row.outcome, std::nullopt, {.by = row.by}));
  CHECK(world.payload_of(done.event_id, row.type).happened_by == row.told);
}

TEST_CASE("a build that ends before it began, by a clock that was set back, took no time", "[emitter][unit]") {
  BuildWorld world;
  succeed(world.start({}));
  world.clock.advance(-1h);
  const auto done = succeed(world.finish(1, BuildStatus::success));
  const Payload payload = world.payload_of(done.event_id, EventType::ANDROID_BUILD_SUCCESS);
  CHECK(std::get<PayloadBuild>(payload.subject).duration_seconds == 0);
}

TEST_CASE("a build that can not be finished as asked is refused", "[emitter][unit]") {
  BuildWorld world;
  succeed(world.start({}));
  struct Row {
    BuildStatus outcome;
    std::optional<std::string> error;
    std::string pointer;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {BuildStatus::started, std::nullopt, "/outcome", "A build ends as success, failure or aborted."},
      {BuildStatus::success, "Why", "/error", "Only a build that fails has an error."},
      {BuildStatus::aborted, "Why", "/error", "Only a build that fails has an error."},
      {BuildStatus::failure, "", "/error", "The error of a build holds more than spaces."},
      {BuildStatus::failure, std::string(kLongestBuildError + 1, 'e'), "/error",
       "The error of a build is at most 2000 characters long, and this has 2001."},
  }));
  const Problem problem = refused(world, [&] { return world.finish(1, row.outcome, row.error); });
  CHECK(brief(problem) == "400 bad-field " + row.pointer);
  CHECK(problem.detail == row.detail);
}

TEST_CASE("a build ends once", "[emitter][unit]") {
  BuildWorld world;
  succeed(world.start({}));
  world.clock.advance(1s);
  succeed(world.finish(1, BuildStatus::failure));
  const Problem problem = refused(world, [&] { return world.finish(1, BuildStatus::success); });
  CHECK(brief(problem) == "409 build-ended");
  CHECK(problem.detail == "Build 1 of MyApp ended as failure at 2026-01-31T12:00:01.000000Z; start another one.");
}

TEST_CASE("a build that is not there is unknown, and the numbers that there are are told", "[emitter][unit]") {
  struct Row {
    int builds;
    std::int64_t number;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {0, 1, "MyApp has no build 1; it has none yet, so start one first."},
      {1, 2, "MyApp has no build 2; its only one has the number 1."},
      {3, 0, "MyApp has no build 0; they have the numbers 1 to 3."},
      {3, -1, "MyApp has no build -1; they have the numbers 1 to 3."},
  }));
  BuildWorld world;
  for (int i = 0; i < row.builds; ++i) succeed(world.start({}));
  const Problem problem = refused(world, [&] { return world.finish(row.number, BuildStatus::success); });
  CHECK(brief(problem) == "404 unknown-build");
  CHECK(problem.detail == row.detail);
}

TEST_CASE("a build of an app that is not there is no build", "[emitter][unit]") {
  PlatformWorld world;
  CHECK(brief(refused(world, [&] { return world.platform.start_build("none", {}, {}); })) == "404 unknown-app");
  CHECK(brief(refused(world, [&] {
          return world.platform.finish_build("none", 1, BuildStatus::success, std::nullopt, {});
        })) == "404 unknown-app");
}

}  // namespace hookloop::test
