#include "emitter/model/delivery.h"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <stdexcept>

#include "shared/support/nearest.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

constexpr std::array kStates{DeliveryState::pending, DeliveryState::in_flight, DeliveryState::delivered,
                             DeliveryState::exhausted, DeliveryState::cancelled};

}  // namespace

std::string_view to_string(DeliveryState state) {
  switch (state) {
    case DeliveryState::pending:
      return "pending";
    case DeliveryState::in_flight:
      return "in_flight";
    case DeliveryState::delivered:
      return "delivered";
    case DeliveryState::exhausted:
      return "exhausted";
    case DeliveryState::cancelled:
      return "cancelled";
  }
  throw std::logic_error("no such DeliveryState");
}

Result<DeliveryState> parse_delivery_state(std::string_view text) {
  std::vector<std::string> words;
  for (const DeliveryState state : kStates) {
    if (text == to_string(state)) return state;
    words.emplace_back(to_string(state));
  }
  const auto guess = nearest(text, words);
  return Error{fmt::format("'{}' is no state of a delivery; {}it is one of {}", printable(text),
                           guess ? fmt::format("did you mean {}? ", *guess) : "", fmt::join(words, ", "))};
}

}  // namespace hookloop
