#include "shared/http_client/deadline_queue.h"

#include <algorithm>

namespace hookloop {
namespace {

constexpr Microseconds kFarthestDeadline = std::chrono::years(100);

}  // namespace

RealTime::time_point deadline_in(Microseconds time) {
  return RealTime::now() + std::clamp(time, Microseconds::zero(), kFarthestDeadline);
}

DeadlineQueue::Queue::iterator DeadlineQueue::add(RealTime::time_point at, Deadline& deadline) {
  // Most deadlines are as long as those before them, so the newest is the last.
  const auto place = queue_.emplace_hint(queue_.end(), at, &deadline);
  if (!armed_for_ || at < *armed_for_) arm(at);
  return place;
}

void DeadlineQueue::arm(RealTime::time_point at) {
  armed_for_ = at;
  timer_.expires_at(at);
  timer_.async_wait([this](const asio::error_code& error) {
    if (!error) fire();
  });
}

void DeadlineQueue::fire() {
  armed_for_.reset();
  const auto now = RealTime::now();
  // Each is taken out before its owner is called: the owner may take back others, or set new ones.
  while (!queue_.empty() && queue_.begin()->first <= now) {
    Deadline& due = *queue_.begin()->second;
    due.clear();
    due.passed_();
  }
  if (!queue_.empty() && (!armed_for_ || queue_.begin()->first < *armed_for_)) arm(queue_.begin()->first);
}

void Deadline::set(RealTime::time_point at) {
  clear();
  place_ = queue_.add(at, *this);
}

void Deadline::clear() {
  if (place_) queue_.queue_.erase(*place_);
  place_.reset();
}

}  // namespace hookloop
