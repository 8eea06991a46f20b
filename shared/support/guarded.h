// A value and its lock as one object: the value can be reached only while the lock is held.
//   Guarded<std::vector<int>> numbers;
//   numbers.with([](std::vector<int>& n) { n.push_back(1); });
// Any thread. `with` must not be called from inside itself on the same object: it would wait for ever.
#pragma once

#include <mutex>
#include <utility>

namespace hookloop {

template <typename Value>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(Value value) : value_(std::move(value)) {}

  template <typename Use>
  decltype(auto) with(Use&& use) {
    const std::lock_guard lock(mutex_);
    return std::forward<Use>(use)(value_);
  }

  template <typename Use>
  decltype(auto) with(Use&& use) const {
    const std::lock_guard lock(mutex_);
    return std::forward<Use>(use)(std::as_const(value_));
  }

 private:
  mutable std::mutex mutex_;
  Value value_;
};

}  // namespace hookloop
