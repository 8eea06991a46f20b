#include "bin_server/order/event_moment.h"

#include <charconv>
#include <cstdint>

#include "shared/support/id.h"

namespace hookloop {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kDigits = 26;

// The first ten of 26 digits of 5 bits hold two zero bits and the 48 bits of milliseconds.
constexpr std::size_t kTimeDigits = 10;

}  // namespace

std::optional<Timestamp> time_of_event_id(std::string_view id) {
  if (!id.starts_with(id_prefix::event)) return std::nullopt;
  id.remove_prefix(id_prefix::event.size());
  if (id.size() != kDigits || id.find_first_not_of(kAlphabet) != std::string_view::npos) return std::nullopt;
  std::uint64_t milliseconds = 0;
  for (const char digit : id.substr(0, kTimeDigits)) milliseconds = milliseconds << 5 | kAlphabet.find(digit);
  if (milliseconds >> 48 != 0) return std::nullopt;
  return Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds)));
}

std::optional<Timestamp> time_of_webhook_timestamp(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  // The year 9999: what is further away is no time, and its microseconds would not fit.
  constexpr std::int64_t kLatest = 253'402'300'799;
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > kLatest) return std::nullopt;
  return Timestamp(std::chrono::seconds(seconds));
}

}  // namespace hookloop
