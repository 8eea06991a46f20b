#include "shared/schema/json_text.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

using namespace hookloop;

namespace {

std::string decoded(std::string_view text) {
  const auto json = JsonText::read(text);
  REQUIRE(json);
  return json->decoded(json->root());
}

JsonNumber number(std::string_view text) {
  const auto json = JsonText::read(text);
  REQUIRE(json);
  return json->number(json->root());
}

std::optional<std::int64_t> whole(std::string_view text) {
  const JsonNumber read = number(text);
  return read.fits ? std::optional(read.integer) : std::nullopt;
}

}  // namespace

TEST_CASE("JsonText keeps every value with its place", "[schema][unit]") {
  const std::string text = " {\"a\": [1, {\"b\": null}],\n \"c\": \"d\" } ";
  const auto read = JsonText::read(text);
  REQUIRE(read);
  const JsonText& json = *read;
  CHECK(json.kind(json.root()) == JsonKind::object);
  CHECK(json.offset(json.root()) == 1);
  CHECK(json.size(json.root()) == 2);
  CHECK(json.raw(json.find(json.root(), "a").value()) == "[1, {\"b\": null}]");
  CHECK(json.size(json.find(json.root(), "a").value()) == 2);
  CHECK(json.raw(json.find(json.root(), "c").value()) == "\"d\"");
  CHECK(json.raw(json.elements(json.find(json.root(), "a").value()).at(1)) == "{\"b\": null}");
  CHECK(json.members(json.root()).size() == 2);
  CHECK_FALSE(json.find(json.root(), "b"));
  CHECK_FALSE(json.find(json.find(json.root(), "c").value(), "d"));
  const TextPlace place = place_of(text, json.offset(json.find(json.root(), "c").value()));
  CHECK(place.line == 2);
  CHECK(place.column == 7);
}

TEST_CASE("JsonText finds a key that is written with escapes, and of two the last", "[schema][unit]") {
  const auto json = JsonText::read(R"({"na\u006de": 1, "x": {"y": 2}, "x": {"y": 3}})");
  REQUIRE(json);
  CHECK(json->raw(json->find(json->root(), "name").value()) == "1");
  CHECK(json->raw(json->find(json->root(), std::vector<std::string>{"x", "y"}).value()) == "3");
  CHECK(json->members(json->root()).size() == 3);
}

