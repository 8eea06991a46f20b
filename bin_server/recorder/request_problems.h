// What the recorder answers to a request that it can not capture whole: which status, and a sentence that says what to
// do. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/support/problem.h"

namespace hookloop {

// What becomes of the bytes that came.
enum class Kept { stored, dropped };

Problem malformed_request(std::string_view fault, Kept kept);

// Why a request ends before its end.
enum class Break { hung_up, late, stopped };

std::string_view to_words(Break why);  // "the sender hung up before the end"
Problem broken_off_request(Break why, Kept kept);

// The limits are in bytes.
Problem head_too_large(std::uint64_t limit);
Problem body_too_large(std::uint64_t limit);
Problem api_body_too_large(std::uint64_t limit);
Problem import_too_large(std::uint64_t limit);
Problem too_much_unfinished(std::uint64_t limit);
// Of a capture that is stored.
Problem too_much_returned(std::uint64_t limit);

}  // namespace hookloop
