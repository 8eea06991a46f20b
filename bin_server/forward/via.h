// The mark that a forwarded request carries so that a loop is seen: a Via field (RFC 9110 section 7.6.3) with a
// pseudonym that names this server and the bin. A capture that carries its own bin's mark has come back: it is kept,
// and not forwarded again. So is one that was forwarded kMostForwardHops times, whoever did that: the marks of servers
// that have been started anew meanwhile are not known any more, and so a loop ends there at the latest. Pure functions,
// any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "shared/support/http_message.h"

namespace hookloop {

inline constexpr std::size_t kMostForwardHops = 10;  // no chain of bins that is meant is that long

// "hookloop-{instance}-{bin id}". The instance is made anew at each start of a server, and is a token.
std::string via_pseudonym(std::string_view instance, std::string_view bin_id);

// Why a request with these headers is not forwarded by the bin of this pseudonym, as a sentence; nothing: it may be.
std::optional<std::string> find_loop(const HeaderList& headers, std::string_view pseudonym);

}  // namespace hookloop
