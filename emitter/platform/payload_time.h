// A moment as payloads write it: ISO 8601 to the second with the account's UTC offset, "2015-04-22T15:24:13-07:00".
// Pure function, any thread.
#pragma once

#include <chrono>

#include "shared/schema/payload.h"
#include "shared/support/clock.h"

namespace hookloop {

// The offset of the platform's documented examples; an account without settings of its own has it.
inline constexpr std::chrono::minutes kDefaultUtcOffset = -std::chrono::hours(7);

// `utc_offset` is less than a day either way. Fractions of a second are cut off.
PayloadTime payload_time(Timestamp moment, std::chrono::minutes utc_offset = kDefaultUtcOffset);

}  // namespace hookloop
