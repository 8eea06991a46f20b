// One HTTP try of a delivery, and how it ended. Plain values.
#pragma once

#include <string_view>

namespace hookloop {

enum class AttemptOutcome {
  accepted,     // the receiver answered 2xx, if only the head of its answer arrived
  rejected,     // it answered something else, if only the head of it
  timed_out,    // it did not answer in time
  unreachable,  // no byte of the request reached it
  unknown,      // the connection broke after it may have read the request: it may have acted on it
};
std::string_view to_string(AttemptOutcome outcome);  // "accepted", …

// What a retry policy needs to know of an attempt.
struct AttemptResult {
  AttemptOutcome outcome = AttemptOutcome::unknown;
  int status = 0;  // of the receiver's answer; 0 without one
};

}  // namespace hookloop
