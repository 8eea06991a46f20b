#include "shared/support/duration_histogram.h"

#include <algorithm>

namespace hookloop {

void DurationHistogram::add(Microseconds duration) {
  const auto step = std::lower_bound(kSteps.begin(), kSteps.end(), duration);
  if (step != kSteps.end()) {
    counts_[static_cast<std::size_t>(step - kSteps.begin())].fetch_add(1, std::memory_order_relaxed);
  }
  count_.fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(duration.count(), std::memory_order_relaxed);
}

}  // namespace hookloop
