#include "bin_server/http/forward_input.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

#include "shared/support/json_body.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestUrl = 8'192;
constexpr std::int64_t kLongestTimeoutMs = 300'000;

ForwardTarget read_target(const Json& value, const std::string& pointer) {
  ForwardTarget target;
  std::string url_pointer = pointer;
  if (value.is_object()) {
    const JsonFields fields(value, pointer, {"url", "append_path"});
    url_pointer = fields.at("url");
    target.url = fields.required_text("url");
    target.append_path = fields.flag("append_path").value_or(true);
  } else if (value.is_string()) {
    target.url = value.get<std::string>();
  } else {
    throw BadField{pointer, "This is a URL such as http://localhost:3000/hook, or an object {url, append_path}."};
  }
  if (target.url.size() > kLongestUrl) {
    throw BadField{url_pointer, fmt::format("This is at most {} bytes long.", kLongestUrl)};
  }
  const auto url = parse_target(target.url);
  if (!url) throw BadField{url_pointer, fmt::format("This is where to send captures: {}.", url.error().message)};
  return target;
}

}  // namespace

ForwardSettings read_forward(const Json& value, const ForwardSettings& before, const std::string& pointer) {
  const JsonFields fields(value, pointer, {"targets", "timeout_ms", "return_answer"});
  ForwardSettings settings = before;
  if (const auto targets = fields.list("targets")) {
    if (targets->size() > kMostForwardTargets) {
      throw BadField{fields.at("targets"), fmt::format("These are at most {} targets.", kMostForwardTargets)};
    }
    settings.targets.clear();
    for (const JsonFields::Element& element : *targets) {
      ForwardTarget target = read_target(*element.value, element.pointer);
      if (has_target(settings, target.url)) throw BadField{element.pointer, "This URL is named twice."};
      settings.targets.push_back(std::move(target));
    }
  }
  if (const auto timeout = fields.whole("timeout_ms", 1, kLongestTimeoutMs)) {
    settings.timeout = std::chrono::milliseconds(*timeout);
  }
  if (const auto returns = fields.flag("return_answer")) settings.return_answer = *returns;
  if (settings.return_answer && settings.targets.empty()) {
    throw BadField{fields.at(fields.find("return_answer") != nullptr ? "return_answer" : "targets"),
                   "To return the answer of the first target there is a first target: give `targets`, or "
                   "`return_answer` as false."};
  }
  return settings;
}

std::optional<Problem> check_forward_targets(const ForwardSettings& settings, const TargetPolicy& policy) {
  for (std::size_t i = 0; i < settings.targets.size(); ++i) {
    const auto url = parse_target(settings.targets[i].url);
    if (!url) continue;  // it was checked when it was read
    if (const auto denied = check_target(policy, *url)) {
      Problem problem = target_denied_problem(denied->message);
      problem.pointer = fmt::format("/forward/targets/{}", i);
      return problem;
    }
  }
  return std::nullopt;
}

}  // namespace hookloop
