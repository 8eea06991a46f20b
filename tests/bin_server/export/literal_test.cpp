#include "bin_server/export/literal.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <sstream>

#include "bin_server/export/plain_text.h"

namespace hookloop::test {
namespace {

using namespace std::string_literals;

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

}  // namespace

TEST_CASE("Text is plain when nothing in it is hidden", "[bin_server][unit]") {
  for (const char* text : {"", "abc", "~!@#$%^&*()'\"\\`",
                           "Gr\xc3\xb6\xc3\x9f"
                           "e",
                           "\xe2\x82\xac", "\xf0\x9f\x8e\xa3"}) {
    CAPTURE(text);
    CHECK(is_plain_text(text));
  }
  for (const std::string& text :
       {"\t"s, "\n"s, "\r"s, "\0"s, "\x1b[31m"s, "\x7f"s, "\xff"s, "\xc3"s, "\xc2\x85"s, "\xc2\xa0"s, "\xe2\x80\x8b"s,
        "\xe2\x80\xae"s, "\xe2\x81\xa6"s, "\xef\xbb\xbf"s, "\xed\xa0\x80"s, "\xf3\xa0\x80\xa0"s, "\xe2\x80\xa8"s}) {
    CHECK_FALSE(is_plain_text(text));
  }
  CHECK(is_plain_text("a\nb", LineFeeds::allowed));
  CHECK_FALSE(is_plain_text("a\tb", LineFeeds::allowed));
  CHECK_FALSE(is_plain_ascii("\xc3\xb6"));
}

TEST_CASE("A shell word is in quotes where it is plain, and printed where it is not", "[bin_server][unit]") {
  CHECK(shell_word("") == "''");
  CHECK(shell_word("$(id) `id` \\ \" !") == "'$(id) `id` \\ \" !'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("caf\xe9 100% it's \\") == R"x("$(printf 'caf\351 100%% it\047s \\')")x");
  CHECK(shell_word("-\x01") == R"x("$(printf '\055\001')")x");
}

TEST_CASE("Bytes are printed with octal escapes of three digits", "[bin_server][unit]") {
  CHECK(shell_printf("a\0001"s) == "printf 'a\\0001'\n");
  CHECK(shell_printf("-n\n-x") == "printf '\\055n\\n'\nprintf '\\055x'\n");
  CHECK(shell_printf("%s\\'\"$`") == "printf '%%s\\\\\\047\"$`'\n");
  CHECK(shell_printf("") == "");
}

TEST_CASE("No line of a literal is longer than a terminal takes", "[bin_server][unit]") {
  const Layout layout{" +", "  "};
  for (const std::string& bytes : {std::string(5'000, 'x'), std::string(5'000, '\xff'), std::string(5'000, '\'')}) {
    CHECK(longest_line(shell_word(bytes)) <= kLongestLine);
    CHECK(longest_line(shell_printf(bytes)) <= kLongestLine);
    CHECK(longest_line(python_bytes(bytes, layout)) <= kLongestLine);
    CHECK(longest_line(go_string(bytes, layout)) <= kLongestLine);
  }
}

TEST_CASE("A character of UTF-8 is not cut in two", "[bin_server][unit]") {
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += "\xe2\x82\xac";
  std::istringstream lines(go_string(text, {" +", "  "}));
  for (std::string line; std::getline(lines, line);) CHECK(is_plain_text(line));
  std::istringstream words(shell_quoted(text));
  for (std::string line; std::getline(words, line);) CHECK(is_plain_text(line));
}

TEST_CASE("Each language escapes what it would read otherwise", "[bin_server][unit]") {
  const std::string hostile = "\"\\\n\r\t\0\x7f$#{x}\xff"s;
  CHECK(python_bytes(hostile) == R"(b"\"\\\n\r\t\x00\x7f$#{x}\xff")");
  CHECK(go_string(hostile) == R"("\"\\\n\r\t\x00\x7f$#{x}\xff")");
  CHECK(php_string(hostile) == R"("\"\\\n\r\t\x00\x7f\$#{x}\xff")");
  CHECK(ruby_string(hostile) == R"("\"\\\n\r\t\x00\x7f$\#{x}\xff")");
  CHECK(javascript_latin1(hostile) == R"("\"\\\n\r\t\x00\x7f$#{x}\xff")");
  CHECK(java_string("a\"\\u0041\n") == R"("a\"\\u0041\n")");
  CHECK(powershell_string("it's $x") == "'it''s $x'");
  CHECK(go_string("Gr\xc3\xb6\xc3\x9f") == "\"Gr\xc3\xb6\xc3\x9f\"");
  CHECK(python_bytes("\xc3\xb6") == R"(b"\xc3\xb6")");
}

}  // namespace hookloop::test
