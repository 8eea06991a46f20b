// Numbers compared as they are written.
#include "shared/support/decimal.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <vector>

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

TEST_CASE("Keys of numbers stand in the order of the numbers", "[support][unit]") {
  // Each is less than the next one.
  const std::vector<std::string> rising{"-1e99999",
                                        "-1e3000",
                                        "-12345678901234567",
                                        "-12345678901234566",
                                        "-1234567890123456",
                                        "-999",
                                        "-998.5",
                                        "-10",
                                        "-9",
                                        "-0.1",
                                        "-1e-2000",
                                        "-1e-5000",
                                        "0",
                                        "1e-5000",
                                        "1e-2000",
                                        "0.099",
                                        "0.1",
                                        "0.10000000000000001",
                                        "1",
                                        "1.5",
                                        "9",
                                        "10",
                                        "99",
                                        "100",
                                        "9007199254740992",
                                        "9007199254740993",
                                        "1e300",
                                        "1.0000001e300",
                                        "1e3000",
                                        "1e99999"};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    for (std::size_t k = i + 1; k < rising.size(); ++k) {
      CAPTURE(rising[i], rising[k]);
      const auto less = *decimal_key(rising[i]);
      const auto greater = *decimal_key(rising[k]);
      CHECK(less.key <= greater.key);
      if (less.is_exact || greater.is_exact) CHECK(less.key < greater.key);
    }
  }
}

TEST_CASE("Numbers that are equal have the same key, however they are written", "[support][unit]") {
  CHECK(decimal_key("12.50")->key == decimal_key("1250e-2")->key);
  CHECK(decimal_key("-0.0")->key == decimal_key("0")->key);
  CHECK(decimal_key("7")->is_exact);
  CHECK(decimal_key("123456789012345000")->is_exact);
  CHECK_FALSE(decimal_key("1234567890123456")->is_exact);
  CHECK_FALSE(decimal_key("1e5000")->is_exact);
  CHECK_FALSE(decimal_key("5 apples").has_value());
}
