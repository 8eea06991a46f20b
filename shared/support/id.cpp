#include "shared/support/id.h"

#include <algorithm>

namespace hookloop {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

// Counting within a millisecond takes no chance anew, so the first 80 bits leave a zero at the top: there is room to
// count.
constexpr std::uint16_t kHighMask = 0x7fff;

std::uint64_t milliseconds_of(Timestamp time) {
  const auto since_1970 = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(since_1970, 0));
}

// 26 digits of 5 bits are 130: the top two are zero.
std::string write_id(std::string_view prefix, std::uint64_t milliseconds, std::uint16_t chance_high,
                     std::uint64_t chance_low) {
  std::uint64_t low = chance_low;
  std::uint64_t high = (milliseconds << 16) | chance_high;
  std::array<char, 26> digits;
  for (std::size_t i = digits.size(); i-- > 0;) {
    digits[i] = kAlphabet[low & 31];
    low = (low >> 5) | (high << 59);
    high >>= 5;
  }
  std::string id(prefix);
  id.append(digits.data(), digits.size());
  return id;
}

}  // namespace

std::string make_id(std::string_view prefix, Timestamp at, Random& random) {
  const std::uint16_t chance_high = static_cast<std::uint16_t>(random.next()) & kHighMask;
  return write_id(prefix, milliseconds_of(at), chance_high, random.next());
}

bool is_id(std::string_view text, std::string_view prefix) {
  constexpr std::size_t kDigits = 26;
  if (text.size() != prefix.size() + kDigits || !text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  // 26 digits are 130 bits, of which an id has 128.
  return text.front() <= '7' && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

std::string IdSource::next(std::string_view prefix) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t now = milliseconds_of(clock_.now());
  if (now > milliseconds_ || !started_) {
    started_ = true;
    milliseconds_ = now;
    chance_high_ = static_cast<std::uint16_t>(random_.next()) & kHighMask;
    chance_low_ = random_.next();
  } else if (++chance_low_ == 0) {
    ++chance_high_;
  }
  return write_id(prefix, milliseconds_, chance_high_, chance_low_);
}

}  // namespace hookloop
