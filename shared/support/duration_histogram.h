// How long something took, counted in fixed steps: made for many measurements and few readers. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "shared/support/clock.h"

namespace hookloop {

class DurationHistogram {
 public:
  // What takes at most this long is in the step; what takes longer than the last is in none. From a commit to a fast
  // disk to one that waits for a slow one.
  static constexpr std::array<Microseconds, 11> kSteps{
      Microseconds(100),     Microseconds(250),     Microseconds(500),       Microseconds(1'000),
      Microseconds(2'500),   Microseconds(5'000),   Microseconds(10'000),    Microseconds(50'000),
      Microseconds(100'000), Microseconds(500'000), Microseconds(2'000'000),
  };

  void add(Microseconds duration);

  // Of one moment each, not all of the same.
  std::uint64_t count_in(std::size_t step) const { return counts_[step].load(std::memory_order_relaxed); }
  std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }
  Microseconds sum() const { return Microseconds(sum_.load(std::memory_order_relaxed)); }

 private:
  std::array<std::atomic<std::uint64_t>, kSteps.size()> counts_{};  // of this step alone
  std::atomic<std::uint64_t> count_ = 0;
  std::atomic<std::int64_t> sum_ = 0;
};

}  // namespace hookloop
