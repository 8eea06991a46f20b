// Bodies to judge, made from the catalogue's examples. Includers include <nlohmann/json.hpp> anyway.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "shared/schema/event_type.h"
#include "shared/schema/payload.h"

namespace hookloop::test {

using Json = nlohmann::ordered_json;
using Pointer = Json::json_pointer;

inline Json example(EventType type) { return Json::parse(payload_example(type)); }

// Calls `use(pointer, value)` for everything in the document, the whole of it included.
inline void for_each_value(const Json& value, const Pointer& pointer,
                           const std::function<void(const Pointer&, const Json&)>& use) {
  use(pointer, value);
  if (!value.is_object()) return;
  for (const auto& [key, inside] : value.items()) for_each_value(inside, pointer / key, use);
}

struct Place {
  std::uint64_t line;
  std::uint64_t column;
  bool operator==(const Place&) const = default;
};

// Where `wanted` begins in `text`, counted by hand: an independent witness for line and column.
inline Place place_of_text(const std::string& text, const std::string& wanted) {
  const std::size_t at = text.find(wanted);
  Place place{1, 1};
  for (std::size_t i = 0; i < at; ++i) {
    ++place.column;
    if (text[i] == '\n') place = {place.line + 1, 1};
  }
  return place;
}

// Where the value at `pointer` begins when `document` is written with an indent of two: a marker is put in its place.
inline Place place_of_value(Json document, const Pointer& pointer) {
  document[pointer] = "the marker";
  return place_of_text(document.dump(2), "\"the marker\"");
}

inline std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

}  // namespace hookloop::test
