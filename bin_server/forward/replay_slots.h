// How many replays are under way: each holds a thread of the API until its target has answered, and they must not take
// all of them. Any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "shared/support/problem.h"

namespace hookloop {

class ReplaySlots {
 public:
  explicit ReplaySlots(std::size_t most) : most_(most) {}

  // Held for as long as the replay lasts; nothing when there are too many.
  using Slot = std::shared_ptr<void>;
  Slot take();
  Problem problem() const;  // what is said then: 503

 private:
  const std::size_t most_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace hookloop
