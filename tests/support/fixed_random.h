// Chance that a test decides: gives the shares it was made with, the last one again and again.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "shared/support/random.h"

namespace hookloop::test {

class FixedRandom final : public Random {
 public:
  // Each share, in [0, 1), is what unit() gives; next() gives the number behind it.
  explicit FixedRandom(std::vector<double> shares = {0.5}) : shares_(std::move(shares)) {}

  std::uint64_t next() override {
    const double share = shares_[drawn_ < shares_.size() ? drawn_ : shares_.size() - 1];
    ++drawn_;
    return static_cast<std::uint64_t>(std::ldexp(share, 53)) << 11;
  }
  std::size_t drawn() const { return drawn_; }

 private:
  std::vector<double> shares_;
  std::size_t drawn_ = 0;
};

}  // namespace hookloop::test
