#include "shared/schema/json_lookup.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "shared/support/json_pointer.h"

namespace hookloop {
namespace {

std::optional<JsonText::Node> element_at(const JsonText& json, JsonText::Node list, std::string_view step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  const auto elements = json.elements(list);
  return index < elements.size() ? std::optional(elements[index]) : std::nullopt;
}

}  // namespace

std::optional<JsonText::Node> find_by_pointer(const JsonText& json, std::string_view pointer) {
  std::optional<JsonText::Node> node = json.root();
  while (node && !pointer.empty()) {
    const std::string step = take_pointer_step(pointer);
    node = json.kind(*node) == JsonKind::list ? element_at(json, *node, step) : json.find(*node, step);
  }
  return node;
}

}  // namespace hookloop
