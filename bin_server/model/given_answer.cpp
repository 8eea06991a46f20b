#include "bin_server/model/given_answer.h"

#include <array>

namespace hookloop {

GivenAnswer without_bytes(const GivenAnswer& answer) {
  return {answer.state, "", answer.step, answer.delay, answer.drip, answer.fault, answer.sent_bytes};
}

AnswerParts parts_of(const GivenAnswer& answer) {
  const std::string_view bytes = answer.bytes;
  const bool is_http = answer.fault == AnswerFault::none || answer.fault == AnswerFault::half;
  const std::size_t head = is_http ? head_size(bytes).value_or(0) : 0;
  return {bytes.substr(0, head), answer_headers(bytes.substr(0, head)), bytes.substr(head)};
}

HeaderList answer_headers(std::string_view head) {
  take_line(head);
  return parse_header_lines(head).fields;
}

std::string_view to_string(GivenAnswer::State state) {
  switch (state) {
    case GivenAnswer::State::answered:
      return "answered";
    case GivenAnswer::State::waiting:
      return "waiting";
    case GivenAnswer::State::sender_left:
      return "sender_left";
    case GivenAnswer::State::unknown:
      return "unknown";
  }
  return "unknown";
}

std::optional<GivenAnswer::State> parse_answer_state(std::string_view text) {
  using State = GivenAnswer::State;
  for (const State state : std::array{State::answered, State::waiting, State::sender_left, State::unknown}) {
    if (to_string(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace hookloop
