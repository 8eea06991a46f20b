// A delivery made into the exact bytes of its HTTP requests. The payload's bytes are signed and sent as they are. Any
// thread for const members.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/http_client/url.h"
#include "shared/schema/delivery_headers.h"
#include "shared/schema/event_type.h"
#include "shared/schema/signature.h"

namespace hookloop {

// Where deliveries go and how they look on the wire: what a webhook is set up with.
struct DeliveryTarget {
  Url url;
  WireProfile profile = WireProfile::instrumented;
  std::vector<SigningKey> keys;  // all of one scheme and well-formed (check_signing_key); none signs nothing
  struct Login {
    std::string login;  // without a colon
    std::string password;
  };
  std::optional<Login> login;  // sent as HTTP Basic
};

struct OutgoingDelivery {
  std::string delivery_id;
  std::string event_id;
  EventType event_type;
  std::string payload;
};

// One attempt's request, head and body. `faithful` carries nothing that tells of us: no ids, no signature, no
// User-Agent. `attempt_number` counts from 1. `timestamp` is what webhook-timestamp says and signatures cover.
std::string request_bytes(const DeliveryTarget& target, const OutgoingDelivery& delivery, std::uint32_t attempt_number,
                          UnixSeconds timestamp);

}  // namespace hookloop
