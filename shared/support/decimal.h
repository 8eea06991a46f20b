// Numbers as they are written, compared exactly: no digit is lost to a double (RFC 8259 section 6 allows any
// precision). Pure; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hookloop {

// Nothing where one of them is no number as JSON writes it: -12, 0.5, 1e9. "1.0", "1" and "10e-1" are equal.
std::optional<std::strong_ordering> compare_decimals(std::string_view a, std::string_view b);

bool is_decimal(std::string_view text);

// Where a number stands among others, for keeping them in order: a greater number never has a smaller key, and equal
// numbers have the same. Where the key is exact, no other number has it; of more than 15 digits, or far beyond what a
// double can be, it is not.
struct DecimalKey {
  std::int64_t key = 0;
  bool is_exact = false;
};
std::optional<DecimalKey> decimal_key(std::string_view text);  // nothing where it is no number

}  // namespace hookloop
