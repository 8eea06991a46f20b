#include "bin_server/order/lateness.h"

#include <catch2/catch_test_macros.hpp>

namespace hookloop::test {

using std::chrono::milliseconds;

TEST_CASE("Lateness of nothing is not told", "[bin_server][unit]") { CHECK_FALSE(Lateness().summary()); }

TEST_CASE("Lateness tells the middle, the tail and the latest", "[bin_server][unit]") {
  Lateness lateness;
  for (int i = 100; i >= 1; --i) lateness.add(milliseconds(i), i);
  const auto summary = lateness.summary();
  REQUIRE(summary);
  CHECK(summary->count == 100);
  CHECK(summary->median == milliseconds(50));
  CHECK(summary->p95 == milliseconds(95));
  CHECK(summary->longest == milliseconds(100));
  CHECK(summary->longest_seq == 100);
  CHECK(summary->below_zero == 0);
}

TEST_CASE("Lateness below zero is a clock that is ahead", "[bin_server][unit]") {
  Lateness lateness;
  lateness.add(milliseconds(-5), 1);
  lateness.add(milliseconds(-7), 2);
  CHECK(lateness.summary()->below_zero == 2);
  CHECK(lateness.summary()->longest == milliseconds(-5));
  CHECK(lateness.summary()->longest_seq == 1);
  CHECK(lateness.summary()->p95 == milliseconds(-5));
}

}  // namespace hookloop::test
