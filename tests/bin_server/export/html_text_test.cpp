#include "bin_server/export/html_text.h"

#include <catch2/catch_test_macros.hpp>

namespace hookloop::test {

using namespace std::string_literals;

TEST_CASE("Markup is text, and what has no shape is a mark", "[bin_server][unit]") {
  CHECK(shown_in_html("<b a='1' c=\"2\">&amp;") == "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
  CHECK(shown_in_html("a\0b"s) == "a<i class=\"mark\">^@</i>b");
  CHECK(shown_in_html("\x1b[31m") == "<i class=\"mark\">^[</i>[31m");
  CHECK(shown_in_html("\xe2\x80\xae") == "<i class=\"mark\">U+202E</i>");
  CHECK(shown_in_html("\xc3\xa9") == "\xc3\xa9");
  CHECK(shown_in_html("caf\xe9!") == "caf<i class=\"mark\">\\xE9</i>!");
  CHECK(shown_in_html("\xc3\xa9\x80\x80") == "\xc3\xa9<i class=\"mark\">\\x80</i><i class=\"mark\">\\x80</i>");
  CHECK(shown_in_html("a\n\tb") == "a<i class=\"mark\">^J</i><i class=\"mark\">^I</i>b");
  CHECK(shown_in_html("a\n\tb", TextLines::many) == "a\n\tb");
}

TEST_CASE("Bytes are shown sixteen a line", "[bin_server][unit]") {
  CHECK(hex_lines("") == "");
  CHECK(hex_lines("0123456789abcdef\xff\n") ==
        "00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n"
        "00000010  ff 0a                                            ..\n");
}

TEST_CASE("JSON is laid out, and its tokens stay as they are", "[bin_server][unit]") {
  CHECK(laid_out_json(R"({"a":[1.0,{}],"b":"x,{\"y\\\":[","c": [ ] ,"d":null})") ==
        "{\n  \"a\": [\n    1.0,\n    {}\n  ],\n  \"b\": \"x,{\\\"y\\\\\\\":[\",\n  \"c\": [],\n  \"d\": null\n}");
}

}  // namespace hookloop::test
