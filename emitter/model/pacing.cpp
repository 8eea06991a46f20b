#include "emitter/model/pacing.h"

#include <algorithm>
#include <cmath>

#include "shared/support/quantity.h"

namespace hookloop {
namespace {

Microseconds space_of(std::optional<double> rate_per_second) {
  if (!rate_per_second || !(*rate_per_second > 0)) return {};  // NaN too
  const double space = 1e6 / *rate_per_second;
  // Rounded up, so that the rate is never over the limit. A very small rate gives an infinity here.
  if (space >= static_cast<double>(kLongestDuration.count())) return kLongestDuration;
  return space <= 1 ? Microseconds::zero() : Microseconds(static_cast<std::int64_t>(std::ceil(space)));
}

}  // namespace

Pacing::Pacing(std::optional<double> rate_per_second) : space_(space_of(rate_per_second)) {}

std::optional<Timestamp> Pacing::next_free(Timestamp now) const {
  if (!next_ || now >= *next_) return std::nullopt;
  if (*next_ - now > space_) return std::nullopt;  // further off than take() ever puts it: the clock has gone back
  return next_;
}

void Pacing::take(Timestamp now) {
  if (space_ == Microseconds::zero()) return;
  const Microseconds slack = std::min(space_ / 2, kPacingSlack);
  const bool on_the_raster = next_ && now >= *next_ && now - *next_ <= slack;
  next_ = (on_the_raster ? *next_ : now) + space_;
}

}  // namespace hookloop
