#include "shared/support/id.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <vector>

#include "tests/support/manual_clock.h"

using namespace hookloop;
using hookloop::test::ManualClock;
using std::chrono::milliseconds;

namespace {

// As unlucky as chance can be.
class AllOnes final : public Random {
 public:
  std::uint64_t next() override { return ~std::uint64_t{0}; }
};

}  // namespace

TEST_CASE("An id is its prefix and 26 digits of Crockford's base 32", "[support][unit]") {
  ManualClock clock;
  SeededRandom random(1);
  const std::string id = IdSource(clock, random).next(id_prefix::delivery);
  REQUIRE(id.size() == 30);
  CHECK(id.starts_with("dlv_"));
  CHECK(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 4) == std::string::npos);
  // 1769860800000 ms: the first ten digits are the time.
  CHECK(id.substr(4, 10) == "01kg9ys7g0");
}

TEST_CASE("An id is told from any other text", "[support][unit]") {
  ManualClock clock;
  SeededRandom random(1);
  const std::string id = IdSource(clock, random).next(id_prefix::request);
  CHECK(is_id(id, id_prefix::request));
  CHECK(is_id("req_7zzzzzzzzzzzzzzzzzzzzzzzzz", id_prefix::request));
  CHECK_FALSE(is_id(id, id_prefix::bin));
  for (const char* text :
       {"", "req_", "req_80000000000000000000000000", "req_0000000000000000000000000u",
        "req_0000000000000000000000000A", "req_000000000000000000000000000", "req_0000000000000000000000000\n"}) {
    CAPTURE(text);
    CHECK_FALSE(is_id(text, id_prefix::request));
  }
}

TEST_CASE("Later ids are greater: within a millisecond, after it, and when the clock goes back", "[support][unit]") {
  ManualClock clock;
  SeededRandom random(2);
  IdSource source(clock, random);
  std::string last = source.next("x_");
  const auto grows = [&] {
    std::string id = source.next("x_");
    const bool greater = id > last;
    last = std::move(id);
    return greater;
  };
  for (int i = 0; i < 10'000; ++i) REQUIRE(grows());
  for (int i = 0; i < 1'000; ++i) {
    clock.advance(milliseconds(1));
    REQUIRE(grows());
  }
  clock.advance(-std::chrono::hours(1));
  for (int i = 0; i < 1'000; ++i) REQUIRE(grows());
  clock.advance(std::chrono::hours(2));
  CHECK(grows());
}

TEST_CASE("Counting within a millisecond goes on where the lower 64 bits end", "[support][unit]") {
  ManualClock clock;
  AllOnes random;
  IdSource source(clock, random);
  const std::string first = source.next("");
  CHECK(source.next("") > first);
}

TEST_CASE("Ids of a seed repeat, and those of another seed differ", "[support][unit]") {
  const auto ids_of = [](std::uint64_t seed) {
    ManualClock clock;
    SeededRandom random(seed);
    IdSource source(clock, random);
    return std::vector<std::string>{source.next("a_"), source.next("b_"), source.next("a_")};
  };
  CHECK(ids_of(5) == ids_of(5));
  CHECK(ids_of(5) != ids_of(6));
}

TEST_CASE("Chance is drawn for the first id whatever the clock says", "[support][unit]") {
  for (const auto start : {milliseconds(0), milliseconds(-5)}) {
    ManualClock clock{Timestamp(start)};
    SeededRandom one(1);
    SeededRandom two(2);
    const std::string id = IdSource(clock, one).next("");
    CHECK(id.substr(0, 10) == "0000000000");
    CHECK(id != IdSource(clock, two).next(""));
  }
}

TEST_CASE("Two sources that share a clock do not meet", "[support][unit]") {
  ManualClock clock;
  SystemRandom random;
  IdSource one(clock, random);
  IdSource two(clock, random);
  std::set<std::string> ids;
  for (int i = 0; i < 1'000; ++i) {
    ids.insert(one.next(""));
    ids.insert(two.next(""));
  }
  CHECK(ids.size() == 2'000);
}
