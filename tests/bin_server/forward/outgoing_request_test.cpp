#include "bin_server/forward/outgoing_request.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bin_server/forward/target_url.h"

namespace hookloop::test {
namespace {

using namespace std::string_literals;
using Catch::Matchers::ContainsSubstring;

CapturedRequest captured(std::string head, std::string body = "") {
  CapturedRequest request;
  request.head = std::move(head);
  request.body_wire_bytes = body.size();
  request.body = std::move(body);
  return request;
}

Url url(const std::string& text) { return parse_target(text).value(); }

std::string sent(const CapturedRequest& request, const OutgoingOptions& options = {},
                 const std::string& target = "http://localhost:3000/hook") {
  const auto outgoing = make_outgoing_request(request, url(target), options);
  REQUIRE(outgoing);
  return outgoing->head + outgoing->body;
}

std::string target_of(const std::string& captured_target, const std::string& target, bool append_path = true) {
  const auto outgoing = make_outgoing_request(captured("GET " + captured_target + " HTTP/1.1\r\nHost: h\r\n\r\n"),
                                              url(target), {.append_path = append_path});
  REQUIRE(outgoing);
  CHECK(outgoing->head.starts_with("GET " + outgoing->url.target + " HTTP/1.1\r\n"));
  return outgoing->url.target;
}

}  // namespace

TEST_CASE("A capture's path and query go behind those of the target", "[bin_server][unit]") {
  struct Row {
    const char* captured;
    const char* target;
    const char* sent;
  };
  const auto row = GENERATE(values<Row>({
      {"/b/demo", "http://h", "/"},
      {"/b/demo/", "http://h", "/"},
      {"/b/demo", "http://h/hook", "/hook"},
      {"/b/demo", "http://h/hook/", "/hook/"},
      {"/b/demo/", "http://h/hook", "/hook/"},
      {"/b/demo/orders", "http://h", "/orders"},
      {"/b/demo/orders", "http://h/hook", "/hook/orders"},
      {"/b/demo/orders/", "http://h/hook/", "/hook/orders/"},
      {"/b/demo//orders", "http://h/hook", "/hook//orders"},
      {"/b/demo?x=1", "http://h/hook", "/hook?x=1"},
      {"/b/demo/a?x=1&x=2", "http://h/hook?k=2", "/hook/a?k=2&x=1&x=2"},
      {"/b/demo?", "http://h/hook", "/hook?"},
      {"/b/demo?", "http://h/hook?k", "/hook?k"},
      {"/b/demo?x", "http://h/hook?", "/hook?x"},
      {"/b/demo?a?b", "http://h/", "/?a?b"},
      {"/b/demo/%2F%zz\xff", "http://h/%41", "/%41/%2F%zz\xff"},
      {"http://other.test/b/demo/a?x", "http://h/hook", "/hook/a?x"},
      {"/b/demo/a#x", "http://h/hook", "/hook/a"},
      {"/elsewhere/a?x", "http://h/hook", "/hook/elsewhere/a?x"},
      {"*", "http://h/hook", "/hook"},
  }));
  CAPTURE(row.captured, row.target);
  CHECK(target_of(row.captured, row.target) == row.sent);
  CHECK(target_of(row.captured, "http://h/alone?k", /*append_path=*/false) == "/alone?k");
}

TEST_CASE("A path that would climb out of the target's is not sent on", "[bin_server][unit]") {
  const std::string path = GENERATE("/..", "/../admin", "/a/../../b", "/%2e%2E/admin", "/.%2e", "/..%2fadmin",
                                    "/..\\admin", "/%2e%2e%5cadmin");
  CAPTURE(path);
  const CapturedRequest request = captured("GET /b/demo" + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto outgoing = make_outgoing_request(request, url("http://h/hook"), {});
  REQUIRE_FALSE(outgoing);
  CHECK_THAT(outgoing.error().message, ContainsSubstring("'..'"));
  CHECK(make_outgoing_request(request, url("http://h/hook"), {.append_path = false}));
}

TEST_CASE("What is no dot segment does not hinder", "[bin_server][unit]") {
  CHECK(target_of("/b/demo/...", "http://h/") == "/...");
  CHECK(target_of("/b/demo/a..b/.hidden", "http://h/") == "/a..b/.hidden");
  CHECK(target_of("/b/demo?../..", "http://h/") == "/?../..");
}

TEST_CASE("Fields keep order, case, repeats and bytes, and Host is the target's where it stood", "[bin_server][unit]") {
  const CapturedRequest request = captured(
      "PoST /b/demo HTTP/1.1\r\nX-First: 1\r\nhOST: bin.test\r\nx-b:\r\nX-B: \xff\xfe\r\nX-First:   2  \r\n"
      "Content-Length: 3\r\nx-last: z\r\n\r\n",
      "a\0\xff"s);
  CHECK(sent(request) ==
        "PoST /hook HTTP/1.1\r\nX-First: 1\r\nhOST: localhost:3000\r\nx-b:\r\nX-B: \xff\xfe\r\nX-First: 2\r\n"
        "Content-Length: 3\r\nx-last: z\r\n\r\na\0\xff"s);
}

TEST_CASE("Fields for one connection alone are not passed on", "[bin_server][unit]") {
  CHECK(sent(captured("GET /b/demo HTTP/1.1\r\nHost: h\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nx-mine: 2\r\n"
                      "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\nUpgrade: h2c\r\n"
                      "Expect: 100-continue\r\nTrailer: X-T\r\nX-Kept: 1\r\nConnection: X-Other\r\nX-Other: 3\r\n"
                      "Proxy-Authorization: Basic eA==\r\n\r\n")) ==
        "GET /hook HTTP/1.1\r\nHost: localhost:3000\r\nX-Kept: 1\r\nProxy-Authorization: Basic eA==\r\n\r\n");
}

TEST_CASE("The framing of the body is made anew and its content stays", "[bin_server][unit]") {
  struct Row {
    const char* what;
    std::string fields;
    std::string body;
    std::string sent;
  };
  const auto row = GENERATE(values<Row>({
      {"chunked", "Transfer-Encoding: chunked\r\nX: 1\r\n", "3\r\nabc\r\n2;x=y\r\n\r\n\r\n0\r\nX-Trailer: 1\r\n\r\n",
       "Content-Length: 5\r\nX: 1\r\n\r\nabc\r\n"},
      {"chunked and empty", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "Content-Length: 0\r\n\r\n"},
      {"both", "content-length: 9\r\nTransfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\n\r\n",
       "content-length: 1\r\n\r\na"},
      {"length repeated", "Content-Length: 2, 2\r\nX: 1\r\nContent-Length: 2\r\n", "ab",
       "Content-Length: 2\r\nX: 1\r\n\r\nab"},
      {"length zero", "Content-Length: 0\r\n", "", "Content-Length: 0\r\n\r\n"},
      {"no body", "X: 1\r\n", "", "X: 1\r\n\r\n"},
  }));
  CAPTURE(row.what);
  CHECK(sent(captured("POST /b/demo HTTP/1.1\r\nHost: h\r\n" + row.fields + "\r\n", row.body)) ==
        "POST /hook HTTP/1.1\r\nHost: localhost:3000\r\n" + row.sent);
}

TEST_CASE("A capture of HTTP/1.0 without Host is sent as HTTP/1.1 with one", "[bin_server][unit]") {
  CHECK(sent(captured("GET /b/demo HTTP/1.0\r\nX: 1\r\n\r\n"), {}, "http://[::1]/") ==
        "GET / HTTP/1.1\r\nHost: [::1]\r\nX: 1\r\n\r\n");
}

TEST_CASE("What is no whole request of HTTP is not sent on, and why is said", "[bin_server][unit]") {
  struct Row {
    const char* head;
    const char* why;
    bool complete;
  };
  const auto row = GENERATE(values<Row>({
      {"GET /b/demo HTTP/2.0\r\n\r\n", "no HTTP request", true},
      {"GET /b/demo HTTP/1.1\r\nno colon\r\n\r\n", "no HTTP request", true},
      {"GET /b/demo HTTP/1.1\r\nHost: h\r\n", "broke off", false},
      {"CONNECT /b/demo HTTP/1.1\r\nHost: h\r\n\r\n", "tunnel", true},
      {"POST /b/demo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "transfer coding", true},
      {"POST /b/demo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
       "transfer coding", true},
  }));
  CAPTURE(row.head);
  CapturedRequest request = captured(row.head);
  request.complete = row.complete;
  const auto outgoing = make_outgoing_request(request, url("http://h/"), {});
  REQUIRE_FALSE(outgoing);
  CHECK_THAT(outgoing.error().message, ContainsSubstring(row.why));
}

TEST_CASE("Edits change what they name and nothing else", "[bin_server][unit]") {
  const CapturedRequest request = captured(
      "POST /b/demo HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nCookie: c\r\nx-a: 2\r\nContent-Length: 3\r\nX-Z: 9\r\n\r\n",
      "old");
  OutgoingOptions options;
  SECTION("a header is set where it stood, once") {
    options.edits.headers = {{"X-a", {"new"}}};
    CHECK(sent(request, options) ==
          "POST /hook HTTP/1.1\r\nHost: localhost:3000\r\nX-a: new\r\nCookie: c\r\n"
          "Content-Length: 3\r\nX-Z: 9\r\n\r\nold");
  }
  SECTION("a header is left out, and another one added at the end, twice") {
    options.edits.headers = {{"cookie", {}}, {"X-New", {"1", "2"}}, {"X-Never", {}}};
    CHECK(sent(request, options) ==
          "POST /hook HTTP/1.1\r\nHost: localhost:3000\r\nX-A: 1\r\nx-a: 2\r\n"
          "Content-Length: 3\r\nX-Z: 9\r\nX-New: 1\r\nX-New: 2\r\n\r\nold");
  }
  SECTION("the method and Host") {
    options.edits.method = "PUT";
    options.edits.headers = {{"Host", {"inside.test"}}};
    CHECK(sent(request, options).starts_with("PUT /hook HTTP/1.1\r\nHost: inside.test\r\nX-A: 1\r\n"));
  }
  SECTION("the body, with its length") {
    options.edits.body = "longer\0"s;
    CHECK(sent(request, options).ends_with("Content-Length: 7\r\nX-Z: 9\r\n\r\nlonger\0"s));
  }
  SECTION("the body of a capture that had none") {
    options.edits.body = GENERATE(""s, "x"s);
    CHECK(sent(captured("GET /b/demo HTTP/1.1\r\nHost: h\r\n\r\n"), options) ==
          "GET /hook HTTP/1.1\r\nHost: localhost:3000\r\nContent-Length: " +
              std::to_string(options.edits.body->size()) + "\r\n\r\n" + *options.edits.body);
  }
}

TEST_CASE("A forward says in Via by whom it was forwarded, after those before it", "[bin_server][unit]") {
  const CapturedRequest request = captured("GET /b/demo HTTP/1.0\r\nHost: h\r\nVia: 1.1 proxy\r\n\r\n");
  CHECK(sent(request, {.via = "hookloop-i-demo"}) ==
        "GET /hook HTTP/1.1\r\nHost: localhost:3000\r\nVia: 1.1 proxy\r\nVia: 1.0 hookloop-i-demo\r\n\r\n");
}

}  // namespace hookloop::test
