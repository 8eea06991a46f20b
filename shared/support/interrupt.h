// SIGINT and SIGTERM for a command that works: it looks between its steps, and wherever it waits, whether it was asked
// to end, and then still says how far it got. (A server only waits: shutdown_signal.h.)
#pragma once

#include "shared/support/clock.h"

namespace hookloop {

class Interrupt {
 public:
  virtual ~Interrupt() = default;
  // From now on the first such signal is only remembered; the second ends the process at once, as a person who presses
  // Ctrl-C twice expects. Until this is called a signal does what it always does.
  virtual void watch() = 0;
  virtual int signal_number() const = 0;  // 0 while none came; any thread
  bool came() const { return signal_number() != 0; }
};

// How often what waits looks: short for a person, and nothing beside a network's waits.
inline constexpr Microseconds kInterruptPoll = std::chrono::milliseconds(20);

// The process's own signals, so there is one; it must outlive all waiting. A signal that the process was started to
// ignore (as under nohup) stays ignored.
class SignalInterrupt final : public Interrupt {
 public:
  void watch() override;
  int signal_number() const override;
};

// The system's clock, on which nobody sleeps on when the interrupt has come.
class InterruptibleClock final : public Clock {
 public:
  explicit InterruptibleClock(const Interrupt& interrupt) : interrupt_(interrupt) {}
  Timestamp now() const override { return clock_.now(); }
  SteadyTime steady() const override { return clock_.steady(); }
  void sleep_for(Microseconds duration) override;

 private:
  const Interrupt& interrupt_;
  SystemClock clock_;
};

}  // namespace hookloop
