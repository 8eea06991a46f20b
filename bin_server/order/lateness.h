// How late things came: of many spans of time the median, the 95th percentile and the longest. Spans below zero are
// counted: the sender's clock is ahead of ours, and by at least so much. One thread at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "bin_server/model/bin.h"
#include "shared/support/clock.h"

namespace hookloop {

struct LatenessSummary {
  std::size_t count = 0;
  Microseconds median{};
  Microseconds p95{};
  Microseconds longest{};
  Seq longest_seq = 0;  // the capture that was the latest
  std::size_t below_zero = 0;
};

class Lateness {
 public:
  void add(Microseconds span, Seq seq);
  std::optional<LatenessSummary> summary() const;  // nothing: there were none

 private:
  std::vector<Microseconds> spans_;
  Microseconds longest_ = Microseconds::min();
  Seq longest_seq_ = 0;
};

}  // namespace hookloop
