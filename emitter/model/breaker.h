// The circuit breaker of one webhook: a receiver that has failed for long enough is left alone, probed now and then,
// and goes on or is given up. Arithmetic only; time is handed in. Any thread.
//
//   closed --(failures in a row, for long enough)--> open --(probe_at)--> one probe
//   probe accepted -> closed          probe failed -> open, the next probe later
//   failing for disable_after -> the webhook is disabled (410 Gone disables it at once)
//
// 1. One accepted attempt closes it, whatever came before.
// 2. In the open state one delivery at a time is attempted, as the probe, and none before probe_at.
// 3. Pauses between probes grow from first_probe, doubled each time, to longest_probe.
// 4. Attempts that were under way when it opened and fail before probe_at are counted, but are no probes.
// 5. A clock that goes back makes nothing worse than it is: failing begins no later than now, and a probe that lies
//    further ahead than any pause is due.
#pragma once

#include <cstdint>
#include <optional>

#include "emitter/model/attempt.h"
#include "shared/support/clock.h"

namespace hookloop {

struct BreakerRules {
  bool enabled = true;
  std::uint32_t failures = 10;                          // failed attempts in a row that open it …
  Microseconds failing_for = std::chrono::minutes(1);   // … when the first of them is at least as long ago
  Microseconds first_probe = std::chrono::seconds(30);  // from opening to the first probe
  Microseconds longest_probe = std::chrono::hours(1);
  Microseconds disable_after = std::chrono::days(5);  // of failing without one success
  bool operator==(const BreakerRules&) const = default;
};

struct BreakerState {
  std::uint32_t failures = 0;              // in a row
  std::optional<Timestamp> failing_since;  // the first of them
  std::optional<Timestamp> opened_at;      // nothing: closed
  std::optional<Timestamp> probe_at;       // while open: when the next probe may go
  std::uint32_t probes = 0;                // that failed since it opened
  bool operator==(const BreakerState&) const = default;

  bool is_open() const { return opened_at.has_value(); }
};

enum class BreakerChange { none, opened, probe_failed, closed, disable };

// What an attempt that ended at `now` makes of `state`. `disable` is said once `failures` in a row have lasted for
// disable_after, and again with each further failure; the state is then what one more failure makes of it. Rules that
// are not enabled never open, and forget what was counted.
BreakerChange count_attempt(BreakerState& state, const BreakerRules& rules, const AttemptResult& result, Timestamp now);

// Whether an attempt may begin at `now`: always while closed. While open that there is only one is for the caller.
bool may_attempt(const BreakerState& state, const BreakerRules& rules, Timestamp now);

}  // namespace hookloop
