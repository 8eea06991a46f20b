#include "bin_server/forward/replay_slots.h"

#include <spdlog/fmt/fmt.h>

namespace hookloop {

ReplaySlots::Slot ReplaySlots::take() {
  if (++taken_ > most_) {
    --taken_;
    return nullptr;
  }
  return {this, [](ReplaySlots* slots) { --slots->taken_; }};
}

Problem ReplaySlots::problem() const {
  return {503, "too-many-replays", "There are too many replays at once",
          fmt::format("Try again when one of them has ended; the server's --max-replays allows {}.", most_)};
}

}  // namespace hookloop
