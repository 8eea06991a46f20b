#include "bin_server/order/sequence_value.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/captures.h"

namespace hookloop::test {

TEST_CASE("A value of a capture is named as in a search", "[bin_server][unit]") {
  CaptureBench bench;
  const auto request = bench.capture("POST /b/mine?n=7&n=8", {"X-Sequence: 12"},
                                     R"({"build":{"number":3,"a/b":"x"},"list":[{"n":5}],"s":"9","none":null})");
  struct Row {
    const char* name;
    std::optional<std::string> value;
  };
  const auto row = GENERATE(Row{"header.x-sequence", "12"}, Row{"query.n", "7"}, Row{"body.build.number", "3"},
                            Row{"body./build/number", "3"}, Row{"body./build/a~1b", "x"}, Row{"body.list.0.n", "5"},
                            Row{"body.s", "9"}, Row{"body.none", "null"}, Row{"body.build", std::nullopt},
                            Row{"body.list.1.n", std::nullopt}, Row{"body.nothing.here", std::nullopt},
                            Row{"header.X-Other", std::nullopt}, Row{"query.N", std::nullopt});
  CAPTURE(row.name);
  const auto value = parse_sequence_value(row.name);
  REQUIRE(value);
  CHECK(read_value(*value, request) == row.value);
}

TEST_CASE("A name of a value that can not be read says how it is written", "[bin_server][unit]") {
  const auto text = GENERATE("", "body", "header.", "boddy.x", "body..x", "body.x..y", "x");
  CAPTURE(text);
  const auto value = parse_sequence_value(text);
  REQUIRE_FALSE(value);
  CHECK(value.error().message.find("body.app.name") != std::string::npos);
}

TEST_CASE("A number of a sequence is whole and fits", "[bin_server][unit]") {
  CHECK(whole_number_of("-12") == -12);
  CHECK(whole_number_of("9223372036854775807") == INT64_MAX);
  CHECK_FALSE(whole_number_of("9223372036854775808"));
  CHECK_FALSE(whole_number_of("1.0"));
  CHECK_FALSE(whole_number_of(""));
  CHECK_FALSE(whole_number_of("12 "));
}

}  // namespace hookloop::test
