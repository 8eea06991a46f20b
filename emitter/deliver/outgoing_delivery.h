// What is sent, and where to and how: the two halves that a request is made of (outgoing_request.h). Plain values.
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
#include "shared/support/http_message.h"

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
  HeaderList headers = {};     // a webhook's own, sent after ours
};

struct OutgoingDelivery {
  std::string delivery_id;
  std::string event_id;
  std::optional<EventType> event_type;  // nothing: a ping
  std::string payload;
};

// One attempt's request, head and body, without faults. `attempt_number` counts from 1. `timestamp` is what
// webhook-timestamp says and signatures cover.
std::string request_bytes(const DeliveryTarget& target, const OutgoingDelivery& delivery, std::uint32_t attempt_number,
                          UnixSeconds timestamp);

}  // namespace hookloop
