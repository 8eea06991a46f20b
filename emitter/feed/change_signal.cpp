#include "emitter/feed/change_signal.h"

namespace hookloop {

std::uint64_t ChangeSignal::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void ChangeSignal::announce() {
  const std::lock_guard lock(mutex_);
  ++count_;
  news_.notify_all();
}

ChangeSignal::Woken ChangeSignal::wait(std::uint64_t seen, std::chrono::milliseconds time_out) {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, time_out, [&] { return closed_ || count_ != seen; });
  if (closed_) return Woken::closed;
  return count_ != seen ? Woken::news : Woken::time_out;
}

void ChangeSignal::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  news_.notify_all();
}

}  // namespace hookloop
