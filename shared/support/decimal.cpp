#include "shared/support/decimal.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "shared/support/ascii.h"

namespace hookloop {
namespace {

// 0.DIGITS times ten to the `magnitude`; the first digit and the last are not 0, and zero has none.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t magnitude = 0;
};

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// An exponent beyond this many digits would overflow, and nobody writes it: such a text is no number for us.
constexpr std::size_t kLongestExponent = 9;

std::optional<Decimal> parse(std::string_view text) {
  Decimal number;
  number.negative = take(text, '-');
  const std::string_view whole = take_digits(text);
  if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return std::nullopt;
  std::string_view fraction;
  if (take(text, '.')) {
    fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
  }
  std::int64_t exponent = 0;
  if (take(text, 'e') || take(text, 'E')) {
    const bool is_negative = take(text, '-');
    if (!is_negative) take(text, '+');
    const std::string_view digits = take_digits(text);
    if (digits.empty() || digits.size() > kLongestExponent) return std::nullopt;
    std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (is_negative) exponent = -exponent;
  }
  if (!text.empty()) return std::nullopt;
  number.digits.append(whole).append(fraction);
  number.magnitude = exponent + static_cast<std::int64_t>(whole.size());
  const std::size_t zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, zeros);
  number.magnitude -= static_cast<std::int64_t>(zeros);
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  if (number.digits.empty()) return Decimal{};
  return number;
}

std::strong_ordering compare_sizes(const Decimal& a, const Decimal& b) {
  if (a.digits.empty() || b.digits.empty()) return !a.digits.empty() <=> !b.digits.empty();
  if (a.magnitude != b.magnitude) return a.magnitude <=> b.magnitude;
  return a.digits.compare(b.digits) <=> 0;
}

}  // namespace

std::optional<std::strong_ordering> compare_decimals(std::string_view a, std::string_view b) {
  const auto left = parse(a);
  const auto right = parse(b);
  if (!left || !right) return std::nullopt;
  if (left->negative != right->negative) {
    return left->negative ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return left->negative ? compare_sizes(*right, *left) : compare_sizes(*left, *right);
}

bool is_decimal(std::string_view text) { return parse(text).has_value(); }

}  // namespace hookloop
