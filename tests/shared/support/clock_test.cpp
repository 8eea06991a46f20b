#include "shared/support/clock.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/manual_clock.h"

using namespace hookloop;

TEST_CASE("A time is shown as RFC 3339 in UTC with microseconds", "[support][unit]") {
  const auto shown = [](std::int64_t microseconds) { return to_rfc3339(Timestamp(Microseconds(microseconds))); };
  CHECK(shown(0) == "1970-01-01T00:00:00.000000Z");
  CHECK(shown(1'769'850'307'000'123) == "2026-01-31T09:05:07.000123Z");
  CHECK(shown(951'782'400'000'000) == "2000-02-29T00:00:00.000000Z");
  CHECK(shown(-1) == "1969-12-31T23:59:59.999999Z");
  CHECK(shown(253'402'300'799'999'999) == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("A time is shown as HTTP's own dates are", "[support][unit]") {
  const auto shown = [](std::int64_t seconds) { return to_http_date(Timestamp(std::chrono::seconds(seconds))); };
  CHECK(shown(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110's example
  CHECK(shown(1'769'850'307) == "Sat, 31 Jan 2026 09:05:07 GMT");
  CHECK(shown(-1) == "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST_CASE("The system's clock does not wait for nothing, and its steady time does not go back", "[support][unit]") {
  SystemClock clock;
  const SteadyTime before = clock.steady();
  clock.sleep_for(Microseconds(0));
  clock.sleep_for(-std::chrono::hours(1));
  CHECK(clock.steady() >= before);
  CHECK(clock.now() > Timestamp(std::chrono::seconds(1'600'000'000)));
}

TEST_CASE("A manual clock moves when it is told to, or slept on", "[support][unit]") {
  test::ManualClock clock;
  CHECK(to_rfc3339(clock.now()) == "2026-01-31T12:00:00.000000Z");
  const SteadyTime before = clock.steady();
  clock.sleep_for(std::chrono::seconds(59));
  CHECK(clock.steady() - before == std::chrono::seconds(59));
  CHECK(clock.sleeps() == std::vector<Microseconds>{std::chrono::seconds(59)});
}
