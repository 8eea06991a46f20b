#include "shared/http_client/url.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace hookloop;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("A URL is taken apart, and its path and query stay as written", "[http_client][unit]") {
  struct Row {
    const char* text;
    Url url;
    const char* host_header;
  };
  const auto row = GENERATE(values<Row>({
      {"http://localhost:3000/hook", {false, "localhost", 3000, "/hook"}, "localhost:3000"},
      {"http://localhost", {false, "localhost", 80, "/"}, "localhost"},
      {"HTTPS://Example.COM:443/A%2fb/../c", {true, "example.com", 443, "/A%2fb/../c"}, "example.com"},
      {"https://example.com:80/", {true, "example.com", 80, "/"}, "example.com:80"},
      {"http://example.com?x=/y&&z", {false, "example.com", 80, "/?x=/y&&z"}, "example.com"},
      {"http://[::1]:8080/b/x", {false, "::1", 8080, "/b/x"}, "[::1]:8080"},
      {"http://[2001:DB8::1]/", {false, "2001:db8::1", 80, "/"}, "[2001:db8::1]"},
      {"http://host:/p", {false, "host", 80, "/p"}, "host"},
  }));
  CAPTURE(row.text);
  const auto url = parse_url(row.text);
  REQUIRE(url);
  CHECK(*url == row.url);
  CHECK(host_header(*url) == row.host_header);
  CHECK(*parse_url(to_string(*url)) == *url);
}

TEST_CASE("A URL that can not be sent to is refused with what to do instead", "[http_client][unit]") {
  struct Row {
    const char* text;
    const char* sentence;
  };
  const auto row = GENERATE(values<Row>({
      {"", "looks like http://localhost:3000/hook"},
      {"localhost:3000/hook", "did you mean http://localhost:3000/hook?"},
      {"http:/x", "'http:/x' is no whole URL; did you mean http://x?"},
      {"HTTPS:host:3000", "did you mean https://host:3000?"},
      {"//x/y", "did you mean http://x/y?"},
      {"://x/y", "did you mean http://x/y?"},
      {"/hook", "looks like http://localhost:3000/hook"},
      {"http:", "looks like http://localhost:3000/hook"},
      {"//", "looks like http://localhost:3000/hook"},
      {" http://host/", "begins with http:// or https://"},
      {"http://m\xc3\xbcnchen.de/",
       "'m\xc3\xbcnchen.de' is no host name; a name with other letters is written in its xn--"},
      {"http://my host/", "'my host' is no host name; one is made of letters, digits, dots and hyphens"},
      {"http://host\x1b/", "'host\xef\xbf\xbd' is no host name"},
      {"ftp://host/", "http:// or https://"},
      {"http://me:secret@host/", "--login and --password"},
      {"http:///path", "has no host"},
      {"http://host/#top", "fragment"},
      {"http://host/a b", "%20"},
      {"http://host/\r\nX: y", "%0D"},
      {"http://host/\xc3\xa9", "%C3"},
      {"http://host:0/", "from 1 to 65535"},
      {"http://host:65536/", "from 1 to 65535"},
      {"http://host:80x/", "from 1 to 65535"},
      {"http://ho$t/", "no host name"},
      {"http://[::1/", "bracket"},
      {"http://[::g]/", "no IPv6 address"},
      {"http://[::1]x/", "only a port"},
  }));
  CAPTURE(row.text);
  const auto url = parse_url(row.text);
  REQUIRE_FALSE(url);
  CHECK_THAT(url.error().message, ContainsSubstring(row.sentence));
}

TEST_CASE("A refused URL's password is not in the sentence", "[http_client][unit]") {
  for (const char* text : {"http://me:hunter2@host/", "me:hunter2@host/", "http:/me:hunter2@host/"}) {
    CHECK_THAT(parse_url(text).error().message, !ContainsSubstring("hunter2"));
  }
}
