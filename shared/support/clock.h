// Time as a parameter: everything below main takes a Clock, so that a test or a seeded run decides what time it is.
// Two readings, because they answer different questions: `now` is the UTC wall clock, to be shown and stored; `steady`
// never goes back and measures how long something took. Any thread may call a Clock.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace hookloop {

using Microseconds = std::chrono::microseconds;
using Timestamp = std::chrono::sys_time<Microseconds>;  // UTC, what all our stored and shown times are
using SteadyTime = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
  virtual SteadyTime steady() const = 0;
  // Returns after `duration` of this clock's time; zero and negative durations return at once.
  virtual void sleep_for(Microseconds duration) = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  SteadyTime steady() const override;
  void sleep_for(Microseconds duration) override;
};

// A clock that stands still until it is moved. Sleeping on it moves it: nothing else happens meanwhile.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Timestamp start) : now_(start) {}
  Timestamp now() const override { return now_; }
  SteadyTime steady() const override { return SteadyTime(now().time_since_epoch()); }
  void sleep_for(Microseconds duration) override;
  void set(Timestamp now) { now_ = now; }

 private:
  std::atomic<Timestamp> now_;
};

// RFC 3339 in UTC with microseconds, the form of all our own times: "2026-01-31T09:05:07.000123Z".
std::string to_rfc3339(Timestamp time);

// The form of HTTP's own times (RFC 9110 section 5.6.7): "Sat, 31 Jan 2026 09:05:07 GMT".
std::string to_http_date(Timestamp time);

}  // namespace hookloop
