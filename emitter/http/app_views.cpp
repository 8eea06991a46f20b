#include "emitter/http/app_views.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

namespace hookloop {
namespace {

Json member_view(const Member& member) {
  return {{"id", member.id}, {"name", member.person.name}, {"email", member.person.email}};
}

std::string offset_text(std::chrono::minutes offset) {
  const auto minutes = std::chrono::abs(offset).count();
  return fmt::format("{}{:02}:{:02}", offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

Json time_or_null(const std::optional<Timestamp>& time) { return time ? Json(to_rfc3339(*time)) : Json(nullptr); }

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

Json person_view(const Person& person) { return {{"name", person.name}, {"email", person.email}}; }

Json account_view(const Account& account) {
  Json members = Json::array();
  for (const Member& member : account.members) members.push_back(member_view(member));
  const Member* const owner = find_member(account, account.owner);
  return {{"name", account.name},
          {"utc_offset", offset_text(account.utc_offset)},
          {"owner", owner == nullptr ? Json(nullptr) : member_view(*owner)},
          {"members", std::move(members)}};
}

Json app_view(const App& app) {
  return {{"guid", app.guid},
          {"name", app.name},
          {"description", app.description},
          {"created_at", to_rfc3339(app.created_at)},
          {"edited_at", to_rfc3339(app.edited_at)},
          {"owner", person_view(app.owner)},
          {"removed_at", time_or_null(app.removed_at)}};
}

Json version_view(const Version& version) {
  return {{"number", version.number},
          {"name", version.name},
          {"created_at", to_rfc3339(version.created_at)},
          {"author", person_view(version.author)},
          {"removed_at", time_or_null(version.removed_at)}};
}

Json build_view(const Build& build) {
  return {{"number", build.number},
          {"platform", to_string(build.platform)},
          {"status", to_string(build.status)},
          {"version", build.version},
          {"started_at", to_rfc3339(build.started_at)},
          {"started_by", person_view(build.started_by)},
          {"finishes_at", time_or_null(build.finishes_at)},
          {"finishes_as", build.finishes_at ? Json(to_string(build.finishes_as)) : Json(nullptr)},
          {"finished_at", time_or_null(build.finished_at)},
          {"artifact", text_or_null(build.artifact)},
          {"error", text_or_null(build.error)}};
}

Json publication_view(const Publication& publication) {
  return {{"number", publication.number},
          {"target", publication.target},
          {"url", publication.url},
          {"published_at", to_rfc3339(publication.published_at)},
          {"published_by", person_view(publication.published_by)}};
}

Json test_view(const AppTest& test) {
  return {{"number", test.number},
          {"status", test.result.status},
          {"passed", test.result.passed},
          {"failed", test.result.failed},
          {"duration_seconds", test.result.duration_seconds},
          {"tested_at", to_rfc3339(test.tested_at)},
          {"tested_by", person_view(test.tested_by)}};
}

Json caused_event_view(const std::string& id, EventType type, std::uint64_t deliveries) {
  return {{"id", id}, {"type", info(type).id}, {"console_name", info(type).console_name}, {"deliveries", deliveries}};
}

}  // namespace hookloop
