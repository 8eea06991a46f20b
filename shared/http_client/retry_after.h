// The Retry-After field (RFC 9110 section 10.2.3): seconds, or a date in any of the three forms of section 5.6.7.
// Pure function, any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "shared/support/clock.h"

namespace hookloop {

// How long the answer asks to wait from `now` on. A date that is past is zero; more seconds than a century are a
// century, so that the sum with any date of ours stays a date. Nothing for a text that is neither.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, Timestamp now);

}  // namespace hookloop
