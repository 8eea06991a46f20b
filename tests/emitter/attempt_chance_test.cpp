#include "emitter/model/attempt_chance.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

using namespace hookloop;

namespace {

std::vector<std::uint64_t> numbers(DerivedRandom random, std::size_t count = 4) {
  std::vector<std::uint64_t> drawn;
  while (drawn.size() < count) drawn.push_back(random.next());
  return drawn;
}

constexpr std::string_view kDelivery = "dlv_01kg9v2m1s0000000000000001";

}  // namespace

TEST_CASE("SplitMix64 gives the numbers of its reference", "[emitter][unit]") {
  std::uint64_t state = 1234567;  // splitmix64.c by Sebastiano Vigna, seeded so
  for (const std::uint64_t expected : {6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                       4593380528125082431U, 16408922859458223821U}) {
    CHECK(split_mix_64(state) == expected);
  }
}

TEST_CASE("The same attempt draws the same numbers on every machine", "[emitter][unit]") {
  CHECK(numbers(DerivedRandom(7, kDelivery, 1, "jitter")) == numbers(DerivedRandom(7, kDelivery, 1, "jitter")));
  // A run that is repeated with a later release must come out the same.
  CHECK(DerivedRandom(7, kDelivery, 1, "jitter").next() == 18116618751935804395U);
}

TEST_CASE("Another seed, delivery, attempt or purpose draws other numbers", "[emitter][unit]") {
  std::set<std::uint64_t> seen;
  std::size_t drawn = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (const std::string subject : {"", "a", "b", "ab", "ba", "aa", "dlv_1", "dlv_2"}) {
      for (std::uint64_t attempt = 0; attempt < 10; ++attempt) {
        for (const std::string purpose : {"", "a", "b", "jitter", "faults", "id"}) {
          for (const std::uint64_t number : numbers(DerivedRandom(seed, subject, attempt, purpose)))
            seen.insert(number);
          drawn += 4;
        }
      }
    }
  }
  CHECK(seen.size() == drawn);
}

TEST_CASE("Shares are spread evenly within an attempt and across attempts", "[emitter][unit]") {
  constexpr std::size_t kDraws = 100'000;
  std::array<std::size_t, 10> within{};
  std::array<std::size_t, 10> across{};
  double sum = 0;
  DerivedRandom one(1, kDelivery, 1, "jitter");
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    const double share = one.unit();
    sum += share;
    ++within[static_cast<std::size_t>(share * 10)];
    ++across[static_cast<std::size_t>(DerivedRandom(1, kDelivery, draw, "jitter").unit() * 10)];
  }
  // 10,000 are expected in each tenth, give or take 95 (one standard deviation); 500 is more than five of them.
  for (const auto& tenths : {within, across}) {
    for (const std::size_t tenth : tenths) CHECK((tenth > 9'500 && tenth < 10'500));
  }
  CHECK(std::abs(sum / kDraws - 0.5) < 0.005);
}
