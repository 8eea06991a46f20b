#include "bin_server/model/request_head.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "bin_server/model/bin.h"

namespace hookloop::test {

TEST_CASE("A request head keeps order, case and repeats of its headers", "[bin_server][unit]") {
  const auto head = parse_request_head("POST /b/x?q=1 HTTP/1.1\r\nhost: a\r\nX-B:  two \r\nx-b:\r\nX-B: \xff\r\n\r\n");
  CHECK_FALSE(head.fault.has_value());
  CHECK(head.method == "POST");
  CHECK(head.target == "/b/x?q=1");
  CHECK(head.minor_version == 1);
  CHECK(head.headers == HeaderList{{"host", "a"}, {"X-B", "two"}, {"x-b", ""}, {"X-B", "\xff"}});
  CHECK(head.oddities.empty());
}

TEST_CASE("A request head says what is odd about it", "[bin_server][unit]") {
  struct Row {
    std::string head;
    std::string oddity;
  };
  const auto row = GENERATE(values<Row>({
      {"GET /b/a b HTTP/1.1\r\nHost: h\r\n\r\n", "space in the target"},
      {"GET /b/a HTTP/1.1\nHost: h\n\n", "bare line feed"},
      {"GET /b/a HTTP/1.1\r\nHost: h\r\n g\r\n\r\n", "folded header line"},
      {"GET /b/a HTTP/1.1\r\n\r\n", "no Host header"},
      {"GET /b/a HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "more than one Host header"},
  }));
  const auto head = parse_request_head(row.head);
  CHECK_FALSE(head.fault.has_value());
  CHECK(head.oddities == std::vector<std::string>{row.oddity});
}

TEST_CASE("A capture address is found in every form of target", "[bin_server][unit]") {
  struct Row {
    std::string target;
    std::string bin;
  };
  const auto row = GENERATE(values<Row>({
      {"/b/mine", "mine"},
      {"/b/mine/", "mine"},
      {"/b/mine/any/path?x=/b/other", "mine"},
      {"/b/mine?x=1", "mine"},
      {"/b/mine#part", "mine"},
      {"http://host:80/b/mine", "mine"},
      {"HTTP://host/b/mine/x", "mine"},
      {"/b/", ""},
      {"/b/a b", "a b"},
      {"/b/%41", "%41"},
  }));
  const auto address = find_capture_address(row.target);
  REQUIRE(address);
  CHECK(address->bin_id == row.bin);
}

TEST_CASE("What is no capture address is not taken for one", "[bin_server][unit]") {
  const auto target = GENERATE(values<std::string>({"/", "*", "/b", "/bins/x", "/api/v1/bins", "host:443",
                                                    "http://host", "http://host?/b/x", "/x/b/y", "//b/x", ""}));
  CHECK_FALSE(find_capture_address(target).has_value());
}

TEST_CASE("The bin of a broken request is guessed only from a whole id", "[bin_server][unit]") {
  CHECK(guess_bin_id("POST /b/mine HTT") == "mine");
  CHECK(guess_bin_id("rubbish /b/mine\r\n") == "mine");
  CHECK(guess_bin_id("POST /b/mine/x") == "mine");
  CHECK(guess_bin_id("/b/! /b/mine ") == "mine");
  CHECK_FALSE(guess_bin_id("POST /b/min").has_value());
  CHECK_FALSE(guess_bin_id("POST / HTTP/1.1\r\nX: /b/mine \r\n").has_value());
  CHECK_FALSE(guess_bin_id("").has_value());
}

TEST_CASE("A query ends at the fragment and does not begin in it", "[bin_server][unit]") {
  CHECK(target_query("/b/z?x=1#f") == "x=1");
  CHECK_FALSE(target_query("/b/z#f?x=1").has_value());
}

TEST_CASE("A query is decoded in order, with repeats and bytes that are no text", "[bin_server][unit]") {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(parse_query("a=1&b=two+words&a=%2F&c&=d&&e=%FF%0") ==
        Pairs{{"a", "1"}, {"b", "two words"}, {"a", "/"}, {"c", ""}, {"", "d"}, {"e", "\xff%0"}});
  CHECK(parse_query("").empty());
}

TEST_CASE("A bin's id is 1 to 64 letters, digits, underscores and dashes", "[bin_server][unit]") {
  CHECK(is_bin_id("a"));
  CHECK(is_bin_id("Az09_-"));
  CHECK(is_bin_id(std::string(64, 'x')));
  CHECK_FALSE(is_bin_id(""));
  CHECK_FALSE(is_bin_id(std::string(65, 'x')));
  for (const char* bad : {"a b", "a/b", "a.b", "\xc3\xa4", "a%41", "a\n"}) CHECK_FALSE(is_bin_id(bad));
}

TEST_CASE("Framing names what makes a connection untrustworthy", "[bin_server][unit]") {
  const auto both = find_body_framing(
      parse_request_head("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"));
  CHECK(both.kind == BodyFraming::Kind::chunked);
  CHECK(both.must_close);
  CHECK(both.oddities == std::vector<std::string>{"both Transfer-Encoding and Content-Length"});
  const auto twice =
      find_body_framing(parse_request_head("POST / HTTP/1.1\r\nTransfer-Encoding: chunked, Chunked\r\n\r\n"));
  CHECK(twice.oddities == std::vector<std::string>{"chunked is named twice"});
  const auto old = find_body_framing(parse_request_head("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"));
  CHECK(old.must_close);
}

}  // namespace hookloop::test
