// Apps: create, rename, describe, remove.
#include <spdlog/fmt/fmt.h>

#include "emitter/platform/lookups.h"
#include "emitter/platform/platform.h"
#include "emitter/platform/problems.h"
#include "emitter/platform/sample_values.h"
#include "emitter/platform/store_change.h"

namespace hookloop {
namespace {

using AppDid = DeedRunner::Did<App>;

std::optional<Problem> check_name(const std::string& name) {
  return check_text(name, {"The name of an app", kLongestAppName}, "/name");
}

std::optional<Problem> check_description(const std::string& description) {
  return check_text(description, {"The description of an app", kLongestDescription, /*may_be_empty=*/true},
                    "/description");
}

// An app that is gone has no build that goes on, and none that waits for its end.
void abort_builds(PlatformChange& change, const App& app, Timestamp now) {
  for (Build& build : change.list_builds(app.number)) {
    if (build.status != BuildStatus::started) continue;
    build.status = BuildStatus::aborted;
    build.finishes_at.reset();
    build.finished_at = now;
    change.update_build(app.number, build);
  }
}

}  // namespace

Result<Done<App>, Problem> Platform::create_app(const std::string& name, const std::optional<std::string>& description,
                                                const Deed& deed) {
  return deeds_.run<App>(deed, [&](DeedRunner::Scene& scene) -> Result<AppDid, Problem> {
    if (auto problem = check_name(name)) return *std::move(problem);
    App app;
    app.name = name;
    app.description = description.value_or(std::string(kDefaultDescription));
    if (auto problem = check_description(app.description)) return *std::move(problem);
    app.guid = draw_guid(random_);
    app.created_at = scene.now;
    app.edited_at = scene.now;
    app.owner = owner_of(scene.account);
    app = scene.change.insert_app(std::move(app));
    return AppDid{app, {EventType::PROJECT_CREATE, app, std::monostate{}, scene.now, scene.by}};
  });
}

Result<Done<App>, Problem> Platform::rename_app(const std::string& guid, const std::string& name, const Deed& deed,
                                                const std::optional<std::string>& description) {
  return deeds_.run<App>(deed, [&](DeedRunner::Scene& scene) -> Result<AppDid, Problem> {
    auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    if (auto problem = check_name(name)) return *std::move(problem);
    if (name == app->name) {
      return Problem{409, "same-name", "The app has that name already",
                     fmt::format("The app is called {} already; give another name.", name), "/name"};
    }
    if (description) {
      if (auto problem = check_description(*description)) return *std::move(problem);
      app->description = *description;
    }
    PayloadRename rename{app->name};
    app->name = name;
    app->edited_at = scene.now;
    scene.change.update_app(*app);
    return AppDid{*app, {EventType::PROJECT_RENAME, *app, std::move(rename), scene.now, scene.by}};
  });
}

Result<App, Problem> Platform::describe_app(const std::string& guid, const std::string& description) {
  auto described = change_store<App>(store_, [&](PlatformChange& change) -> Result<App, Problem> {
    auto app = find_standing_app(change, guid);
    if (!app) return app;
    if (auto problem = check_description(description)) return *std::move(problem);
    app->description = description;
    app->edited_at = clock_.now();
    change.update_app(*app);
    return app;
  });
  if (described) announcer_.announce({});
  return described;
}

Result<Done<App>, Problem> Platform::remove_app(const std::string& guid, const Deed& deed) {
  return deeds_.run<App>(deed, [&](DeedRunner::Scene& scene) -> Result<AppDid, Problem> {
    auto app = find_standing_app(scene.change, guid);
    if (!app) return app.error();
    abort_builds(scene.change, *app, scene.now);
    app->removed_at = scene.now;
    scene.change.update_app(*app);
    return AppDid{*app, {EventType::PROJECT_REMOVE, *app, std::monostate{}, scene.now, scene.by}};
  });
}

}  // namespace hookloop
