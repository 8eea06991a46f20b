// Captured requests of a bin, read from the API in as many pages as that takes. One thread at a time.
#pragma once

#include <cstdint>

#include "bin_server/cli/bin_command.h"

namespace hookloop {

struct CaptureRange {
  std::uint64_t limit = 50;
  std::uint64_t before = 0;  // a seq; 0: the newest are among them
};

// {requests, next}: the newest first, those that match --q; `next` is where they go on, or null.
Result<Json, ApiFailure> read_captures(BinSession& session, const CaptureRange& range);

}  // namespace hookloop
