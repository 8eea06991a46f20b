// What came of sending one request: the answer, or one reason from a closed list, and where the time went. Plain
// values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/support/clock.h"
#include "shared/support/http_message.h"

namespace hookloop {

enum class SendFailure {
  dns_failure,       // the host's name has no address
  target_denied,     // no address of the host may be connected to (TransportOptions::target_policy); nothing was sent
  refused,           // nothing listens there
  unreachable,       // no way to the address, or the connection could not be made for another reason
  tls_failure,       // no TLS session: no certificate that we trust, no TLS there at all
  timed_out,         // `timed_out_in` says in which phase
  reset,             // the connection was reset before the answer was complete
  closed_early,      // the connection was closed in good order before the answer was complete
  answer_too_large,  // the answer's head is longer than most_head_bytes, or its body than most_body_bytes
  malformed_answer,  // what came is no HTTP/1 answer
  interrupted,       // this process was asked to end (TransportOptions::interrupt)
};
std::string_view to_string(SendFailure failure);  // "dns_failure", …

enum class TimeoutPhase {
  connect,     // resolving, connecting or the TLS handshake
  first_byte,  // connected, and the answer did not begin
  whole,       // the answer began and did not end
};
std::string_view to_string(TimeoutPhase phase);

// How long each part took; zero for what did not happen (a kept connection is not connected again).
struct Phases {
  Microseconds resolve{};
  Microseconds connect{};     // TCP and, where there is one, the TLS handshake
  Microseconds first_byte{};  // from the connection being ready to the first byte of the answer
  Microseconds whole{};       // all of it, from the call to the end of the answer
};

Microseconds between(SteadyTime from, SteadyTime to);

struct Answer {
  int status = 0;
  std::string reason;  // the words after the status, as they came; may be empty
  std::string head;    // exact bytes of the final answer's head, its empty line included; 1xx answers are left out
  HeaderList headers;
  std::string body;              // content without the chunked coding; the first bytes only, see AnswerLimits
  std::uint64_t body_bytes = 0;  // how many content bytes came
  bool body_complete = false;    // false too when we stopped reading at AnswerLimits::most_body_bytes
};

struct Exchange {
  std::optional<SendFailure> failure;        // nothing: `answer` is there and whole
  std::optional<TimeoutPhase> timed_out_in;  // with timed_out
  std::string detail;                        // with a failure: one sentence for a person
  std::optional<Answer> answer;              // with a failure too, when the head had arrived by then
  Phases phases;
  std::string peer;  // address and port that the connection went to; empty without one
  bool connection_reused = false;
};

}  // namespace hookloop
