// How a run of deliveries ended, counted, and the exit code that it comes to. Plain values.
#pragma once

#include <cstdint>
#include <optional>

#include "emitter/deliver/deliverer.h"
#include "shared/support/exit_code.h"

namespace hookloop {

struct TriggerTally {
  std::uint64_t events = 0;
  std::uint64_t attempts = 0;
  std::uint64_t copies = 0;  // further ones, by a fault
  std::uint64_t delivered = 0;
  std::uint64_t rejected = 0;  // answered, at last, with something else than 2xx
  std::uint64_t timed_out = 0;
  std::uint64_t not_reached = 0;
  std::uint64_t dropped = 0;     // on purpose, at last
  std::uint64_t not_sent = 0;    // the interrupt came first
  std::uint64_t unanswered = 0;  // it may have taken the request, and broke the connection off
  int interrupted_by = 0;        // the signal that told the run to end; 0 for none

  void count(const AttemptReport& attempt);
  void count_ended(const std::optional<LastAttempt>& last);
  std::uint64_t exhausted() const { return events - delivered; }
  // 0 when all were delivered; otherwise that of the gravest end: not reached, dropped or unanswered (4), timed out
  // (3), rejected (1). That of an interrupted run is the signal's.
  ExitCode exit_code() const;
};

}  // namespace hookloop
