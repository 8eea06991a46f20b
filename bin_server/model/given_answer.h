// What was really answered to a captured request, where that is more than the plain answer that names the capture.
// Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/bin_response.h"
#include "shared/support/clock.h"
#include "shared/support/http_message.h"

namespace hookloop {

struct GivenAnswer {
  enum class State {
    answered,     // all of it was given to the connection; of a fault, as much as the fault says
    waiting,      // it is still to come, or on its way
    sender_left,  // the sender closed before it was whole
    unknown,      // the server ended while it was waiting
  };

  State state = State::answered;
  std::string bytes;  // of head and body as they were, or are to be, sent
  std::string
      step;  // which branch of the bin's program, as a JSON Pointer into `response`; "" where there is no choice
  Microseconds delay{};  // before the first byte
  AnswerDrip drip = {};
  AnswerFault fault = AnswerFault::none;
  std::uint64_t sent_bytes = 0;  // so many of `bytes` were given to the connection
  bool operator==(const GivenAnswer&) const = default;
};

// All of it but the bytes, which can be large.
GivenAnswer without_bytes(const GivenAnswer& answer);

// The bytes as what they say; views into `answer`. What is no HTTP, as of a fault that sends garbage, is all body.
struct AnswerParts {
  std::string_view head;  // with its empty line, if that is there
  HeaderList headers;
  std::string_view body;
};
AnswerParts parts_of(const GivenAnswer& answer);
// The header fields of an answer's head, behind its status line.
HeaderList answer_headers(std::string_view head);

std::string_view to_string(GivenAnswer::State state);
std::optional<GivenAnswer::State> parse_answer_state(std::string_view text);

}  // namespace hookloop
