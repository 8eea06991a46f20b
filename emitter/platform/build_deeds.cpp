// An app's builds: start, finish by hand, finish those whose time has come.
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "emitter/platform/lookups.h"
#include "emitter/platform/payload_time.h"
#include "emitter/platform/platform.h"
#include "emitter/platform/problems.h"
#include "emitter/platform/sample_values.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

using BuildDid = DeedRunner::Did<Build>;

EventType event_of(BuildPlatform platform, BuildStatus status) {
  const bool android = platform == BuildPlatform::android;
  switch (status) {
    case BuildStatus::started:
      return android ? EventType::ANDROID_BUILD_START : EventType::IOS_BUILD_START;
    case BuildStatus::success:
      return android ? EventType::ANDROID_BUILD_SUCCESS : EventType::IOS_BUILD_SUCCESS;
    case BuildStatus::failure:
      return android ? EventType::ANDROID_BUILD_FAILURE : EventType::IOS_BUILD_FAILURE;
    case BuildStatus::aborted:
      return android ? EventType::ANDROID_BUILD_ABORT : EventType::IOS_BUILD_ABORT;
  }
  throw std::logic_error("no such BuildStatus");
}

PayloadBuild subject_of(const Build& build, std::chrono::minutes utc_offset) {
  PayloadBuild subject;
  subject.platform = to_string(build.platform);
  subject.number = build.number;
  subject.status = build.status;
  subject.version = build.version;
  subject.started_at = payload_time(build.started_at, utc_offset);
  if (build.finished_at) {
    subject.finished_at = payload_time(*build.finished_at, utc_offset);
    // A clock that was set back in between makes no build of negative length.
    const auto duration = std::chrono::floor<std::chrono::seconds>(*build.finished_at - build.started_at);
    subject.duration_seconds = std::max<std::int64_t>(duration.count(), 0);
  }
  subject.artifact = build.artifact;
  subject.error = build.error;
  return subject;
}

BuildDid did(const DeedRunner::Scene& scene, const App& app, const Build& build, const Person& by) {
  return {build,
          {event_of(build.platform, build.status), app, subject_of(build, scene.account.utc_offset), scene.now, by}};
}

Result<Version, Problem> version_to_build(const PlatformReader& store, const App& app,
                                          const std::optional<std::string>& wanted) {
  if (wanted) {
    auto version = find_version_of(store, app, *wanted);
    if (!version) return blamed_on(version.error(), "/version");
    if (version->removed_at) {
      return Problem{409, "version-removed", "The version was removed",
                     fmt::format("{} was removed; restore it, or build another one.", version->name), "/version"};
    }
    return version;
  }
  const std::vector<Version> versions = store.list_versions(app.number, /*with_removed=*/false);
  if (versions.empty()) {
    return Problem{409, "no-version", "The app has no version",
                   fmt::format("{} has no version to build; create or restore one first.", app.name)};
  }
  return versions.back();
}

// The build as it ends now.
void finish(Build& build, BuildStatus outcome, const std::optional<std::string>& error, const App& app, Timestamp now,
            Random& random) {
  build.status = outcome;
  build.finishes_at.reset();
  build.finished_at = now;
  if (outcome == BuildStatus::success) build.artifact = artifact_url(app.guid, build.number, build.platform);
  if (outcome == BuildStatus::failure) build.error = error ? *error : draw_build_error(random, build.platform);
}

Problem no_end(std::string pointer) {
  return bad_field(std::move(pointer), "A build ends as success, failure or aborted.");
}

}  // namespace

Result<Done<Build>, Problem> Platform::start_build(const std::string& guid, const BuildStart& start, const Deed& deed) {
  return deeds_.run<Build>(deed, [&](DeedRunner::Scene& scene) -> Result<BuildDid, Problem> {
    const auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    if (start.finishes_as == BuildStatus::started) return no_end("/finishes_as");
    if (start.finish_after && (*start.finish_after < Microseconds::zero() || *start.finish_after > kLongestBuild)) {
      return bad_field("/finish_after_ms",
                       fmt::format("A build takes no longer than {}.", to_flag_text(kLongestBuild)));
    }
    const auto version = version_to_build(scene.change, *app, start.version);
    if (!version) return version.error();
    Build build;
    build.platform = start.platform;
    build.version = version->name;
    build.started_at = scene.now;
    build.started_by = scene.by;
    if (start.finish_after) build.finishes_at = scene.now + *start.finish_after;
    build.finishes_as = start.finishes_as;
    return did(scene, *app, scene.change.insert_build(app->number, std::move(build)), scene.by);
  });
}

Result<Done<Build>, Problem> Platform::finish_build(const std::string& guid, std::int64_t number, BuildStatus outcome,
                                                    const std::optional<std::string>& error, const Deed& deed) {
  return deeds_.run<Build>(deed, [&](DeedRunner::Scene& scene) -> Result<BuildDid, Problem> {
    const auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    auto build = find_build_of(scene.change, *app, number);
    if (!build) return build.error();
    if (build->status != BuildStatus::started) {
      return Problem{409, "build-ended", "The build has ended",
                     fmt::format("Build {} of {} ended as {} at {}; start another one.", number, app->name,
                                 to_string(build->status), to_rfc3339(build->finished_at.value_or(build->started_at)))};
    }
    if (outcome == BuildStatus::started) return no_end("/outcome");
    if (error && outcome != BuildStatus::failure) return bad_field("/error", "Only a build that fails has an error.");
    if (error) {
      if (auto problem = check_text(*error, {"The error of a build", kLongestBuildError}, "/error")) {
        return *std::move(problem);
      }
    }
    finish(*build, outcome, error, *app, scene.now, random_);
    scene.change.update_build(app->number, *build);
    const bool by_itself = !deed.by && outcome != BuildStatus::aborted;
    return did(scene, *app, *build, by_itself ? build->started_by : scene.by);
  });
}

std::optional<Timestamp> Platform::finish_planned_builds() {
  while (const auto planned = store_.next_planned_build()) {
    const Timestamp now = clock_.now();
    if (!planned->build.finishes_at || *planned->build.finishes_at > now) return planned->build.finishes_at;
    const auto done = deeds_.run<Build>(Deed{}, [&](DeedRunner::Scene& scene) -> Result<BuildDid, Problem> {
      // Somebody may have ended it meanwhile.
      auto build = scene.change.find_build(planned->app, planned->build.number);
      const auto app = scene.change.find_app(planned->app);
      if (!app || !build || build->status != BuildStatus::started) {
        return Problem{409, "build-ended", "The build has ended", "Somebody ended the build."};
      }
      finish(*build, build->finishes_as, std::nullopt, *app, scene.now, random_);
      scene.change.update_build(app->number, *build);
      return did(scene, *app, *build, build->started_by);
    });
    if (!done && done.error().status == 503) return now;
  }
  return std::nullopt;
}

}  // namespace hookloop
