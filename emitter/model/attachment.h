// A webhook attached to the account or to one app, with the events that it is to fire for. Peers call it subscription.
// Plain values.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emitter/model/app.h"
#include "emitter/model/webhook.h"
#include "shared/schema/event_type.h"
#include "shared/support/clock.h"

namespace hookloop {

using AttachmentNumber = std::int64_t;

// The checked events: bit n is the type of number n in the catalogue.
using EventMask = std::bitset<64>;
inline bool is_checked(const EventMask& events, EventType type) { return events.test(static_cast<std::size_t>(type)); }

std::vector<EventType> checked_types(const EventMask& events);  // in the catalogue's order

struct Attachment {
  AttachmentNumber number = 0;
  std::string id;
  WebhookNumber webhook = 0;
  std::optional<AppNumber> app;  // nothing: the whole account
  EventMask events;              // of one scope: app events for an app, account events for the account; at least one
  Timestamp created_at;
};

}  // namespace hookloop
