#include "emitter/platform/lookups.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "emitter/platform/problems.h"
#include "shared/support/nearest.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// What somebody who wrote a name or an id may have meant, with the id that is to be written.
struct Candidate {
  std::string id;
  std::string name;
};

// "; did you mean ID (NAME)?", or where nothing is near, the end of a sentence: " GET … lists them."
std::string guess(std::string_view text, const std::vector<Candidate>& candidates, std::string_view list_path) {
  std::vector<std::string> words;
  for (const Candidate& candidate : candidates) {
    words.push_back(candidate.id);
    words.push_back(candidate.name);
  }
  if (const auto word = nearest(text, words)) {
    for (const Candidate& candidate : candidates) {
      if (*word != candidate.id && *word != candidate.name) continue;
      return fmt::format("; did you mean {} ({})?", candidate.id, candidate.name);
    }
  }
  return fmt::format("; GET {} lists those that there are.", list_path);
}

std::optional<std::int64_t> to_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<App, Problem> find_standing_app(const PlatformReader& store, std::string_view guid) {
  auto app = store.find_app(guid);
  if (!app) {
    std::vector<Candidate> candidates;
    for (App& other : store.list_apps(/*with_removed=*/false)) candidates.push_back({other.guid, other.name});
    return Problem{404, "unknown-app", "There is no such app",
                   fmt::format("No app has the guid {}{}", in_quotes(guid), guess(guid, candidates, "/api/v1/apps"))};
  }
  if (app->removed_at) {
    return Problem{
        409, "app-removed", "The app was removed",
        fmt::format("{} was removed at {}; nothing more can happen to it.", app->name, to_rfc3339(*app->removed_at))};
  }
  return *std::move(app);
}

Result<Version, Problem> find_version_of(const PlatformReader& store, const App& app, std::string_view number_or_name) {
  if (const auto number = to_number(number_or_name)) {
    if (auto version = store.find_version(app.number, *number)) return *std::move(version);
  }
  const std::vector<Version> versions = store.list_versions(app.number, /*with_removed=*/true);
  const auto newest = std::find_if(versions.rbegin(), versions.rend(),
                                   [&](const Version& version) { return version.name == number_or_name; });
  if (newest != versions.rend()) return *newest;

  std::vector<std::string> names;
  for (const Version& version : versions) names.push_back(version.name);
  const auto near = nearest(number_or_name, names);
  const std::string advice =
      versions.empty() ? "; it has none yet, so create one first."
      : near           ? fmt::format("; did you mean {}?", *near)
                       : fmt::format("; its newest is {} ({}).", versions.back().name, versions.back().number);
  return Problem{404, "unknown-version", "There is no such version",
                 fmt::format("{} has no version {}{}", app.name, in_quotes(number_or_name), advice)};
}

Result<Build, Problem> find_build_of(const PlatformReader& store, const App& app, std::int64_t number) {
  if (auto build = store.find_build(app.number, number)) return *std::move(build);
  const std::vector<Build> builds = store.list_builds(app.number);
  const std::string advice = builds.empty()       ? "it has none yet, so start one first."
                             : builds.size() == 1 ? "its only one has the number 1."
                                                  : fmt::format("they have the numbers 1 to {}.", builds.back().number);
  return Problem{404, "unknown-build", "There is no such build",
                 fmt::format("{} has no build {}; {}", app.name, number, advice)};
}

Result<Webhook, Problem> find_standing_webhook(const PlatformReader& store, std::string_view id) {
  auto webhook = store.find_webhook(id);
  if (!webhook) {
    std::vector<Candidate> candidates;
    for (Webhook& other : store.list_webhooks()) candidates.push_back({other.id, other.settings.name});
    return Problem{404, "unknown-webhook", "There is no such webhook",
                   fmt::format("No webhook has the id {}{}", in_quotes(id), guess(id, candidates, "/api/v1/webhooks"))};
  }
  if (webhook->removed_at) {
    return Problem{409, "webhook-removed", "The webhook was removed",
                   fmt::format("{} was removed at {}; create another one.", webhook->settings.name,
                               to_rfc3339(*webhook->removed_at))};
  }
  return *std::move(webhook);
}

Result<Person, Problem> find_person(const Account& account, std::string_view id_or_name, std::string_view pointer) {
  if (const Member* member = find_member(account, id_or_name)) return member->person;
  std::vector<std::string> names;
  for (const Member& member : account.members) names.push_back(member.person.name);
  const auto near = nearest(id_or_name, names);
  if (!near && names.size() > 10) names.resize(10);  // enough to see how they are written
  return bad_field(std::string(pointer),
                   fmt::format("No member of the account has the id or name {}; {}", in_quotes(id_or_name),
                               near ? fmt::format("did you mean {}?", *near)
                                    : fmt::format("there are {}.", fmt::join(names, ", "))));
}

Problem blamed_on(Problem problem, std::string pointer) {
  if (problem.status == 404) problem.status = 400;
  problem.pointer = std::move(pointer);
  return problem;
}

}  // namespace hookloop
