#include "emitter/model/backoff.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>

#include "shared/support/quantity.h"

using namespace hookloop;
using namespace std::chrono_literals;

TEST_CASE("A pause doubles up to its cap and never overflows", "[emitter][unit]") {
  struct Row {
    Microseconds first;
    std::uint64_t times;
    Microseconds longest;
    Microseconds expected;
  };
  const auto row = GENERATE(values<Row>({
      {1s, 0, 60s, 1s},
      {1s, 1, 60s, 2s},
      {1s, 5, 60s, 32s},
      {1s, 6, 60s, 60s},
      {1s, 7, 60s, 60s},
      {1s, std::numeric_limits<std::uint64_t>::max(), 60s, 60s},
      {90s, 0, 60s, 60s},
      {60s, 0, 60s, 60s},
      {0s, 40, 60s, 0s},
      {-5s, 40, 60s, 0s},
      {5s, 3, 0s, 0s},
      {5s, 3, -60s, 0s},
      {1us, 62, Microseconds::max(), kLongestDuration},
      {Microseconds::max(), 3, Microseconds::max(), kLongestDuration},
  }));
  CAPTURE(row.first.count(), row.times, row.longest.count());
  CHECK(doubled(row.first, row.times, row.longest) == row.expected);
}
