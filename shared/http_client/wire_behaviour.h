// How a request's bytes are put on the wire, for a fault on purpose; the default is at once and whole. Plain value.
#pragma once

#include <cstddef>
#include <optional>

#include "shared/support/clock.h"

namespace hookloop {

struct WireBehaviour {
  std::size_t piece_bytes = 0;  // 0: all at once; else written in pieces of this size
  Microseconds pause{};         // between two pieces
  // After this many bytes of the request the connection is reset (TCP RST), which ends the exchange as `reset`. More
  // than the request has: after its last byte, so that the receiver may have all of it.
  std::optional<std::size_t> reset_after = {};
  bool operator==(const WireBehaviour&) const = default;
};

}  // namespace hookloop
