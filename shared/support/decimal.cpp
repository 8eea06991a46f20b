#include "shared/support/decimal.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
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

// 12 bits for the magnitude, then 50 for the first digits (10^15 is less than 2^50), then one that says that there are
// more digits. A number beyond all magnitudes has the greatest key, one too close to zero has 1; neither is anybody
// else's.
std::optional<DecimalKey> decimal_key(std::string_view text) {
  constexpr std::int64_t kGreatestMagnitude = 2'047;
  constexpr std::size_t kKeptDigits = 15;
  constexpr int kDigitBits = 51;
  const auto number = parse(text);
  if (!number) return std::nullopt;
  if (number->digits.empty()) return DecimalKey{0, true};
  const std::int64_t sign = number->negative ? -1 : 1;
  if (number->magnitude > kGreatestMagnitude) return DecimalKey{sign * std::numeric_limits<std::int64_t>::max(), false};
  if (number->magnitude < -kGreatestMagnitude) return DecimalKey{sign, false};
  std::int64_t first = 0;
  for (std::size_t i = 0; i < kKeptDigits; ++i) {
    first = first * 10 + (i < number->digits.size() ? number->digits[i] - '0' : 0);
  }
  const bool has_more = number->digits.size() > kKeptDigits;
  const std::int64_t size =
      (number->magnitude + kGreatestMagnitude + 1) << kDigitBits | first << 1 | (has_more ? 1 : 0);
  return DecimalKey{sign * size, !has_more};
}

}  // namespace hookloop
