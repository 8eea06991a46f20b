// How often something may happen, for each of many.
#include "shared/support/rate_table.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

namespace {

const SteadyTime kStart{std::chrono::hours(1)};

int taken(RateTable& table, std::uint64_t key, SteadyTime now, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += table.take(key, now) ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("As many as the burst may come at once, and then as many as time gives", "[support][unit]") {
  RateTable table(10, 5);
  CHECK(taken(table, 1, kStart, 20) == 5);
  CHECK(taken(table, 1, kStart + std::chrono::milliseconds(99), 20) == 0);
  CHECK(taken(table, 1, kStart + std::chrono::milliseconds(200), 20) == 2);
  CHECK(taken(table, 1, kStart + std::chrono::hours(1), 20) == 5);
}

TEST_CASE("Each key has a bucket of its own", "[support][unit]") {
  RateTable table(10, 5);
  CHECK(taken(table, 1, kStart, 20) == 5);
  CHECK(taken(table, 2, kStart, 20) == 5);
}

TEST_CASE("Looking counts nothing", "[support][unit]") {
  RateTable table(10, 1);
  CHECK(table.has(1, kStart));
  CHECK(table.has(1, kStart));
  CHECK(table.take(1, kStart));
  CHECK_FALSE(table.has(1, kStart));
  CHECK(table.has(1, kStart + std::chrono::milliseconds(100)));
}

TEST_CASE("Without a rate everything may come", "[support][unit]") {
  RateTable table(0, 0);
  CHECK(taken(table, 1, kStart, 10'000) == 10'000);
  CHECK(table.has(1, kStart));
}

TEST_CASE("More keys than there is room for: the one used longest ago is forgotten", "[support][unit]") {
  RateTable table(1, 1, 1);
  for (std::uint64_t key = 1; key <= 4; ++key) {
    CHECK(table.take(key, kStart + std::chrono::milliseconds(key)));
  }
  const SteadyTime now = kStart + std::chrono::milliseconds(10);
  CHECK_FALSE(table.take(1, now));  // used now
  CHECK(table.take(5, now));
  CHECK_FALSE(table.has(1, now));
  CHECK_FALSE(table.has(3, now));
  CHECK(table.take(2, now));
}

TEST_CASE("A client is its IPv4 address, or the network of its IPv6 address", "[support][unit]") {
  CHECK(rate_key_of_address("10.0.0.1") != rate_key_of_address("10.0.0.2"));
  CHECK(rate_key_of_address("2001:db8:0:1::1") == rate_key_of_address("2001:db8:0:1:ffff::2"));
  CHECK(rate_key_of_address("2001:db8:0:1::1") != rate_key_of_address("2001:db8:0:2::1"));
  CHECK(rate_key_of_address("::ffff:10.0.0.1") == rate_key_of_address("::ffff:a00:1"));
  CHECK(rate_key_of_address("::ffff:10.0.0.1") != rate_key_of_address("::ffff:10.0.0.2"));
}
