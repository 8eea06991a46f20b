#include "shared/support/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>

#include "shared/support/random.h"
#include "shared/support/utf8.h"

using namespace hookloop;

namespace {

constexpr const char* kReplacement = "\xef\xbf\xbd";

}  // namespace

TEST_CASE("What could steer a terminal is replaced", "[support][unit]") {
  for (const std::string control :
       {"\x1b", "\x07", "\r", "\b", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xff"}) {
    CHECK(printable("a" + control + "b", true) == std::string("a") + kReplacement + "b");
  }
  CHECK(printable(std::string_view("\0", 1)) == kReplacement);
}

TEST_CASE("Text of any language stays as it is", "[support][unit]") {
  const std::string text = "Zürich, 東京, עברית, 😀 \xc2\xa0.";
  CHECK(printable(text) == text);
}

TEST_CASE("Tabs and line ends are kept only where lines are wanted", "[support][unit]") {
  CHECK(printable("a\n\tb", true) == "a\n\tb");
  CHECK(printable("a\nb").find('\n') == std::string::npos);
  CHECK(printable("a\tb").find('\t') == std::string::npos);
}

TEST_CASE("Any bytes become printable UTF-8", "[support][fuzz]") {
  SeededRandom random(11);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes;
    for (auto i = random.next() % 40; i > 0; --i) bytes += static_cast<char>(random.next());
    const std::string shown = printable(bytes);
    CHECK(is_utf8(shown));
    CHECK(shown.find_first_of("\x1b\n\r\x7f") == std::string::npos);
    CHECK(printable(shown) == shown);
  }
}

TEST_CASE("Colours are given only where they are wanted", "[support][unit]") {
  CHECK(Style(true).red("no") == "\x1b[31mno\x1b[0m");
  CHECK(Style(false).red("no") == "no");
  CHECK_FALSE(is_terminal(-1));
  CHECK_FALSE(wants_colour(-1));
  CHECK(terminal_width(-1) == 80);
}

TEST_CASE("A dumb terminal takes no escapes", "[support][unit]") {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(is_terminal(terminal));
  setenv("TERM", "dumb", 1);
  CHECK_FALSE(takes_escapes(terminal));
  CHECK_FALSE(wants_colour(terminal));
  setenv("TERM", "xterm", 1);
  CHECK(takes_escapes(terminal));
  close(terminal);
}

TEST_CASE("A pipe tells that nobody reads from it any more", "[support][unit]") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  CHECK_FALSE(reader_has_gone(ends[1]));
  close(ends[0]);
  CHECK(reader_has_gone(ends[1]));
  close(ends[1]);
  CHECK_FALSE(reader_has_gone(-1));
}

TEST_CASE("Text is broken between words, and never inside one", "[support][unit]") {
  CHECK(wrapped("one two three four", 9) == "one two\nthree\nfour");
  CHECK(wrapped("one two three four", 9, 2) == "  one two\n  three\n  four");
  CHECK(wrapped("  one \n two  ", 80) == "one two");
  CHECK(wrapped("ümläut öß", 9) == "ümläut öß");
  CHECK(wrapped("a incomprehensibilities b", 5) == "a\nincomprehensibilities\nb");
  CHECK(wrapped("", 80, 4).empty());
}
