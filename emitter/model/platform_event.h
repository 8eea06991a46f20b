// One thing that happened on the platform, with the payload bytes that were made of it, once. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emitter/model/app.h"
#include "shared/schema/event_type.h"

namespace hookloop {

using EventNumber = std::int64_t;  // ascending in the order of commits; 0 before it is kept

// What a ping says it is: no event of the catalogue, so that no receiver takes it for one.
inline constexpr std::string_view kPingTypeId = "PING";

struct PlatformEvent {
  EventNumber number = 0;
  std::string id;
  std::optional<EventType> type;  // nothing: a ping of one webhook
  std::optional<AppNumber> app;   // what it is about; nothing: a ping
  Timestamp happened_at;
  Person happened_by;
  std::string payload;  // exact bytes
};

inline std::string_view type_id(const std::optional<EventType>& type) { return type ? info(*type).id : kPingTypeId; }

}  // namespace hookloop
