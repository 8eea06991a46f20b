#include "emitter/platform/sample_values.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>

#include "tests/support/fixed_random.h"

namespace hookloop::test {

TEST_CASE("a guid is a version 4 UUID, whatever chance says", "[emitter][unit]") {
  struct Row {
    double chance;
    std::string guid;
  };
  // What FixedRandom gives has its last 11 bits at zero.
  const auto row = GENERATE(values<Row>({
      {0, "00000000-0000-4000-8000-000000000000"},
      {1 - 0x1p-53, "ffffffff-ffff-4800-bfff-fffffffff800"},
  }));
  FixedRandom random({row.chance});
  CHECK(draw_guid(random) == row.guid);
}

TEST_CASE("what is drawn between two numbers is each of them, and nothing beyond", "[emitter][unit]") {
  SeededRandom random(1);
  std::set<std::int64_t> drawn;
  for (int i = 0; i < 1000; ++i) drawn.insert(draw_between(random, -1, 3));
  CHECK(drawn == std::set<std::int64_t>{-1, 0, 1, 2, 3});
  CHECK(draw_between(random, 7, 7) == 7);
}

TEST_CASE("only a build for iOS fails for a provisioning profile", "[emitter][unit]") {
  SeededRandom random(1);
  std::set<std::string> android;
  std::set<std::string> ios;
  for (int i = 0; i < 200; ++i) {
    android.insert(draw_build_error(random, BuildPlatform::android));
    ios.insert(draw_build_error(random, BuildPlatform::ios));
  }
  CHECK(android.size() == 2);
  CHECK(ios.size() == 3);
  CHECK(ios.contains("The provisioning profile has expired"));
  CHECK_FALSE(android.contains("The provisioning profile has expired"));
}

}  // namespace hookloop::test
