// Two JSON texts held against each other, value by value: what was added, removed and changed, each by its JSON Pointer
// (RFC 6901). Objects are compared by their keys whatever their order, lists by place, what is the same at their
// beginning and end left out, so that one element put in shows as one. Values are the same when they are written the
// same but for white space, the order of keys and the escapes of texts: 1.0 is not 1, for the reader of one may not be
// that of the other. Time and memory grow with the texts and with nothing else. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/json_text.h"

namespace hookloop {

struct JsonDifference {
  enum class Kind { added, removed, changed };
  Kind kind;
  std::string pointer;                // of `before`, or of what was added; a long one is cut in the middle
  std::optional<std::string> before;  // the values as they are written, cut where they are long
  std::optional<std::string> after;
};
std::string_view to_string(JsonDifference::Kind kind);

// A person reads a few; those that stand first are kept, and the others are counted.
inline constexpr std::size_t kMostJsonDifferences = 200;

struct JsonComparison {
  std::vector<JsonDifference> differences;  // in the order of `before`, what was added to an object or a list behind it
  std::size_t left_out = 0;

  bool same() const { return differences.empty(); }
};

JsonComparison compare_json(const JsonText& before, const JsonText& after);

}  // namespace hookloop
