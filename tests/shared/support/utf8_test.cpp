#include "shared/support/utf8.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

TEST_CASE("Every form of RFC 3629 is valid, at both its ends", "[support][unit]") {
  for (const std::string text : {"", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                                 "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(is_utf8(text));
    CHECK(to_shown_utf8(text) == text);
    CHECK_FALSE(first_not_utf8(text));
  }
  CHECK(is_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("Overlong forms, surrogates, pieces and what is beyond Unicode are not valid", "[support][unit]") {
  for (const std::string text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe1\x80", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    CHECK_FALSE(is_utf8(text));
    CHECK(is_utf8(to_shown_utf8(text)));
    CHECK(first_not_utf8("ab" + text) == 2U);
  }
}

TEST_CASE("Each byte that is no text is shown as one replacement character", "[support][unit]") {
  CHECK(to_shown_utf8("a\xff\xfe"
                      "b") ==
        "a\xef\xbf\xbd\xef\xbf\xbd"
        "b");
  CHECK(to_shown_utf8("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("A text is cut in front of any byte but one that goes on with a character", "[support][unit]") {
  const std::string text = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
  std::string places;
  for (const char byte : text) places += continues_character(byte) ? '-' : '|';
  CHECK(places == "||-|--|---");
}
