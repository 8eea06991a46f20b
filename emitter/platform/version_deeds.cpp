// An app's versions: create, remove, restore. Each edits the app.
#include <spdlog/fmt/fmt.h>

#include "emitter/platform/lookups.h"
#include "emitter/platform/payload_time.h"
#include "emitter/platform/platform.h"
#include "emitter/platform/problems.h"

namespace hookloop {
namespace {

using VersionDid = DeedRunner::Did<Version>;

// The payload tells of the app as the deed found it.
VersionDid did(DeedRunner::Scene& scene, const App& found, EventType type, Version version) {
  App edited = found;
  edited.edited_at = scene.now;
  scene.change.update_app(edited);
  PayloadVersion subject{version.name, payload_time(version.created_at, scene.account.utc_offset), version.author};
  return {std::move(version), {type, found, std::move(subject), scene.now, scene.by}};
}

}  // namespace

Result<Done<Version>, Problem> Platform::create_version(const std::string& guid, const std::string& name,
                                                        const Deed& deed) {
  return deeds_.run<Version>(deed, [&](DeedRunner::Scene& scene) -> Result<VersionDid, Problem> {
    const auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    if (auto problem = check_text(name, {"The name of a version", kLongestVersionName}, "/name")) {
      return *std::move(problem);
    }
    Version version;
    version.name = name;
    version.created_at = scene.now;
    version.author = scene.by;
    version = scene.change.insert_version(app->number, std::move(version));
    return did(scene, *app, EventType::PROJECT_VERSION_CREATE, std::move(version));
  });
}

Result<Done<Version>, Problem> Platform::remove_version(const std::string& guid, const std::string& version,
                                                        const Deed& deed) {
  return deeds_.run<Version>(deed, [&](DeedRunner::Scene& scene) -> Result<VersionDid, Problem> {
    const auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    auto found = find_version_of(scene.change, *app, version);
    if (!found) return found.error();
    if (found->removed_at) {
      return Problem{409, "version-removed", "The version was removed",
                     fmt::format("{} was removed already, at {}; it can be restored.", found->name,
                                 to_rfc3339(*found->removed_at))};
    }
    found->removed_at = scene.now;
    scene.change.update_version(app->number, *found);
    return did(scene, *app, EventType::PROJECT_VERSION_REMOVE, *std::move(found));
  });
}

Result<Done<Version>, Problem> Platform::restore_version(const std::string& guid, const std::string& version,
                                                         const Deed& deed) {
  return deeds_.run<Version>(deed, [&](DeedRunner::Scene& scene) -> Result<VersionDid, Problem> {
    const auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    auto found = find_version_of(scene.change, *app, version);
    if (!found) return found.error();
    if (!found->removed_at) {
      return Problem{409, "version-not-removed", "The version was not removed",
                     fmt::format("{} was not removed, so there is nothing to restore.", found->name)};
    }
    found->removed_at.reset();
    scene.change.update_version(app->number, *found);
    return did(scene, *app, EventType::PROJECT_VERSION_RESTORE, *std::move(found));
  });
}

}  // namespace hookloop
