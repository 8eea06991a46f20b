#include "bin_server/order/lateness.h"

#include <algorithm>

namespace hookloop {
namespace {

// The least span that at least so many percent do not exceed (nearest rank).
Microseconds percentile(const std::vector<Microseconds>& sorted, std::size_t percent) {
  const std::size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

void Lateness::add(Microseconds span, Seq seq) {
  spans_.push_back(span);
  if (span <= longest_ && longest_seq_ != 0) return;
  longest_ = span;
  longest_seq_ = seq;
}

std::optional<LatenessSummary> Lateness::summary() const {
  if (spans_.empty()) return std::nullopt;
  std::vector<Microseconds> sorted = spans_;
  std::sort(sorted.begin(), sorted.end());
  LatenessSummary summary;
  summary.count = sorted.size();
  summary.median = percentile(sorted, 50);
  summary.p95 = percentile(sorted, 95);
  summary.longest = longest_;
  summary.longest_seq = longest_seq_;
  summary.below_zero =
      static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), Microseconds(0)) - sorted.begin());
  return summary;
}

}  // namespace hookloop
