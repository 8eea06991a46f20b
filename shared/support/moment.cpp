#include "shared/support/moment.h"

#include "shared/support/ascii.h"

namespace hookloop {
namespace {

// Takes text off its front, a piece at a time; once something did not fit, `fits` stays false.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int digits(std::size_t count, int least, int most) {
    int value = 0;
    if (rest_.size() < count) return fail();
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return fail();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value < least || value > most ? fail() : value;
  }

  bool take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(std::string_view any_of) {
    if (!take(any_of)) fail();
  }

  Microseconds fraction() {
    Microseconds value{};
    std::int64_t unit = 100'000;
    std::size_t taken = 0;
    for (; taken < rest_.size() && is_digit(rest_[taken]); ++taken) {
      value += Microseconds((rest_[taken] - '0') * unit);
      unit /= 10;
    }
    if (taken == 0) fail();
    rest_.remove_prefix(taken);
    return value;
  }

  char front() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool fits_to_the_end() const { return fits_ && rest_.empty(); }

 private:
  int fail() {
    fits_ = false;
    return 0;
  }

  std::string_view rest_;
  bool fits_ = true;
};

}  // namespace

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  Reader reader(text);
  const std::chrono::year year(reader.digits(4, 0, 9999));
  reader.need("-");
  const std::chrono::month month(static_cast<unsigned>(reader.digits(2, 1, 12)));
  reader.need("-");
  const std::chrono::day day(static_cast<unsigned>(reader.digits(2, 1, 31)));
  reader.need("Tt ");
  Microseconds of_day = std::chrono::hours(reader.digits(2, 0, 23));
  reader.need(":");
  of_day += std::chrono::minutes(reader.digits(2, 0, 59));
  reader.need(":");
  of_day += std::chrono::seconds(reader.digits(2, 0, 59));
  if (reader.take(".")) of_day += reader.fraction();
  std::chrono::minutes offset{};
  if (!reader.take("Zz")) {
    const bool behind = reader.front() == '-';
    reader.need("+-");
    offset = std::chrono::hours(reader.digits(2, 0, 23));
    reader.need(":");
    offset += std::chrono::minutes(reader.digits(2, 0, 59));
    if (behind) offset = -offset;
  }
  const std::chrono::year_month_day date = year / month / day;
  if (!reader.fits_to_the_end() || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + of_day - offset;
}

}  // namespace hookloop
