#include "shared/http_client/exchange.h"

#include <stdexcept>

namespace hookloop {

std::string_view to_string(SendFailure failure) {
  switch (failure) {
    case SendFailure::dns_failure:
      return "dns_failure";
    case SendFailure::target_denied:
      return "target_denied";
    case SendFailure::refused:
      return "refused";
    case SendFailure::unreachable:
      return "unreachable";
    case SendFailure::tls_failure:
      return "tls_failure";
    case SendFailure::timed_out:
      return "timed_out";
    case SendFailure::reset:
      return "reset";
    case SendFailure::closed_early:
      return "closed_early";
    case SendFailure::answer_too_large:
      return "answer_too_large";
    case SendFailure::malformed_answer:
      return "malformed_answer";
    case SendFailure::interrupted:
      return "interrupted";
  }
  throw std::logic_error("no such SendFailure");
}

std::string_view to_string(TimeoutPhase phase) {
  switch (phase) {
    case TimeoutPhase::connect:
      return "connect";
    case TimeoutPhase::first_byte:
      return "first_byte";
    case TimeoutPhase::whole:
      return "whole";
  }
  throw std::logic_error("no such TimeoutPhase");
}

Microseconds between(SteadyTime from, SteadyTime to) { return std::chrono::duration_cast<Microseconds>(to - from); }

}  // namespace hookloop
