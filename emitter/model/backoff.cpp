#include "emitter/model/backoff.h"

#include <algorithm>

#include "shared/support/quantity.h"

namespace hookloop {

Microseconds doubled(Microseconds first, std::uint64_t times, Microseconds longest) {
  const Microseconds cap = std::clamp(longest, Microseconds::zero(), kLongestDuration);
  // Doubled step by step until the cap: nothing can overflow, and after 63 doublings any pause is over it.
  Microseconds pause = std::clamp(first, Microseconds::zero(), cap);
  for (std::uint64_t step = 0; step < std::min<std::uint64_t>(times, 63); ++step) {
    if (pause > cap / 2) return cap;
    pause *= 2;
  }
  return pause;
}

}  // namespace hookloop
