// Two ends of a TCP connection within this machine. Not socketpair(2): its ends know no reset, and a bin may answer
// with one.
#pragma once

#include <optional>
#include <utility>

#include "bin_server/recorder/handed_connection.h"

namespace hookloop {

// Neither blocks nor waits to fill packets. Nothing where the system gives no more. Any thread.
std::optional<std::pair<OwnedSocket, OwnedSocket>> connected_sockets();

}  // namespace hookloop
