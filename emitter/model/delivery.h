// One event owed to one attachment of a webhook: what the outbox holds. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emitter/model/attachment.h"
#include "emitter/model/attempt.h"
#include "emitter/model/fault.h"
#include "emitter/model/platform_event.h"
#include "emitter/model/webhook.h"
#include "shared/support/clock.h"
#include "shared/support/result.h"

namespace hookloop {

using DeliveryNumber = std::int64_t;  // ascending in the order of commits; 0 before it is kept

enum class DeliveryState {
  pending,    // waits for its next attempt
  in_flight,  // committed before its first byte leaves: after a crash it is known that it may have been sent
  delivered,  // a receiver answered 2xx
  exhausted,  // given up; can be resent
  cancelled,  // by a person, or with its webhook
};
std::string_view to_string(DeliveryState state);
Result<DeliveryState> parse_delivery_state(std::string_view text);

struct Delivery {
  DeliveryNumber number = 0;
  std::string id;
  EventNumber event = 0;
  WebhookNumber webhook = 0;
  std::optional<AttachmentNumber> attachment;  // nothing: a ping
  DeliveryState state = DeliveryState::pending;
  std::uint32_t attempts = 0;  // begun so far, the one in flight included
  // Resent by hand: tried once more, whatever the retry policy says. See AttemptCause.
  bool by_hand = false;
  bool cancel_asked = false;  // while in flight: no further attempt begins
  Timestamp created_at;
  std::optional<Timestamp> next_attempt_at;  // while pending
  std::optional<Timestamp> started_at;       // of the attempt in flight
  std::optional<Timestamp> finished_at;      // delivered, exhausted, cancelled
  std::string reason;                        // one sentence: why it is where it is; may be empty
  std::vector<Fault> faults;                 // asked for with the deed, besides the webhook's own
};

// Which deliveries a list, a resend or a cancel is about; what is not set does not narrow.
struct DeliveryFilter {
  std::optional<DeliveryState> state = {};
  std::optional<WebhookNumber> webhook = {};
  std::optional<EventNumber> event = {};
  std::optional<EventType> event_type = {};
  std::optional<Timestamp> created_from = {};    // inclusive
  std::optional<Timestamp> created_before = {};  // exclusive
};

}  // namespace hookloop
