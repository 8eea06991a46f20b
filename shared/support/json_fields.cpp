#include "shared/support/json_fields.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "shared/support/nearest.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kMostMilliseconds = std::chrono::floor<std::chrono::milliseconds>(kLongestDuration).count();

}  // namespace

std::string text_of(const Json& value, const std::string& pointer) {
  if (!value.is_string()) throw BadField{pointer, "This is a text."};
  return value.get<std::string>();
}

std::string text_of(const Json& value, const std::string& pointer, std::size_t longest) {
  std::string text = text_of(value, pointer);
  if (text.size() > longest) throw BadField{pointer, fmt::format("This is at most {} bytes long.", longest)};
  return text;
}

std::int64_t whole_of(const Json& value, const std::string& pointer, std::int64_t least, std::int64_t most) {
  bool fits = value.is_number_integer();
  if (fits && value.is_number_unsigned()) {
    fits = value.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::max<std::int64_t>(most, 0));
  }
  fits = fits && value.get<std::int64_t>() >= least && value.get<std::int64_t>() <= most;
  if (!fits) throw BadField{pointer, fmt::format("This is a whole number from {} to {}.", least, most)};
  return value.get<std::int64_t>();
}

Microseconds milliseconds_of(const Json& value, const std::string& pointer) {
  return std::chrono::milliseconds(whole_of(value, pointer, 0, kMostMilliseconds));
}

JsonFields::JsonFields(const Json& value, std::string pointer, std::vector<std::string> known)
    : value_(value), pointer_(std::move(pointer)) {
  if (!value_.is_object()) {
    const std::string fields = fmt::format("{}", fmt::join(known, ", "));
    throw BadField{pointer_, known.empty() ? "This is an object without fields: {}."
                                           : fmt::format("This is an object with some of: {}.", fields)};
  }
  for (const auto& [name, field] : value_.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = did_you_mean(name, known);
    const std::string instead =
        known.empty() ? "; none can be given here." : fmt::format("; there are {}.", fmt::join(known, ", "));
    throw BadField{at(name), "There is no such field" + (near.empty() ? instead : near)};
  }
}

bool JsonFields::has(const std::string& name) const { return value_.contains(name); }

bool JsonFields::is_null(const std::string& name) const { return has(name) && value_.at(name).is_null(); }

const Json* JsonFields::find(const std::string& name) const {
  const auto found = value_.find(name);
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> JsonFields::text(const std::string& name) const {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  return text_of(*value, at(name));
}

std::string JsonFields::required_text(const std::string& name) const {
  auto value = text(name);
  if (!value) throw BadField{at(name), "This must be given."};
  return *std::move(value);
}

std::optional<std::string> JsonFields::text(const std::string& name, std::size_t longest) const {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  return text_of(*value, at(name), longest);
}

std::optional<std::string> JsonFields::choice(const std::string& name, const std::vector<std::string>& words) const {
  auto word = text(name);
  if (word && std::find(words.begin(), words.end(), *word) == words.end()) {
    const std::string near = did_you_mean(*word, words);
    throw BadField{at(name), fmt::format("This is {}{}", fmt::join(words, " or "), near.empty() ? "." : near)};
  }
  return word;
}

std::optional<bool> JsonFields::flag(const std::string& name) const {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) throw BadField{at(name), "This is true or false."};
  return value->get<bool>();
}

std::optional<std::int64_t> JsonFields::whole(const std::string& name, std::int64_t least, std::int64_t most) const {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  return whole_of(*value, at(name), least, most);
}

std::optional<double> JsonFields::number(const std::string& name) const {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) throw BadField{at(name), "This is a number."};
  return value->get<double>();
}

std::optional<Microseconds> JsonFields::milliseconds(const std::string& name) const {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  return milliseconds_of(*value, at(name));
}

std::optional<std::vector<JsonFields::Element>> JsonFields::list(const std::string& name) const {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) throw BadField{at(name), "This is a list."};
  std::vector<Element> elements;
  for (const Json& element : *value) elements.push_back({&element, fmt::format("{}/{}", at(name), elements.size())});
  return elements;
}

std::optional<std::vector<std::string>> JsonFields::texts(const std::string& name) const {
  const auto elements = list(name);
  if (!elements) return std::nullopt;
  std::vector<std::string> texts;
  for (const Element& element : *elements) texts.push_back(text_of(*element.value, element.pointer));
  return texts;
}

namespace detail {

Json parse_body(std::string_view body) {
  if (body.empty()) return Json::object();
  Json json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) throw BadField{"", "The body is a JSON object in UTF-8, such as {\"name\": \"MyApp\"}."};
  return json;
}

Problem to_problem(const BadField& field) {
  return {400, "bad-field", "A field is not right", field.detail, field.pointer};
}

}  // namespace detail

}  // namespace hookloop
