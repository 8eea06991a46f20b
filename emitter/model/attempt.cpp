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

}  // namespace hookloop
