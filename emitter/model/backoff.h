// A pause that doubles up to a cap: what retries and the breaker's probes wait. Any thread.
#pragma once

#include <cstdint>

#include "shared/support/clock.h"

namespace hookloop {

// `first` doubled `times` times, never over `longest` and never negative. Neither counts beyond kLongestDuration
// (shared/support/quantity.h), so that what is given can be added to any date.
Microseconds doubled(Microseconds first, std::uint64_t times, Microseconds longest);

}  // namespace hookloop
