#include "emitter/cli/trigger_tally.h"

#include <csignal>

namespace hookloop {

void TriggerTally::count(const AttemptReport& attempt) { ++(attempt.copy == 1 ? attempts : copies); }

void TriggerTally::count_ended(const std::optional<LastAttempt>& last) {
  ++events;
  if (!last) {
    ++not_sent;
    return;
  }
  if (last->dropped) {
    ++dropped;
    return;
  }
  switch (last->result.outcome) {
    case AttemptOutcome::accepted:
      ++delivered;
      break;
    case AttemptOutcome::rejected:
      ++rejected;
      break;
    case AttemptOutcome::timed_out:
      ++timed_out;
      break;
    case AttemptOutcome::unreachable:
      ++not_reached;
      break;
    case AttemptOutcome::unknown:
      ++unanswered;
      break;
  }
}

ExitCode TriggerTally::exit_code() const {
  if (interrupted_by != 0) return interrupted_by == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
  if (not_reached > 0 || dropped > 0 || unanswered > 0) return ExitCode::environment;
  if (timed_out > 0) return ExitCode::timed_out;
  if (rejected > 0) return ExitCode::expectation_failed;
  return ExitCode::passed;
}

}  // namespace hookloop
