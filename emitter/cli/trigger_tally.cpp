#include "emitter/cli/trigger_tally.h"

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
    case AttemptOutcome::unknown:
      ++not_reached;
      break;
  }
}

ExitCode TriggerTally::exit_code() const {
  if (not_reached > 0) return ExitCode::environment;
  if (timed_out > 0) return ExitCode::timed_out;
  if (rejected > 0) return ExitCode::expectation_failed;
  return ExitCode::passed;
}

}  // namespace hookloop
