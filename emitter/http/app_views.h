// The account, apps and what they have as JSON: the shapes that the API answers and the README names. Pure functions,
// any thread.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "emitter/model/account.h"
#include "emitter/model/app.h"
#include "shared/schema/event_type.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

Json time_or_null(const std::optional<Timestamp>& time);
Json text_or_null(const std::optional<std::string>& text);

Json person_view(const Person& person);  // {name, email}

// {name, utc_offset: "-07:00", owner: {id, name, email}, members: [{id, name, email}…]}
Json account_view(const Account& account);

// {guid, name, description, created_at, edited_at, owner, removed_at}
Json app_view(const App& app);
// {number, name, created_at, author, removed_at}
Json version_view(const Version& version);
// {number, platform, status, version, started_at, started_by, finishes_at, finishes_as, finished_at, artifact, error}
Json build_view(const Build& build);
// {number, target, url, published_at, published_by}
Json publication_view(const Publication& publication);
// {number, status, passed, failed, duration_seconds, tested_at, tested_by}
Json test_view(const AppTest& test);

// {id, type, console_name, deliveries}: what a deed caused.
Json caused_event_view(const std::string& id, EventType type, std::uint64_t deliveries);

}  // namespace hookloop
