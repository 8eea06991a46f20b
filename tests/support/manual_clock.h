// A clock that stands still until a test moves it; sleeping on it moves it, and it remembers each sleep.
#pragma once

#include <mutex>
#include <vector>

#include "shared/support/clock.h"

namespace hookloop::test {

class ManualClock final : public Clock {
 public:
  // 2026-01-31T12:00:00Z unless told otherwise.
  explicit ManualClock(Timestamp start = Timestamp(std::chrono::seconds(1769860800))) : now_(start) {}

  Timestamp now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  SteadyTime steady() const override {
    const std::lock_guard lock(mutex_);
    return SteadyTime(now_.time_since_epoch());
  }
  void sleep_for(Microseconds duration) override {
    advance(duration);
    const std::lock_guard lock(mutex_);
    sleeps_.push_back(duration);
  }

  void advance(Microseconds duration) {
    const std::lock_guard lock(mutex_);
    now_ += duration;
  }
  std::vector<Microseconds> sleeps() const {
    const std::lock_guard lock(mutex_);
    return sleeps_;
  }

 private:
  mutable std::mutex mutex_;
  Timestamp now_;
  std::vector<Microseconds> sleeps_;
};

}  // namespace hookloop::test
