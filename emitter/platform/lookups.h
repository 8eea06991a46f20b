// Finding what a person names, so that something can be done with it; the problem says what there is instead. Any
// thread.
#pragma once

#include <string_view>

#include "emitter/model/app.h"
#include "emitter/model/webhook.h"
#include "emitter/store/platform_store.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

// 404 with the nearest guid or name; 409 when the app was removed.
Result<App, Problem> find_standing_app(const PlatformReader& store, std::string_view guid);

// By number or name, removed or not; of several with the name the newest. 404 with the nearest.
Result<Version, Problem> find_version_of(const PlatformReader& store, const App& app, std::string_view number_or_name);

// 404 with the numbers that there are.
Result<Build, Problem> find_build_of(const PlatformReader& store, const App& app, std::int64_t number);

// 404 with the nearest id or name; 409 when the webhook was removed.
Result<Webhook, Problem> find_standing_webhook(const PlatformReader& store, std::string_view id);

// Who acts: a member's id or name. 400 at /by with the nearest name.
Result<Person, Problem> find_person(const Account& account, std::string_view id_or_name, std::string_view pointer);

// For what a field of the request names, not its path: what is unknown is that field's fault, 400, and so is told with
// the pointer; other problems keep their status.
Problem blamed_on(Problem problem, std::string pointer);

}  // namespace hookloop
