// What differs between two JSON texts, by its pointer.
#include "shared/schema/json_comparison.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <string>
#include <vector>

namespace hookloop::test {
namespace {

JsonComparison compare(const std::string& before, const std::string& after) {
  const auto one = JsonText::read(before);
  const auto other = JsonText::read(after);
  REQUIRE(one);
  REQUIRE(other);
  return compare_json(*one, *other);
}

// "changed /a: 1 -> 2", a line each.
std::string told(const JsonComparison& comparison) {
  std::string text;
  for (const JsonDifference& difference : comparison.differences) {
    text += fmt::format("{} {}: {} -> {}\n", to_string(difference.kind), difference.pointer,
                        difference.before.value_or("-"), difference.after.value_or("-"));
  }
  return text;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("JSON that is only laid out otherwise is the same", "[schema][unit]") {
  struct Row {
    const char* before;
    const char* after;
  };
  const auto row = GENERATE(Row{R"({"a":1,"b":[true,null]})", "{ \"b\" : [ true , null ],\n \"a\" : 1 }"},
                            Row{R"("\u00e9\/")", "\"é/\""}, Row{R"({"k\u0041":{}})", R"({"kA":{}})"}, Row{"[]", "[ ]"},
                            Row{R"({"a":1,"a":2})", R"({"a":1, "a":2})"});
  CAPTURE(row.before, row.after);
  CHECK(told(compare(row.before, row.after)).empty());
}

TEST_CASE("What differs in JSON is named by its pointer, with both values", "[schema][unit]") {
  struct Row {
    const char* before;
    const char* after;
    const char* told;
  };
  const auto row = GENERATE(
      Row{R"({"app":{"name":"x"}})", R"({"app":{"name":"y"}})", "changed /app/name: \"x\" -> \"y\"\n"},
      Row{R"({"a":1})", R"({"a":1,"b":{"c":2}})", "added /b: - -> {\"c\":2}\n"},
      Row{R"({"a":1,"b":2})", R"({"b":2})", "removed /a: 1 -> -\n"}, Row{"1", "1.0", "changed : 1 -> 1.0\n"},
      Row{"{}", "[]", "changed : {} -> []\n"}, Row{R"({"a":null})", R"({"a":false})", "changed /a: null -> false\n"},
      Row{R"({"a/b":{"~":1}})", R"({"a/b":{"~":2}})", "changed /a~1b/~0: 1 -> 2\n"},
      Row{R"({"b":1,"a":2})", R"({"a":3,"b":4,"c":5})", "changed /b: 1 -> 4\nchanged /a: 2 -> 3\nadded /c: - -> 5\n"},
      Row{R"({"a":1,"a":2})", R"({"a":1,"a":3})", "changed /a: 2 -> 3\n"},
      Row{R"({"a":1})", R"({"a":1,"a":1})", "added /a: - -> 1\n"});
  CAPTURE(row.before, row.after);
  CHECK(told(compare(row.before, row.after)) == row.told);
}

TEST_CASE("One element that was put into a list, or taken out, is one difference", "[schema][unit]") {
  CHECK(told(compare("[1,2,3]", "[0,1,2,3]")) == "added /0: - -> 0\n");
  CHECK(told(compare("[1,2,3]", "[1,3]")) == "removed /1: 2 -> -\n");
  CHECK(told(compare("[1,2,3]", "[1,2,3,4]")) == "added /3: - -> 4\n");
  CHECK(told(compare("[{\"a\":1},2]", "[{\"a\":2},2]")) == "changed /0/a: 1 -> 2\n");
  CHECK(told(compare("[1,1]", "[1]")) == "removed /1: 1 -> -\n");
}

TEST_CASE("Of a thousand differences the first are told, and the others counted", "[schema][unit]") {
  std::string before = "[0";
  std::string after = "[1";
  for (int i = 1; i < 1'000; ++i) {
    before += ",0";
    after += ",1";
  }
  const auto comparison = compare(before + "]", after + "]");
  CHECK(comparison.differences.size() == kMostJsonDifferences);
  CHECK(comparison.left_out == 1'000 - kMostJsonDifferences);
  CHECK(comparison.differences.front().pointer == "/0");
}

TEST_CASE("Long values and pointers are cut, and not in the middle of a character", "[schema][unit]") {
  const std::string key = repeated("é", 5'000);
  const auto comparison = compare("{\"" + key + "\": \"x" + key + "\"}", "{\"" + key + "\": 1}");
  REQUIRE(comparison.differences.size() == 1);
  const JsonDifference& difference = comparison.differences.front();
  CHECK(difference.pointer.size() < 1'100);
  CHECK(difference.pointer.starts_with("/éé"));
  CHECK(difference.pointer.find("…é") != std::string::npos);
  CHECK(difference.before->size() < 210);
  CHECK(difference.before->ends_with("é…"));
}

TEST_CASE("Comparing takes time that grows with the texts, however deep they are and however alike", "[schema][unit]") {
  const std::size_t depth = 500;
  const std::string filler = "[" + repeated("1,", 200) + "1]";
  const std::string open = repeated("[" + filler + ",", depth);
  const std::string close = repeated("," + filler + "]", depth);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(compare(open + "1" + close, open + "2" + close).differences.size() == 1);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

}  // namespace hookloop::test
