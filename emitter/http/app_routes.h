// Apps and what can be done with them: /api/v1/apps, /apps/{guid}, and below it /versions, /builds, /publications and
// /tests. {version} is a number or a name, {build} a number. Each deed answers with what it made or changed and the
// event that it caused. An app that was removed can be read, and nothing more.
#pragma once

#include "emitter/http/platform_api.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_app_routes(Routes& routes, const PlatformApi& context);
void add_version_routes(Routes& routes, const PlatformApi& context);
void add_build_routes(Routes& routes, const PlatformApi& context);
void add_release_routes(Routes& routes, const PlatformApi& context);  // publications and tests

// The app that the path names, removed or not; nothing, with a problem in the response, when there is none.
std::optional<App> find_any_app(const PlatformApi& context, const httplib::Request& request,
                                httplib::Response& response);

}  // namespace hookloop
