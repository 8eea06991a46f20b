// What a person may note on a capture, and what is said of what may not be.
#include "bin_server/http/mark_input.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

namespace hookloop::test {
namespace {

const Marks kBefore{true, "before", {"a"}};

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("Marks keep what is not told, and null takes away", "[bin_server][unit]") {
  CHECK(parse_mark_input("", kBefore).value() == kBefore);
  CHECK(parse_mark_input("{}", kBefore).value() == kBefore);
  CHECK(parse_mark_input(R"({"pinned": false})", kBefore).value() == Marks{false, "before", {"a"}});
  CHECK(parse_mark_input(R"({"note": "now\n\tthis"})", kBefore).value() == Marks{true, "now\n\tthis", {"a"}});
  CHECK(parse_mark_input(R"({"tags": ["x", "y z"]})", kBefore).value() == Marks{true, "before", {"x", "y z"}});
  CHECK(parse_mark_input(R"({"pinned": null, "note": null, "tags": null})", kBefore).value() == Marks{});
}

TEST_CASE("A note and tags may be as long as is said, and no longer", "[bin_server][unit]") {
  CHECK(parse_mark_input(fmt::format(R"({{"note": "{}"}})", repeated("x", kLongestNote)), {}));
  CHECK(parse_mark_input(fmt::format(R"({{"tags": ["{}"]}})", repeated("日", kLongestTag)), {}));
  CHECK_FALSE(parse_mark_input(fmt::format(R"({{"note": "{}"}})", repeated("x", kLongestNote + 1)), {}));
  CHECK_FALSE(parse_mark_input(fmt::format(R"({{"tags": ["{}"]}})", repeated("日", kLongestTag + 1)), {}));
}

TEST_CASE("A mistake in marks is told with its place and what is allowed", "[bin_server][unit]") {
  struct Row {
    std::string json;
    const char* pointer;
    const char* words;
  };
  std::string many = "\"0\"";
  for (std::size_t i = 1; i <= kMostTags; ++i) many += fmt::format(",\"{}\"", i);
  const auto row = GENERATE_COPY(
      Row{R"({"pined": true})", "/pined", "did you mean pinned?"}, Row{R"({"pinned": 1})", "/pinned", "true or false"},
      Row{R"({"note": 1})", "/note", "text"}, Row{R"({"note": "a\u0007"})", "/note", "control"},
      Row{R"({"note": "\u009b31m"})", "/note", "control"}, Row{R"({"tags": "a"})", "/tags", "list"},
      Row{R"({"tags": ["a", ""]})", "/tags/1", "1 to 50"}, Row{R"({"tags": ["a\nb"]})", "/tags/0", "control"},
      Row{R"({"tags": [" a"]})", "/tags/0", "space"}, Row{R"({"tags": ["a", "b", "a"]})", "/tags/2", "twice"},
      Row{"{\"tags\": [" + many + "]}", "/tags", "at most 20"}, Row{"[1]", "", "object"}, Row{"{", "", "JSON"});
  CAPTURE(row.json);
  const auto marks = parse_mark_input(row.json, kBefore);
  REQUIRE_FALSE(marks);
  CHECK(marks.error().status == 400);
  CHECK(marks.error().pointer == row.pointer);
  CHECK_THAT(marks.error().detail, Catch::Matchers::ContainsSubstring(row.words));
}

}  // namespace hookloop::test
