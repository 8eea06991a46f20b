// The chance that one request gets: drawn from a seed and its number, so that the same program and the same order of
// arrival repeat it, whatever other requests drew. SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
// Generators, 2014): a word of state, made anew for each request. One thread at a time.
#pragma once

#include <cstdint>

#include "shared/support/random.h"

namespace hookloop {

class Chance final : public Random {
 public:
  Chance(std::uint64_t seed, std::uint64_t number) : state_(mix(seed) ^ mix(number + kStep)) {}

  std::uint64_t next() override { return mix(state_ += kStep); }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;

  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace hookloop
