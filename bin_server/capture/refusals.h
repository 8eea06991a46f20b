// What was refused and so not stored: counted, by bin and by reason, since the server started. A person sees the counts
// in the bin's page and API. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "bin_server/model/bin.h"
#include "shared/support/guarded.h"

namespace hookloop {

struct RefusalCounts {
  std::uint64_t head_too_large = 0;        // 431
  std::uint64_t target_too_long = 0;       // 414
  std::uint64_t too_many_headers = 0;      // 431
  std::uint64_t body_too_large = 0;        // 413
  std::uint64_t too_often = 0;             // 429: of the bin
  std::uint64_t client_too_often = 0;      // 429: of an address, whatever the bin
  std::uint64_t not_stored = 0;            // 503: the store failed
  std::uint64_t too_many_connections = 0;  // 503; of the server, not of a bin
};

// All of them, as JSON and metrics call them.
struct RefusalReason {
  std::string_view name;
  std::uint64_t RefusalCounts::*count;
  bool is_of_bins = true;  // false: it comes before it is known for which bin
};
inline constexpr std::array kRefusalReasons{
    RefusalReason{"head_too_large", &RefusalCounts::head_too_large},
    RefusalReason{"target_too_long", &RefusalCounts::target_too_long},
    RefusalReason{"too_many_headers", &RefusalCounts::too_many_headers},
    RefusalReason{"body_too_large", &RefusalCounts::body_too_large},
    RefusalReason{"too_often", &RefusalCounts::too_often},
    RefusalReason{"client_too_often", &RefusalCounts::client_too_often},
    RefusalReason{"not_stored", &RefusalCounts::not_stored},
    RefusalReason{"too_many_connections", &RefusalCounts::too_many_connections, false},
};

class Refusals {
 public:
  // `bin` 0 counts for the server alone.
  void count(BinNumber bin, std::uint64_t RefusalCounts::*reason) {
    counts_.with([&](Counts& counts) {
      ++(counts.by_bin[bin].*reason);
      ++(counts.all.*reason);
    });
  }
  void forget(BinNumber bin) {
    counts_.with([&](Counts& counts) { counts.by_bin.erase(bin); });
  }
  RefusalCounts of(BinNumber bin) const {
    return counts_.with([&](const Counts& counts) {
      const auto found = counts.by_bin.find(bin);
      return found == counts.by_bin.end() ? RefusalCounts{} : found->second;
    });
  }
  // Of the server and all bins, those that are gone included.
  RefusalCounts all() const {
    return counts_.with([](const Counts& counts) { return counts.all; });
  }

 private:
  struct Counts {
    std::unordered_map<BinNumber, RefusalCounts> by_bin;
    RefusalCounts all;
  };
  Guarded<Counts> counts_;
};

}  // namespace hookloop
