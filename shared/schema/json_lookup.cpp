#include "shared/schema/json_lookup.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace hookloop {
namespace {

// RFC 6901: "~1" is a slash, "~0" a tilde. Takes the first step off a pointer.
std::string take_step(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::size_t end = std::min(pointer.find('/'), pointer.size());
  std::string step;
  for (std::size_t i = 0; i < end; ++i) {
    if (pointer[i] == '~' && i + 1 < end && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
      step += pointer[++i] == '0' ? '~' : '/';
    } else {
      step += pointer[i];
    }
  }
  pointer.remove_prefix(end);
  return step;
}

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
    const std::string step = take_step(pointer);
    node = json.kind(*node) == JsonKind::list ? element_at(json, *node, step) : json.find(*node, step);
  }
  return node;
}

}  // namespace hookloop
