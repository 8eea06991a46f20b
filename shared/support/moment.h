// A moment as people and programs write it: RFC 3339 section 5.6, "2026-01-31T09:05:07.5-07:00"; how ours are written
// is to_rfc3339 (clock.h). Pure function, any thread.
#pragma once

#include <optional>
#include <string_view>

#include "shared/support/clock.h"

namespace hookloop {

// Digits beyond the microsecond are dropped. A space may stand for the T (the RFC's note), and a leap second is none of
// ours. Nothing for any other text.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace hookloop
