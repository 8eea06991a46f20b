// What differs between the heads and the bytes of two requests.
#include "shared/schema/comparison.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace hookloop::test {
namespace {

std::string told(const FieldComparison& comparison) {
  std::string text;
  for (const FieldDifference& difference : comparison.differences) {
    text += fmt::format("{} {}: {} -> {}\n", to_string(difference.kind), difference.name,
                        difference.before.value_or("-"), difference.after.value_or("-"));
  }
  return text;
}

std::string headers(const HeaderList& before, const HeaderList& after) {
  return told(compare_fields(before, after, NameCase::ignored));
}

}  // namespace

TEST_CASE("Headers that are the same in case, order and repeats are the same", "[schema][unit]") {
  const HeaderList list{{"Host", "a"}, {"X-A", "1"}, {"X-A", "2"}, {"X-B", ""}};
  CHECK(compare_fields(list, list, NameCase::ignored).same());
  CHECK(compare_fields({}, {}, NameCase::ignored).same());
}

TEST_CASE("Headers that were added, removed and changed are told with their values", "[schema][unit]") {
  CHECK(headers({{"A", "1"}, {"B", "2"}}, {{"A", "1"}, {"B", "3"}}) == "changed B: 2 -> 3\n");
  CHECK(headers({{"A", "1"}, {"B", "2"}}, {{"B", "2"}}) == "removed A: 1 -> -\n");
  CHECK(headers({{"B", "2"}}, {{"A", "1"}, {"B", "2"}, {"C", "3"}}) == "added A: - -> 1\nadded C: - -> 3\n");
}

TEST_CASE("Repeats of a header are matched in their order", "[schema][unit]") {
  CHECK(headers({{"A", "1"}, {"A", "2"}}, {{"A", "1"}}) == "removed A: 2 -> -\n");
  CHECK(headers({{"A", "1"}, {"A", "2"}}, {{"A", "2"}, {"A", "1"}}) == "changed A: 1 -> 2\nchanged A: 2 -> 1\n");
}

TEST_CASE("A name of a header in another case is told as that", "[schema][unit]") {
  CHECK(headers({{"X-Trace", "1"}}, {{"x-trace", "1"}}) == "name_case X-Trace: X-Trace -> x-trace\n");
  CHECK(told(compare_fields({{"Page", "1"}}, {{"page", "1"}}, NameCase::counts)) ==
        "removed Page: 1 -> -\nadded page: - -> 1\n");
}

TEST_CASE("One header that stands elsewhere is told, and not all those that it passed", "[schema][unit]") {
  CHECK(headers({{"A", "1"}, {"B", "2"}, {"C", "3"}, {"D", "4"}}, {{"D", "4"}, {"A", "1"}, {"B", "2"}, {"C", "3"}}) ==
        "moved D: 4 -> 4\n");
  CHECK(headers({{"A", "1"}, {"B", "2"}}, {{"B", "2"}, {"A", "1"}}).starts_with("moved "));
  CHECK(headers({{"A", "1"}, {"B", "2"}, {"C", "3"}}, {{"A", "1"}, {"C", "3"}}) == "removed B: 2 -> -\n");
}

TEST_CASE("Of many differences the first are told, and the others counted", "[schema][unit]") {
  HeaderList before;
  for (int i = 0; i < 20'000; ++i) before.push_back({fmt::format("X-{}", i), "v"});
  const auto comparison = compare_fields(before, {}, NameCase::ignored);
  CHECK(comparison.differences.size() == kMostFieldDifferences);
  CHECK(comparison.left_out == 20'000 - kMostFieldDifferences);
  CHECK(comparison.differences.front().name == "X-0");
}

TEST_CASE("Bytes are the same, or differ first at a place", "[schema][unit]") {
  CHECK(compare_bytes("", "").same());
  CHECK(compare_bytes("abc", "abc").same());
  CHECK(compare_bytes("abc", "abd").first_difference == 2);
  CHECK(compare_bytes("abc", "ab").first_difference == 2);
  CHECK(compare_bytes("", "x").first_difference == 0);
  CHECK(compare_bytes(std::string("a\0b", 3), std::string("a\0c", 3)).first_difference == 2);
}

TEST_CASE("Bodies are compared as JSON where both are", "[schema][unit]") {
  REQUIRE(compare_json_bodies("{\"a\":1}", "{\"a\": 1}"));
  CHECK(compare_json_bodies("{\"a\":1}", "{\"a\": 1}")->same());
  CHECK_FALSE(compare_json_bodies("{}", "nonsense"));
  CHECK_FALSE(compare_json_bodies("", ""));
  CHECK_FALSE(compare_json_bodies("1", std::string(kLargestComparedJson + 1, ' ')));
}

}  // namespace hookloop::test
