#include "emitter/cli/trigger_tally.h"

#include <csignal>

namespace hookloop {

void TriggerTally::count(const AttemptResult& last) {
  ++events;
  switch (last.outcome) {
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
  if (not_reached > 0 || unanswered > 0) return ExitCode::environment;
  if (timed_out > 0) return ExitCode::timed_out;
  if (rejected > 0) return ExitCode::expectation_failed;
  return ExitCode::passed;
}

}  // namespace hookloop
