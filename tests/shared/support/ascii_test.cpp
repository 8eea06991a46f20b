#include "shared/support/ascii.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

TEST_CASE("Each byte is a digit, a letter or neither", "[support][unit]") {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    CAPTURE(byte);
    CHECK(is_digit(c) == (byte >= '0' && byte <= '9'));
    const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    CHECK(is_letter_or_digit(c) == (is_letter || is_digit(c)));
    CHECK((to_lower(c) != c) == is_upper(c));
    CHECK((to_upper(c) != c) == is_lower(c));
  }
}

TEST_CASE("Words are compared without their case, and bytes beyond ASCII as they are", "[support][unit]") {
  CHECK(same_but_for_case("Content-Type", "content-tYPE"));
  CHECK_FALSE(same_but_for_case("a", "ab"));
  CHECK_FALSE(same_but_for_case("\xc3\x84", "\xc3\xa4"));
  CHECK_FALSE(same_but_for_case("@[", "`{"));  // 32 apart, as the letters between them are
  CHECK(to_lower(std::string_view("ABC-Z\xc3\x84")) == "abc-z\xc3\x84");
}

TEST_CASE("A hexadecimal digit has its value in either case", "[support][unit]") {
  CHECK(hex_digit('0') == 0u);
  CHECK(hex_digit('9') == 9u);
  CHECK(hex_digit('a') == 10u);
  CHECK(hex_digit('F') == 15u);
  for (const char c : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\xff'}) CHECK_FALSE(hex_digit(c).has_value());
}
