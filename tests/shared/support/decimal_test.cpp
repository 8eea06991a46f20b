// Numbers compared as they are written.
#include "shared/support/decimal.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace hookloop;

TEST_CASE("Decimals are compared by their value, to the last digit", "[support][unit]") {
  struct Row {
    const char* a;
    const char* b;
    std::strong_ordering order;
  };
  using Order = std::strong_ordering;
  const auto row = GENERATE(
      Row{"1", "1.0", Order::equal}, Row{"10e-1", "1", Order::equal}, Row{"0", "-0.0e5", Order::equal},
      Row{"9007199254740993", "9007199254740992", Order::greater}, Row{"0.1", "0.10000000000000000001", Order::less},
      Row{"-1", "1", Order::less}, Row{"-2", "-1", Order::less}, Row{"2", "10", Order::less},
      Row{"1e3", "999", Order::greater}, Row{"1e-3", "0.001", Order::equal}, Row{"0", "5", Order::less},
      Row{"0", "-5", Order::greater}, Row{"0.05", "0.5", Order::less}, Row{"1E+2", "100", Order::equal});
  CAPTURE(row.a, row.b);
  REQUIRE(compare_decimals(row.a, row.b).has_value());
  CHECK(*compare_decimals(row.a, row.b) == row.order);
  CHECK(*compare_decimals(row.b, row.a) == 0 <=> row.order);
}

TEST_CASE("What JSON would not take as a number is none", "[support][unit]") {
  for (const char* text : {"", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x10", "1 ", "nan", "1e9999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(is_decimal(text));
    CHECK_FALSE(compare_decimals(text, "1").has_value());
  }
}
