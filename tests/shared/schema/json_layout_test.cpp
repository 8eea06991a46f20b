#include "shared/schema/json_layout.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;
using Spacing = JsonLayout::Spacing;
using Escapes = JsonLayout::Escapes;

namespace {

std::string written(std::string_view text, const JsonLayout& layout) {
  const auto json = JsonText::read(text);
  REQUIRE(json);
  return write_json(*json, layout).value();
}

}  // namespace

TEST_CASE("JSON is written in each layout as its language's library writes it", "[schema][unit]") {
  const std::string text = R"({ "b" : [1,{}, [] ], "a" : {"x" : null } })";
  CHECK(written(text, {}) == R"({"b":[1,{},[]],"a":{"x":null}})");
  CHECK(written(text, {Spacing::spaced}) == R"({"b": [1, {}, []], "a": {"x": null}})");
  CHECK(written(text, {.sorted_keys = true}) == R"({"a":{"x":null},"b":[1,{},[]]})");
  CHECK(written(text, {Spacing::indented_by_two}) ==
        "{\n  \"b\": [\n    1,\n    {},\n    []\n  ],\n  \"a\": {\n    \"x\": null\n  }\n}");
  CHECK(written("[true]", {Spacing::indented_by_four}) == "[\n    true\n]");
}

TEST_CASE("Numbers are written exactly as they came", "[schema][unit]") {
  const std::string text = "[0,-0,1.0,1.10,1e5,1E+05,12345678901234567890123,0.1000000000000000055511151231257827]";
  CHECK(written(text, {}) == text);
}

TEST_CASE("Texts are escaped by the habits of each library", "[schema][unit]") {
  const std::string text = "\"\\u0041/é😀<&>\\u2028\\u007f\\n\\u0001\\\"\\\\\"";
  CHECK(written(text, {}) == "\"A/é😀<&>\xe2\x80\xa8\x7f\\n\\u0001\\\"\\\\\"");
  CHECK(written(text, {.escapes = Escapes::ascii}) ==
        R"("A/\u00e9\ud83d\ude00<&>\u2028\u007f\n\u0001\"\\")");
  CHECK(written(text, {.escapes = Escapes::ascii_php}).starts_with(R"("A\/\u00e9)"));
  CHECK(written(text, {.escapes = Escapes::html}) == "\"A/é😀\\u003c\\u0026\\u003e\\u2028\x7f\\n\\u0001\\\"\\\\\"");
}

TEST_CASE("Equal keys keep their order when keys are sorted", "[schema][unit]") {
  CHECK(written(R"({"b":1,"a":2,"b":3,"a":4})", {.sorted_keys = true}) == R"({"a":2,"a":4,"b":1,"b":3})");
}

TEST_CASE("A text that indenting would blow up is not written", "[schema][unit]") {
  std::string text = std::string(500, '[') + "1";
  for (int i = 0; i < 2'000; ++i) text += ",1";
  text += std::string(500, ']');
  const auto json = JsonText::read(text);
  REQUIRE(json);
  CHECK(write_json(*json, {}) == text);
  CHECK_FALSE(write_json(*json, {Spacing::indented_by_four}));
}
