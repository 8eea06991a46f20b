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
  timer_.async_wait([this, at](const asio::error_code& error) {
    if (!error) fire(at);
  });
}

void DeadlineQueue::fire(RealTime::time_point at) {
  // Only what was due when the timer was: when the loop was held up, others may have passed since, and what they wait
  // for may have come. That is read before the timer fires again.
  if (armed_for_ == at) armed_for_.reset();
  // Each is taken out before its owner is called: the owner may take back others, or set new ones.
  while (!queue_.empty() && queue_.begin()->first <= at) {
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
