// How a run of deliveries ended, counted, and the exit code that it comes to. Plain values.
#pragma once

#include <cstdint>

#include "emitter/model/attempt.h"
#include "shared/support/exit_code.h"

namespace hookloop {

struct TriggerTally {
  std::uint64_t events = 0;
  std::uint64_t attempts = 0;
  std::uint64_t delivered = 0;
  std::uint64_t rejected = 0;  // answered, at last, with something else than 2xx
  std::uint64_t timed_out = 0;
  std::uint64_t not_reached = 0;  // unreachable, or the connection broke

  void count(const AttemptResult& last);
  std::uint64_t exhausted() const { return events - delivered; }
  // 0 when all were delivered; otherwise that of the gravest end: not reached (4), timed out (3), rejected (1).
  ExitCode exit_code() const;
};

}  // namespace hookloop
