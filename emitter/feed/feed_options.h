// The limits of the live feed. A value.
#pragma once

#include <cstdint>

namespace hookloop {

struct FeedOptions {
  std::int64_t backlog = 100'000;  // of each kind: a reader further behind is told of a gap
  std::uint32_t max_viewers = 48;  // each holds a thread; one more is answered 503
};

}  // namespace hookloop
