#include "bin_server/model/given_answer.h"

#include <array>

namespace hookloop {

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
