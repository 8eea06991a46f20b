// Durations and sizes as people write them, and back.
// A duration is a number with a unit: us, ms, s, m, h, d ("250ms", "1.5s", "5m"). A size is a number of bytes with an
// optional unit: k, M, G (times 1000) or KiB, MiB, GiB (times 1024), B for none. A number without a unit is a size in
// bytes, and no duration: "5" could mean anything.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/support/clock.h"
#include "shared/support/result.h"

namespace hookloop {

// Longer ones are refused: as nanoseconds, or added to a date, they could overflow.
inline constexpr Microseconds kLongestDuration = std::chrono::days(36'500);

Result<Microseconds> parse_duration(std::string_view text);
Result<std::uint64_t> parse_size(std::string_view text);

// As a flag takes it: one number with the largest unit that leaves it whole: "75s", "5m", "250ms"; "32MiB", "1000".
std::string to_flag_text(Microseconds duration);
std::string to_flag_text(std::uint64_t bytes);

// As a person reads it.
std::string show_duration(Microseconds duration);  // "850us", "12.3ms", "2.50s", "3m 20s"
std::string show_size(std::uint64_t bytes);        // "512 B", "1.5 KiB", "32 MiB"

}  // namespace hookloop
