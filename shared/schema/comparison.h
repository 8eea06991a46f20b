// Two HTTP requests held against each other, part by part: two that arrived, or what was sent against what arrived.
// Nothing is normalised: what is told as the same is the same in its bytes, and what differs only in case or in order
// is told as that. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/json_comparison.h"
#include "shared/support/http_message.h"

namespace hookloop {

// One field of a header or one parameter of a query. Fields of one name are matched in their order: the second
// Set-Cookie with the second.
struct FieldDifference {
  // name_case: the same header but for the case of its name. moved: the same field, at another place among the others.
  enum class Kind { added, removed, changed, name_case, moved };
  Kind kind;
  std::string name;                   // as it stands in `before`; of what was added, in `after`
  std::optional<std::string> before;  // the values; of name_case the names
  std::optional<std::string> after;
};
std::string_view to_string(FieldDifference::Kind kind);

inline constexpr std::size_t kMostFieldDifferences = 200;

struct FieldComparison {
  std::vector<FieldDifference> differences;  // of each name together, in the order of `before`
  std::size_t left_out = 0;                  // beyond kMostFieldDifferences

  bool same() const { return differences.empty(); }
};

// Names of headers are matched without regard to case (RFC 9110 section 5.1), those of a query exactly.
enum class NameCase { ignored, counts };
FieldComparison compare_fields(const HeaderList& before, const HeaderList& after, NameCase name_case);

struct BytesComparison {
  // From 0; nothing: all are the same. Where one is the beginning of the other, the length of the shorter one.
  std::optional<std::size_t> first_difference;

  bool same() const { return !first_difference; }
};
BytesComparison compare_bytes(std::string_view before, std::string_view after);

// Bodies beyond this are compared by their bytes alone: reading JSON takes several times its room.
inline constexpr std::size_t kLargestComparedJson = 4u << 20;

// Nothing where one of them is no JSON, or larger than that.
std::optional<JsonComparison> compare_json_bodies(std::string_view before, std::string_view after);

}  // namespace hookloop
