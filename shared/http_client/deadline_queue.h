// Many deadlines, one timer. Setting a deadline and taking it back is a step in an ordered set, no more: the timer
// stays armed for the earliest time it was ever asked for, and when it fires for nothing it is set again. So what is on
// time never touches the timer, and a time of 30 s costs one firing in 30 s, not one for each exchange. Times are those
// of the machine's own steady clock. One thread at a time; the queue outlives its deadlines.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <optional>

#include "shared/support/clock.h"

namespace hookloop {

using RealTime = std::chrono::steady_clock;

// This long from now. None is further off than a century: beyond it, a time in nanoseconds would overflow.
RealTime::time_point deadline_in(Microseconds time);

class Deadline;

class DeadlineQueue {
 public:
  explicit DeadlineQueue(asio::io_context& context) : timer_(context) {}

 private:
  friend class Deadline;
  using Queue = std::multimap<RealTime::time_point, Deadline*>;

  Queue::iterator add(RealTime::time_point at, Deadline& deadline);
  void arm(RealTime::time_point at);
  void fire(RealTime::time_point at);

  asio::steady_timer timer_;
  std::optional<RealTime::time_point> armed_for_;
  Queue queue_;
};

// One deadline of its owner, who is called from the loop when it passes; set anew it forgets the time before.
class Deadline {
 public:
  Deadline(DeadlineQueue& queue, std::function<void()> passed) : queue_(queue), passed_(std::move(passed)) {}
  ~Deadline() { clear(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void set(RealTime::time_point at);
  void clear();

 private:
  friend class DeadlineQueue;

  DeadlineQueue& queue_;
  const std::function<void()> passed_;
  std::optional<DeadlineQueue::Queue::iterator> place_;
};

}  // namespace hookloop
