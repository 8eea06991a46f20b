#include "shared/http_client/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "shared/support/ascii.h"
#include "shared/support/http_message.h"

namespace hookloop {
namespace {

using std::chrono::seconds;

constexpr seconds kCentury = std::chrono::years(100);
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// A number of exactly these digits; asctime pads a day with a space.
std::optional<int> number(std::string_view text) {
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<unsigned> month_number(std::string_view name) {
  const auto found = std::find(kMonths.begin(), kMonths.end(), name);
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

struct DateText {
  std::string_view day, month, year, time;
};

// "Sun, 06 Nov 1994 08:49:37 GMT" | "Sunday, 06-Nov-94 08:49:37 GMT" | "Sun Nov  6 08:49:37 1994"
std::optional<DateText> cut_date(std::string_view text) {
  const auto comma = text.find(", ");
  if (comma == std::string_view::npos) {
    if (text.size() != 24) return std::nullopt;
    return DateText{text.substr(8, 2), text.substr(4, 3), text.substr(20, 4), text.substr(11, 8)};
  }
  if (!text.ends_with(" GMT")) return std::nullopt;
  const std::string_view date = text.substr(comma + 2, text.size() - comma - 2 - 4);
  if (date.size() == 20) return DateText{date.substr(0, 2), date.substr(3, 3), date.substr(7, 4), date.substr(12, 8)};
  if (date.size() == 18) return DateText{date.substr(0, 2), date.substr(3, 3), date.substr(7, 2), date.substr(10, 8)};
  return std::nullopt;
}

std::optional<std::chrono::sys_seconds> parse_date(std::string_view text, Timestamp now) {
  const auto cut = cut_date(text);
  if (!cut || cut->time[2] != ':' || cut->time[5] != ':') return std::nullopt;
  const auto day = number(cut->day);
  const auto month = month_number(cut->month);
  auto year = number(cut->year);
  const auto hour = number(cut->time.substr(0, 2));
  const auto minute = number(cut->time.substr(3, 2));
  const auto second = number(cut->time.substr(6, 2));
  if (!day || !month || !year || !hour || !minute || !second) return std::nullopt;
  if (cut->year.size() == 2) {
    // RFC 9110 section 5.6.7: two digits that seem more than 50 years ahead are of the century before.
    const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
    const int this_year = static_cast<int>(today.year());
    *year += this_year - this_year % 100;
    if (*year > this_year + 50) *year -= 100;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  // 60 is a leap second.
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, Timestamp now) {
  value = trim_white_space(value);
  if (value.empty()) return std::nullopt;
  if (std::all_of(value.begin(), value.end(), is_digit)) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
    static_cast<void>(end);
    if (error != std::errc()) return kCentury;
    return std::min(seconds(count), kCentury);
  }
  const auto date = parse_date(value, now);
  if (!date) return std::nullopt;
  // Rounded up: waiting a fraction of a second less would be undercutting.
  const auto wait = std::chrono::ceil<seconds>(*date - now);
  return std::clamp(wait, seconds(0), kCentury);
}

}  // namespace hookloop
