#include "shared/support/id.h"

#include <algorithm>

namespace hookloop {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

// Counting within a millisecond takes no chance anew, so the first 80 bits leave a zero at the top: there is room to
// count.
constexpr std::uint16_t kHighMask = 0x7fff;

}  // namespace

std::string IdSource::next(std::string_view prefix) {
  const std::lock_guard lock(mutex_);
  const auto since_1970 =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now().time_since_epoch()).count();
  const auto now = static_cast<std::uint64_t>(std::max<std::int64_t>(since_1970, 0));
  if (now > milliseconds_ || !started_) {
    started_ = true;
    milliseconds_ = now;
    chance_high_ = static_cast<std::uint16_t>(random_.next()) & kHighMask;
    chance_low_ = random_.next();
  } else if (++chance_low_ == 0) {
    ++chance_high_;
  }

  // 26 digits of 5 bits are 130: the top two are zero.
  std::uint64_t low = chance_low_;
  std::uint64_t high = (milliseconds_ << 16) | chance_high_;
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

}  // namespace hookloop
