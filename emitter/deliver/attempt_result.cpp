#include "emitter/deliver/attempt_result.h"

#include <stdexcept>

namespace hookloop {
namespace {

AttemptOutcome outcome_of(SendFailure failure) {
  switch (failure) {
    case SendFailure::dns_failure:
    case SendFailure::target_denied:
    case SendFailure::refused:
    case SendFailure::unreachable:
    case SendFailure::tls_failure:
      return AttemptOutcome::unreachable;
    case SendFailure::timed_out:
      return AttemptOutcome::timed_out;
    case SendFailure::reset:
    case SendFailure::closed_early:
    case SendFailure::interrupted:
      return AttemptOutcome::unknown;
    // It answered, and not with 2xx.
    case SendFailure::answer_too_large:
    case SendFailure::malformed_answer:
      return AttemptOutcome::rejected;
  }
  throw std::logic_error("no such SendFailure");
}

}  // namespace

AttemptResult result_of(const Exchange& exchange) {
  const int status = exchange.answer ? exchange.answer->status : 0;
  if (status >= 200 && status < 300) return {AttemptOutcome::accepted, status};
  if (status >= 300) return {AttemptOutcome::rejected, status};
  if (!exchange.failure) return {AttemptOutcome::rejected, status};
  AttemptResult result{outcome_of(*exchange.failure), status};
  result.may_have_arrived =
      result.outcome != AttemptOutcome::unreachable && exchange.timed_out_in != TimeoutPhase::connect;
  return result;
}

}  // namespace hookloop
