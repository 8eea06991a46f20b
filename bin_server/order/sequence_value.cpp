#include "bin_server/order/sequence_value.h"

#include <algorithm>
#include <charconv>

#include "bin_server/model/request_head.h"
#include "shared/schema/json_text.h"
#include "shared/support/json_pointer.h"

namespace hookloop {
namespace {

constexpr std::string_view kHow = "it is written header.NAME, query.NAME, body.app.name or body./app/name";

// Dotted keys as a JSON Pointer: "app.name" is /app/name. What begins with a slash is one already.
std::optional<std::string> pointer_of(std::string_view name) {
  if (name.starts_with('/')) return std::string(name);
  std::string pointer;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    if (end == at) return std::nullopt;
    pointer += pointer_step(name.substr(at, end - at));
    at = end + 1;
  }
  return pointer;
}

std::string unescaped(std::string_view step) {
  std::string key;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool is_escape = step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
    if (is_escape)
      key += step[++i] == '0' ? '~' : '/';
    else
      key += step[i];
  }
  return key;
}

std::optional<JsonText::Node> find_node(const JsonText& json, std::string_view pointer) {
  std::optional<JsonText::Node> node = json.root();
  while (node && !pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const std::string key = unescaped(pointer.substr(0, end));
    pointer.remove_prefix(end);
    if (json.kind(*node) != JsonKind::list) {
      node = json.find(*node, key);
      continue;
    }
    const auto index = whole_number_of(key);
    const auto elements = json.elements(*node);
    const bool is_there = index && *index >= 0 && static_cast<std::uint64_t>(*index) < elements.size();
    node = is_there ? std::optional(elements[static_cast<std::size_t>(*index)]) : std::nullopt;
  }
  return node;
}

std::optional<std::string> read_body_value(const std::string& pointer, const CapturedRequest& request) {
  const std::string content = content_of(request);
  const auto json = JsonText::read(content);
  if (!json) return std::nullopt;
  const auto node = find_node(*json, pointer);
  if (!node || json->kind(*node) == JsonKind::list || json->kind(*node) == JsonKind::object) return std::nullopt;
  return json->kind(*node) == JsonKind::text ? json->decoded(*node) : std::string(json->raw(*node));
}

}  // namespace

Result<SequenceValue> parse_sequence_value(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view part = text.substr(0, dot);
  const std::string_view name = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  if (name.empty()) return Error{std::string(kHow)};
  if (part == "header") return SequenceValue{SequenceValue::Part::header, std::string(name)};
  if (part == "query") return SequenceValue{SequenceValue::Part::query, std::string(name)};
  const auto pointer = part == "body" ? pointer_of(name) : std::nullopt;
  if (!pointer) return Error{std::string(kHow)};
  return SequenceValue{SequenceValue::Part::body, *pointer};
}

std::optional<std::string> read_value(const SequenceValue& value, const CapturedRequest& request) {
  if (value.part == SequenceValue::Part::body) return read_body_value(value.name, request);
  const RequestHead head = parse_request_head(request.head);
  if (value.part == SequenceValue::Part::header) {
    const auto found = find_header(head.headers, value.name);
    return found ? std::optional(std::string(*found)) : std::nullopt;
  }
  for (const auto& [name, text] : parse_query(target_query(head.target).value_or(""))) {
    if (name == value.name) return text;
  }
  return std::nullopt;
}

std::optional<std::int64_t> whole_number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || text.empty() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace hookloop
