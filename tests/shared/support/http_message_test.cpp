#include "shared/support/http_message.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

TEST_CASE("Header lines keep order, case and repeats", "[support][unit]") {
  const HeaderBlock block = parse_header_lines("B: 2\r\na: 1\r\nB:3\r\nEmpty:\r\n\r\nnot: this\r\n");
  CHECK_FALSE(block.fault);
  CHECK(block.oddities.empty());
  CHECK(block.fields == HeaderList{{"B", "2"}, {"a", "1"}, {"B", "3"}, {"Empty", ""}});
}

TEST_CASE("A header value may hold any byte but CR, LF and NUL", "[support][unit]") {
  const HeaderBlock block = parse_header_lines("X: \t a\xff\x01:b \t\r\n");
  REQUIRE(block.fields.size() == 1);
  CHECK(block.fields[0].value == "a\xff\x01:b");
  CHECK(parse_header_lines(std::string_view("X: a\0b\r\n", 8)).fault);
  CHECK(parse_header_lines("X: a\rb\r\n").fault);
}

TEST_CASE("What is odd is understood and named", "[support][unit]") {
  SECTION("bare line feeds") {
    const HeaderBlock block = parse_header_lines("A: 1\nB: 2\n\n");
    CHECK(block.fields.size() == 2);
    CHECK(block.oddities == std::vector<std::string>{"bare line feed"});
  }
  SECTION("folded lines, also of white space alone") {
    const HeaderBlock block = parse_header_lines("A: 1\r\n  2\r\n\t3\r\nB: x\r\n \r\nC:\r\n y\r\n\r\n");
    CHECK(block.fields == HeaderList{{"A", "1 2 3"}, {"B", "x"}, {"C", "y"}});
    CHECK(block.oddities == std::vector<std::string>{"folded header line"});
  }
  SECTION("a last line without its end") { CHECK(parse_header_lines("A: 1\r\nB: 2").fields.size() == 2); }
}

TEST_CASE("A line that can not be understood stops the reading, and what came before is kept", "[support][unit]") {
  for (const std::string line : {"no colon", ": no name", "two words: x", "na\xffme: x", "name : x"}) {
    CAPTURE(line);
    const HeaderBlock block = parse_header_lines("A: 1\r\n" + line + "\r\nB: 2\r\n\r\n");
    CHECK(block.fault);
    CHECK(block.fields == HeaderList{{"A", "1"}});
  }
  CHECK(parse_header_lines(" begins with white space\r\n").fault);
}

TEST_CASE("Names are compared without case, tokens found in lists", "[support][unit]") {
  const HeaderList headers{{"Connection", "keep-alive, Upgrade"}, {"connection", "close"}, {"X", "closed"}};
  CHECK(find_header(headers, "CONNECTION") == "keep-alive, Upgrade");
  CHECK(header_values(headers, "connection").size() == 2);
  CHECK_FALSE(find_header(headers, "Connectio"));
  CHECK(header_lists_token(headers, "connection", "CLOSE"));
  CHECK(header_lists_token(headers, "connection", "upgrade"));
  CHECK_FALSE(header_lists_token(headers, "connection", "keep"));
  CHECK_FALSE(header_lists_token(headers, "x", "close"));
  CHECK_FALSE(same_header_name("\xc3\x84", "\xc3\xa4"));  // only ASCII has case here
}

TEST_CASE("A token is what RFC 9110 says", "[support][unit]") {
  CHECK(is_token("!#$%&'*+-.^_`|~09azAZ"));
  for (const std::string text : {"", " ", "a b", "a:", "a/b", "\x7f", "\xff", "a\t"}) CHECK_FALSE(is_token(text));
  CHECK_FALSE(is_token(std::string_view("\0", 1)));
}

TEST_CASE("The end of a head is found wherever the bytes are split", "[support][unit]") {
  for (const std::string head :
       {"GET / HTTP/1.1\r\nA: 1\r\n\r\n", "GET / HTTP/1.1\n\n", "G\r\n\n", "G\n\r\n", "\r\n\r\n"}) {
    const std::string bytes = head + "body\r\n\r\nmore";
    for (std::size_t first = 0; first <= bytes.size(); ++first) {
      CAPTURE(head, first);
      // What one read brings, and then the next.
      const auto early = head_size(bytes.substr(0, first));
      CHECK(early.has_value() == (first >= head.size()));
      if (!early) CHECK(head_size(bytes, first) == head.size());
    }
    std::size_t seen = 0;
    for (std::size_t size = 0; size < head.size(); ++size) {  // byte by byte
      CHECK_FALSE(head_size(std::string_view(bytes).substr(0, size), seen));
      seen = size;
    }
    CHECK(head_size(head, seen) == head.size());
  }
  CHECK_FALSE(head_size(""));
  CHECK_FALSE(head_size("GET / HTTP/1.1\r\nA: 1\r\n\r"));
}

TEST_CASE("A line is taken without its end", "[support][unit]") {
  std::string_view bytes = "one\r\ntwo\n\r\nrest";
  CHECK(take_line(bytes)->text == "one");
  const auto two = take_line(bytes);
  CHECK(two->text == "two");
  CHECK(two->bare_line_feed);
  CHECK(take_line(bytes)->text.empty());
  CHECK_FALSE(take_line(bytes));
  CHECK(bytes == "rest");
}
