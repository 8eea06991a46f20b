// When something happened on the platform, as the ids of its events tell: they carry the millisecond they were made in
// and sort by time (shared/support/id.h). Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "shared/support/clock.h"

namespace hookloop {

// Of an event's id of ours; nothing for any other text, which may not sort by time.
std::optional<Timestamp> time_of_event_id(std::string_view id);

// Of webhook-timestamp (Standard Webhooks 1.0.0): whole seconds since 1970.
std::optional<Timestamp> time_of_webhook_timestamp(std::string_view text);

}  // namespace hookloop
