// One HTTP try of a delivery, how it ended, and its line in the ledger. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/clock.h"

namespace hookloop {

enum class AttemptOutcome {
  accepted,     // the receiver answered 2xx, if only the head of its answer arrived
  rejected,     // it answered something else, if only the head of it
  timed_out,    // it did not answer in time
  unreachable,  // no byte of the request reached it
  unknown,      // the connection broke after it may have read the request: it may have acted on it
};
std::string_view to_string(AttemptOutcome outcome);  // "accepted", …
std::optional<AttemptOutcome> attempt_outcome_from(std::string_view text);

// What a retry policy needs to know of an attempt.
struct AttemptResult {
  AttemptOutcome outcome = AttemptOutcome::unknown;
  int status = 0;  // of the receiver's answer; 0 without one
  // Whether any byte of the request may have reached the receiver.
  bool may_have_arrived = true;
};

enum class AttemptCause { automatic, manual };  // by the platform and its policy, or resent by a person
std::string_view to_string(AttemptCause cause);

// A line of the ledger: it is written when the attempt has ended (or, after a crash, is found to have been in flight)
// and never changes. An attempt that a fault sends more than once has one line for each copy.
struct AttemptRecord {
  std::int64_t number = 0;  // the ledger's own, ascending; 0 before it is kept
  std::string id;
  std::int64_t delivery = 0;  // DeliveryNumber
  std::uint32_t attempt = 1;  // of its delivery, from 1
  std::uint32_t copy = 1;     // of the attempt; more than 1 only by a fault
  AttemptCause cause = AttemptCause::automatic;
  std::vector<std::string> faults;  // what was done on purpose, as fault.h writes it
  Timestamp started_at;
  Timestamp ended_at;
  AttemptOutcome outcome = AttemptOutcome::unknown;
  std::string failure;       // SendFailure's word, or "crashed", "dropped"; empty: a whole answer came
  std::string timed_out_in;  // "connect", "first_byte", "whole"; else empty
  std::string detail;        // one sentence; may be empty

  std::string url;   // without credentials
  std::string peer;  // address and port that it went to; empty when there was no connection
  // As sent, but for the credentials of an Authorization, which are not kept: "Basic (hidden)". Empty when nothing was
  // made or, after a crash, is known.
  std::string request_head;
  // Exact bytes where they are not the event's payload, by a fault; nothing: the payload.
  std::optional<std::string> request_body;

  int status = 0;           // of the answer; 0 without one
  std::string answer_head;  // exact bytes
  std::string answer_body;  // the first 64 KiB
  std::uint64_t answer_body_bytes = 0;
  bool answer_complete = false;

  Microseconds resolve{};
  Microseconds connect{};
  Microseconds first_byte{};
  Microseconds whole{};
  bool connection_reused = false;

  std::optional<Microseconds> retry_after;   // what the receiver asked for, whether it counts or not
  std::optional<Timestamp> next_attempt_at;  // nothing: no further one is planned
  std::string next;                          // one word: "delivered", "retry", "exhausted", "cancelled", "copy"
};

}  // namespace hookloop
