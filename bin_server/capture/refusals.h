// What was refused and so not stored: counted, by bin and by reason, since the server started. A person sees the counts
// in the bin's page and API. Any thread.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "bin_server/model/bin.h"
#include "shared/support/guarded.h"

namespace hookloop {

struct RefusalCounts {
  std::uint64_t head_too_large = 0;        // 431
  std::uint64_t body_too_large = 0;        // 413
  std::uint64_t not_stored = 0;            // 503: the store failed
  std::uint64_t too_many_connections = 0;  // 503; of the server, not of a bin
};

class Refusals {
 public:
  // `bin` 0 counts for the server alone.
  void count(BinNumber bin, std::uint64_t RefusalCounts::*reason) {
    counts_.with([&](auto& counts) { ++(counts[bin].*reason); });
  }
  void forget(BinNumber bin) {
    counts_.with([&](auto& counts) { counts.erase(bin); });
  }
  RefusalCounts of(BinNumber bin) const {
    return counts_.with([&](const auto& counts) {
      const auto found = counts.find(bin);
      return found == counts.end() ? RefusalCounts{} : found->second;
    });
  }

 private:
  Guarded<std::unordered_map<BinNumber, RefusalCounts>> counts_;
};

}  // namespace hookloop
