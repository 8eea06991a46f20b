#include "emitter/model/attempt.h"

#include <stdexcept>

namespace hookloop {

std::string_view to_string(AttemptOutcome outcome) {
  switch (outcome) {
    case AttemptOutcome::accepted:
      return "accepted";
    case AttemptOutcome::rejected:
      return "rejected";
    case AttemptOutcome::timed_out:
      return "timed_out";
    case AttemptOutcome::unreachable:
      return "unreachable";
    case AttemptOutcome::unknown:
      return "unknown";
  }
  throw std::logic_error("no such AttemptOutcome");
}

std::optional<AttemptOutcome> attempt_outcome_from(std::string_view text) {
  for (const AttemptOutcome outcome : {AttemptOutcome::accepted, AttemptOutcome::rejected, AttemptOutcome::timed_out,
                                       AttemptOutcome::unreachable, AttemptOutcome::unknown}) {
    if (text == to_string(outcome)) return outcome;
  }
  return std::nullopt;
}

std::string_view to_string(AttemptCause cause) { return cause == AttemptCause::automatic ? "automatic" : "manual"; }

}  // namespace hookloop
