// Chance as a parameter: ids, jitter and faults draw from a Random that is handed in, so that a seed repeats a run.
// SystemRandom may be used from any thread; SeededRandom by one thread at a time.
#pragma once

#include <cstdint>
#include <random>

namespace hookloop {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;  // all 64 bits are random
  double unit();                     // in [0, 1), of the upper 53 bits of next()
};

// The operating system's generator: what it gives can not be guessed, so it is fit for bin ids.
class SystemRandom final : public Random {
 public:
  std::uint64_t next() override;
};

// The same numbers for the same seed on every machine (the engine's sequence is fixed by the C++ standard).
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace hookloop
