#include "shared/support/random.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

namespace {

class Fixed final : public Random {
 public:
  explicit Fixed(std::uint64_t number) : number_(number) {}
  std::uint64_t next() override { return number_; }

 private:
  std::uint64_t number_;
};

}  // namespace

TEST_CASE("A seed gives the same numbers everywhere", "[support][unit]") {
  // The C++ standard fixes the 10000th number of the default seed.
  SeededRandom random(5489);
  for (int i = 1; i < 10'000; ++i) random.next();
  CHECK(random.next() == 9981545732273789042ULL);
}

TEST_CASE("A number of the unit interval is never 1", "[support][unit]") {
  CHECK(Fixed(0).unit() == 0.0);
  CHECK(Fixed(~std::uint64_t{0}).unit() < 1.0);
  CHECK(Fixed(std::uint64_t{1} << 63).unit() == 0.5);
}

TEST_CASE("The system's numbers do not repeat", "[support][unit]") {
  SystemRandom random;
  CHECK(random.next() != random.next());
}
