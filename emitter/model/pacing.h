// The rate limit of one webhook as arithmetic: attempts evenly spaced, time handed in. One thread at a time.
//
// 1. Two attempts are 1/rate seconds apart: after idling one may go at once, and the next a whole space later. Nothing
//    is saved up.
// 2. A late one keeps the raster if it is late by no more than kPacingSlack or half a space: a timer that wakes up a
//    little late each time does not lower the rate.
// 3. A clock that goes back never blocks: at worst one attempt goes too early.
// 4. A rate that makes no sense (not over 0, no number) limits nothing; more than a million a second can not be told
//    from no limit.
#pragma once

#include <optional>

#include "shared/support/clock.h"

namespace hookloop {

inline constexpr Microseconds kPacingSlack = std::chrono::milliseconds(1);  // what timers are late by

class Pacing {
 public:
  explicit Pacing(std::optional<double> rate_per_second = std::nullopt);  // nothing: no limit

  // Nothing: an attempt may go now. Else the time from which on one may.
  std::optional<Timestamp> next_free(Timestamp now) const;
  // Counts one that goes now, whether it may or not.
  void take(Timestamp now);

 private:
  Microseconds space_{};           // zero: no limit
  std::optional<Timestamp> next_;  // nothing: none has gone yet
};

}  // namespace hookloop
