// A delivery made into what goes on the wire for one attempt, with the faults that were planned for it. The payload's
// bytes are signed and sent as they are, and a request without faults says nothing but the truth.
//
// The work is done in this order, so that any faults go together:
//   1. payload     schema-*, oversized-body, invalid-utf8, invalid-json
//   2. signature   stale-timestamp, future-timestamp, then wrong-secret, malformed-signature, missing-signature
//   3. body        body-reserialised, body-altered, truncated-body
//   4. head        wrong-content-type, wrong-event-type, extra-headers
//   5. wire        slow-write, reset-mid-body
// 1. Any faults with any payload give a request; nothing is thrown. A fault that needs JSON does the like of it to
// bytes
//    that are none.
// 2. Content-Length is always that of the body that is given.
// 3. `faithful` carries nothing that tells of us: no ids, no signature, no User-Agent. Faults on what is not sent do
//    nothing, and are not told of as done; the same goes for a fault that another one leaves nothing to.
// 4. Faults of the stage schedule are for whoever sends: they change no byte and are not among `faults`.
// Any thread, as far as the Random allows it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "emitter/deliver/outgoing_delivery.h"
#include "emitter/model/fault.h"
#include "shared/http_client/wire_behaviour.h"
#include "shared/support/random.h"

namespace hookloop {

struct OutgoingRequest {
  std::string head;  // with its empty line
  std::string body;
  WireBehaviour wire;
  std::vector<std::string> faults;  // what was done, in the order of the work, as fault.h writes it

  std::string bytes() const { return head + body; }
};

// `planned` has at most one fault of each kind (plan_faults); of stale-timestamp and future-timestamp the last counts.
// Chance is drawn only for faults that have a use for it, in the order of the work.
OutgoingRequest make_request(const DeliveryTarget& target, const OutgoingDelivery& delivery,
                             std::uint32_t attempt_number, UnixSeconds timestamp, std::span<const Fault> planned,
                             Random& random);

}  // namespace hookloop
