#include "emitter/cli/api/names.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "shared/cli/shown.h"
#include "shared/support/ascii.h"
#include "shared/support/id.h"
#include "shared/support/nearest.h"

namespace hookloop {
namespace {

// RFC 4122 section 3: "d69b07bd-ff4c-4751-9593-ed4fa1f29446".
bool is_guid(const std::string& text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(),
                    [](char c, char form) { return form == '-' ? c == '-' : hex_digit(c).has_value(); });
}

bool is_webhook_id(const std::string& text) {
  constexpr std::size_t kIdSize = id_prefix::webhook.size() + 26;
  return text.size() == kIdSize && text.starts_with(id_prefix::webhook);
}

}  // namespace

Result<std::string, ApiFailure> Names::app_guid(const std::string& guid_or_name) {
  if (is_guid(guid_or_name)) return guid_or_name;
  return find(apps_, guid_or_name);
}

Result<std::string, ApiFailure> Names::webhook_id(const std::string& id_or_name) {
  if (is_webhook_id(id_or_name)) return id_or_name;
  return find(webhooks_, id_or_name);
}

std::string Names::app_name(const std::string& guid) { return name_of(apps_, guid); }

std::string Names::webhook_name(const std::string& id) { return name_of(webhooks_, id); }

std::optional<ApiFailure> Names::load(List& list) {
  if (list.rows) return std::nullopt;
  const auto answer = client_.call({"GET", list.path});
  if (!answer) return answer.error();
  list.rows = value_at(*answer, fmt::format("/{}", list.array));
  return std::nullopt;
}

Result<std::string, ApiFailure> Names::find(List& list, const std::string& name) {
  if (auto failure = load(list)) return *std::move(failure);
  std::vector<std::string> standing, removed, known;
  for (const Json& row : *list.rows) {
    const std::string id = text_at(row, fmt::format("/{}", list.id));
    const bool is_removed = !value_at(row, "/removed_at").is_null();
    if (text_at(row, "/name") == name) (is_removed ? removed : standing).push_back(id);
    if (!is_removed) known.push_back(text_at(row, "/name"));
  }
  const std::vector<std::string>& found = standing.empty() ? removed : standing;
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    return ApiFailure{ExitCode::wrong_usage,
                      fmt::format("{} {}s have the name '{}'; say which by its {}: {}", found.size(), list.what, name,
                                  list.id, fmt::join(found, ", "))};
  }
  std::string advice = did_you_mean(name, known);
  if (advice.empty()) {
    advice = known.empty() ? fmt::format("; there are no {}s yet", list.what)
                           : fmt::format("; `emitter {}` lists those that there are", list.array);
  }
  return ApiFailure{ExitCode::wrong_usage, fmt::format("no {} has the name '{}'{}", list.what, name, advice)};
}

std::string Names::name_of(List& list, const std::string& id) {
  if (load(list)) return id;  // a list for people is worth showing without names too
  for (const Json& row : *list.rows) {
    if (text_at(row, fmt::format("/{}", list.id)) == id) return text_at(row, "/name");
  }
  return id;
}

}  // namespace hookloop
