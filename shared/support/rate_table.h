// How often something may happen, for each of many: a token bucket (what was not used up to the burst may come at once)
// for each key, in a table whose room is fixed. Where more keys come at a time than it has room for, the one that was
// used longest ago is forgotten and begins with a full bucket: a limit is never too strict by that. Takes no memory
// after its construction. One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "shared/support/clock.h"

namespace hookloop {

class RateTable {
 public:
  // `per_second` 0: everything may come. `burst`: at least one.
  RateTable(double per_second, double burst, std::size_t sets = 1'024);

  // Whether one more may come now; if so, it is counted.
  bool take(std::uint64_t key, SteadyTime now);
  // The same without counting.
  bool has(std::uint64_t key, SteadyTime now) const;

 private:
  struct Bucket {
    std::uint64_t key = 0;
    double tokens = 0;
    SteadyTime filled_at{};  // the beginning of time: free
  };
  static constexpr std::size_t kWays = 4;
  using Set = std::array<Bucket, kWays>;

  double tokens_at(const Bucket& bucket, SteadyTime now) const;
  std::size_t set_of(std::uint64_t key) const { return static_cast<std::size_t>(key % sets_.size()); }

  double per_second_;
  double burst_;
  std::vector<Set> sets_;
};

// The key of a client's address as text. Of IPv6 the first 64 bits count: a host has all of the rest (RFC 4291 section
// 2.5.4).
std::uint64_t rate_key_of_address(std::string_view address);

}  // namespace hookloop
