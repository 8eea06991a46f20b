#include "emitter/model/pacing.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>
#include <vector>

#include "shared/support/quantity.h"

using namespace hookloop;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp kStart{1769860800s};

// When attempts go that are always waiting, if each wakes up `late` after the time it was told; from kStart on.
std::vector<Microseconds> times(double rate, std::size_t count, Microseconds late) {
  Pacing pacing(rate);
  std::vector<Microseconds> taken;
  Timestamp now = kStart;
  while (taken.size() < count) {
    if (const auto next = pacing.next_free(now)) {
      now = *next + late;
      continue;
    }
    pacing.take(now);
    taken.push_back(now - kStart);
  }
  return taken;
}

}  // namespace

TEST_CASE("Pacing spaces attempts evenly", "[emitter][unit]") {
  CHECK(times(10, 4, 0us) == std::vector<Microseconds>{0ms, 100ms, 200ms, 300ms});
  CHECK(times(0.5, 3, 0us) == std::vector<Microseconds>{0s, 2s, 4s});
  CHECK(times(3, 3, 0us) == std::vector<Microseconds>{0us, 333334us, 666668us});  // never over the rate
}

TEST_CASE("Pacing keeps its rate with timers that are a little late", "[emitter][unit]") {
  CHECK(times(10, 4, 800us) == std::vector<Microseconds>{0us, 100800us, 200800us, 300800us});
  CHECK(times(1000, 1001, 400us).back() == 1s + 400us);
  // Later than that, the next is a whole space after it.
  CHECK(times(10, 3, 5ms) == std::vector<Microseconds>{0ms, 105ms, 210ms});
}

TEST_CASE("Pacing saves nothing up while there is nothing to send", "[emitter][unit]") {
  Pacing pacing(10);
  pacing.take(kStart);
  const Timestamp later = kStart + 1h;
  CHECK_FALSE(pacing.next_free(later));
  pacing.take(later);
  CHECK(pacing.next_free(later) == later + 100ms);
  CHECK(pacing.next_free(later + 99ms) == later + 100ms);
  CHECK_FALSE(pacing.next_free(later + 100ms));
}

TEST_CASE("Pacing is not blocked by a clock that goes back", "[emitter][unit]") {
  Pacing pacing(10);
  pacing.take(kStart);
  const Timestamp before = kStart - 1h;
  CHECK_FALSE(pacing.next_free(before));
  pacing.take(before);
  CHECK(pacing.next_free(before) == before + 100ms);
}

TEST_CASE("Pacing without a rate, or with one that makes no sense, limits nothing", "[emitter][unit]") {
  const auto rate =
      GENERATE(values<std::optional<double>>({std::nullopt, 0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                                              std::numeric_limits<double>::infinity(), 1e9}));
  Pacing pacing(rate);
  pacing.take(kStart);
  pacing.take(kStart);
  CHECK_FALSE(pacing.next_free(kStart));
}

TEST_CASE("Pacing survives the slowest rate there is", "[emitter][unit]") {
  Pacing pacing(std::numeric_limits<double>::denorm_min());
  pacing.take(kStart);
  CHECK(pacing.next_free(kStart) == kStart + kLongestDuration);
}
