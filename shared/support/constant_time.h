// Comparing what nobody may guess byte by byte: signatures, tokens, passwords. Any thread.
#pragma once

#include <string_view>

namespace hookloop {

// The time it takes tells nothing of where two texts of the same length differ. It may tell that their lengths differ:
// where even the length is secret (a password), compare digests.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace hookloop
