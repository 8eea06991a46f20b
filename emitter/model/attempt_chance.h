// The chance of one attempt: jitter, faults and the attempt's id are drawn from a generator of its own, made from what
// the attempt is. So they do not depend on the order in which other attempts end, and a seed repeats a run even when
// its answers come in another order.
//
// The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014):
// 8 bytes of state and nothing to warm up, where a std::mt19937_64 fills 2.5 KB for each. Good enough for chance, not
// for secrets: who sees a number knows all that follow. One thread at a time.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/support/random.h"

namespace hookloop {

// The next number of SplitMix64, and the state after it.
std::uint64_t split_mix_64(std::uint64_t& state);

class DerivedRandom final : public Random {
 public:
  // `subject` says whose chance it is, such as the delivery's id; `purpose` what it is for ("jitter", "faults", "id"),
  // so that drawing more of one does not change the others. The same four give the same numbers on every machine; with
  // one of the two numbers changed they always differ, with one of the texts changed but for a chance of 2^-64.
  DerivedRandom(std::uint64_t run_seed, std::string_view subject, std::uint64_t attempt, std::string_view purpose);

  std::uint64_t next() override { return split_mix_64(state_); }

 private:
  std::uint64_t state_;
};

}  // namespace hookloop