TEST_CASE("JsonText decodes every escape to UTF-8", "[schema][unit]") {
  CHECK(decoded(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(decoded(R"("\u0041\u00e9\u20AC\uD83D\uDE00!")") == "Aé€😀!");
  CHECK(decoded(R"("a\u0000b")") == std::string("a\0b", 3));
  CHECK(decoded("\"\"").empty());
}

TEST_CASE("A number is exact within 64 bits and clamped beyond", "[schema][unit]") {
  CHECK(whole("0") == 0);
  CHECK(whole("-0") == 0);
  CHECK(whole("7.0") == 7);
  CHECK(whole("70e-1") == 7);
  CHECK(whole("1E2") == 100);
  CHECK(whole("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(whole("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  for (const char* great : {"9223372036854775808", "123456789012345678901234567890", "1e300", "1e999999999"}) {
    CAPTURE(great);
    CHECK(number(great).whole);
    CHECK_FALSE(number(great).fits);
    CHECK(number(great).integer == std::numeric_limits<std::int64_t>::max());
    CHECK(number("-" + std::string(great)).integer == std::numeric_limits<std::int64_t>::min());
  }
  for (const char* fraction : {"7.5", "-0.1", "1e-3", "1e-999999999", "-1E-400"}) {
    CAPTURE(fraction);
    CHECK_FALSE(number(fraction).whole);
    CHECK(number(fraction).real != 0);
  }
}

TEST_CASE("Beyond what a double holds, the place of the digits tells the great from the small", "[schema][unit]") {
  const std::string zeros(400, '0');
  for (const std::string& great :
       {"1" + zeros + ".0", "1" + zeros + "e-1", "1" + zeros + ".5E-3", "0." + zeros + "1e1000", std::string("1e+400"),
        std::string("1e99999999999999999999"), "0.1e" + std::string("999999999999999999999")}) {
    CAPTURE(great);
    for (const std::string sign : {"", "-"}) {
      CHECK(number(sign + great).whole);
      CHECK_FALSE(number(sign + great).fits);
    }
  }
  for (const std::string& small :
       {"0." + zeros + "1e5", "0." + zeros + "1E+5", "0." + zeros + "1", "1" + zeros + "e-1000", std::string("1e-400"),
        std::string("1e-99999999999999999999")}) {
    CAPTURE(small);
    CHECK_FALSE(number(small).whole);
    CHECK(number(small).real > 0);
    CHECK(number("-" + small).real < 0);
  }
  CHECK(whole("0." + zeros + "1e401") == 1);
  CHECK(whole("1" + zeros + "e-400") == 1);
  CHECK(whole("0e99999999999999999999") == 0);
  CHECK(whole("0." + zeros + "e-99999999999999999999") == 0);
}

TEST_CASE("What is not JSON is told with its place and what would have been right", "[schema][unit]") {
  struct Row {
    std::string text;
    std::string expected;
    std::string actual;
    std::uint64_t line;
    std::uint64_t column;
  };
  const std::vector<Row> rows = {
      {"", "a JSON value", "the end of the body", 1, 1},
      {" \n\t", "a JSON value", "the end of the body", 2, 2},
      {"{", "a key in double quotes", "the end of the body", 1, 2},
      {"{a: 1}", "a key in double quotes", "'a'", 1, 2},
      {"{'a': 1}", "a key in double quotes", "'''", 1, 2},
      {"{\"a\" 1}", "a colon behind the key", "'1'", 1, 6},
      {"{\"a\":}", "a JSON value", "'}'", 1, 6},
      {"{\"a\":1,}", "a key in double quotes", "'}'", 1, 8},
      {"{\"a\":1\n\"b\":2}", "a comma or the end of the object", "'\"'", 2, 1},
      {"[1,]", "a JSON value", "']'", 1, 4},
      {"[1 2]", "a comma or the end of the list", "'2'", 1, 4},
      {"[1", "a comma or the end of the list", "the end of the body", 1, 3},
      {"{} x", "nothing behind the JSON value", "'x'", 1, 4},
      {"{}\n{}", "nothing behind the JSON value", "'{'", 2, 1},
      {"// no\n{}", "a JSON value", "'/'", 1, 1},
      {"tru", "true, or another JSON value", "'t'", 1, 1},
      {"nul", "null, or another JSON value", "'n'", 1, 1},
      {"NaN", "a JSON value", "'N'", 1, 1},
      {"+1", "a JSON value", "'+'", 1, 1},
      {"01", "a number without leading zeros", "'1'", 1, 2},
      {"-", "a digit", "the end of the body", 1, 2},
      {"1.", "a digit", "the end of the body", 1, 3},
      {"1e+", "a digit", "the end of the body", 1, 4},
      {".5", "a JSON value", "'.'", 1, 1},
      {"\"abc", "the closing quote of the text", "the end of the body", 1, 5},
      {"\"a\nb\"", "control characters escaped within a text", "the end of the line", 1, 3},
      {std::string("\"a\0b\"", 5), "control characters escaped within a text", "byte 0x00", 1, 3},
      {R"("\x41")", "one of \" \\ / b f n r t u behind a backslash", "'x'", 1, 3},
      {"\"\\", "the rest of the escape", "the end of the body", 1, 3},
      {R"("\u12g4")", "four hexadecimal digits behind \\u", "'1'", 1, 4},
      {R"("\ud800")", "both halves of a surrogate pair", "\\ud800, half of a surrogate pair", 1, 2},
      {R"("\uDC00")", "both halves of a surrogate pair", "\\uDC00, half of a surrogate pair", 1, 2},
      {R"("\ud800\u0041")", "both halves of a surrogate pair", "\\ud800, half of a surrogate pair", 1, 2},
      {"\xef\xbb\xbf{}", "a JSON value", "a byte order mark", 1, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto json = JsonText::read(row.text);
    REQUIRE_FALSE(json);
    CHECK(json.error().rule == "json");
    CHECK(json.error().expected == row.expected);
    CHECK(json.error().actual == row.actual);
    const TextPlace place = place_of(row.text, json.error().offset);
    CHECK(place.line == row.line);
    CHECK(place.column == row.column);
  }
}

TEST_CASE("The first byte that is not UTF-8 is told with its place", "[schema][unit]") {
  for (const std::string bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80"}) {
    const std::string text = "{\"a\":\n \"é" + bad + "\"}";
    const auto json = JsonText::read(text);
    REQUIRE_FALSE(json);
    CHECK(json.error().rule == "utf-8");
    const TextPlace place = place_of(text, json.error().offset);
    CHECK(place.line == 2);
    CHECK(place.column == 5);  // bytes: é is two
  }
}

TEST_CASE("Nesting is read down to its limit and not beyond", "[schema][unit]") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(JsonText::read(nested(kDeepestJson)));
  const auto deeper = JsonText::read(nested(kDeepestJson + 1));
  REQUIRE_FALSE(deeper);
  CHECK(deeper.error().expected == "JSON nested at most 512 deep");
  CHECK(deeper.error().actual == "nested deeper than 512");
  CHECK(deeper.error().offset == kDeepestJson);
  CHECK_FALSE(JsonText::read(std::string(5'000'000, '[')));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK_FALSE(JsonText::read(objects));
}

TEST_CASE("Places asked for in one pass are those asked for one by one", "[schema][unit]") {
  const std::string text = "ab\n\nc\n";
  TextPlaces places(text);
  for (std::size_t offset = 0; offset <= text.size(); ++offset) {
    for (int twice = 0; twice < 2; ++twice) {
      const TextPlace place = places.place_of(offset);
      const TextPlace alone = place_of(text, offset);
      CHECK(place.line == alone.line);
      CHECK(place.column == alone.column);
    }
  }
  CHECK(place_of(text, text.size()).line == 4);
  CHECK(place_of(text, text.size()).column == 1);
  CHECK(place_of(text, 4).line == 3);
}
