#include "bin_server/export/sendable_request.h"

#include <catch2/catch_test_macros.hpp>

#include "bin_server/export/redaction.h"
#include "tests/support/captures.h"

namespace hookloop::test {
namespace {

const SendTarget kBin{"http", "127.0.0.1:8080", "/b/mine"};

SendableRequest sendable(const std::string& line, const std::vector<std::string>& headers = {},
                         Redaction redaction = Redaction::none, const SendTarget& to = kBin) {
  CaptureBench bench;
  const auto request = to_sendable(bench.capture(line, headers, "body"), to, redaction);
  REQUIRE(request);
  return *request;
}

}  // namespace

TEST_CASE("What is behind the bin's address is sent behind another", "[bin_server][unit]") {
  struct Row {
    const char* target;
    const char* base;
    const char* url;
  };
  for (const Row& row : {Row{"/b/mine", "http://h:1/b/mine", "http://h:1/b/mine"},
                         Row{"/b/mine/x/y?q=1", "http://h:1/b/mine", "http://h:1/b/mine/x/y?q=1"},
                         Row{"/b/mine/x?q", "http://localhost:3000", "http://localhost:3000/x?q"},
                         Row{"/b/mine?q", "http://localhost:3000", "http://localhost:3000/?q"},
                         Row{"/b/mine/x", "https://h/hook/", "https://h/hook/x"},
                         Row{"http://other/b/mine/x", "http://[::1]:8", "http://[::1]:8/x"}}) {
    CAPTURE(row.target, row.base);
    const auto to = parse_send_target(row.base);
    REQUIRE(to);
    CHECK(sendable(std::string("POST ") + row.target, {}, Redaction::none, *to).url() == row.url);
  }
}

TEST_CASE("An address to send to has a scheme, a host, and nothing that hides", "[bin_server][unit]") {
  for (const char* url : {"", "localhost", "ftp://h", "http://", "http://u:p@h", "http://h?x", "http://h/#x",
                          "http://h:80x/", "http://h/a b", "http://h/%zz", "http://h/\"", "http://h\n"}) {
    CAPTURE(url);
    CHECK_FALSE(parse_send_target(url));
  }
  const auto to = parse_send_target("HTTPS://[fe80::1]:8443/x/");
  REQUIRE(to);
  CHECK(to->scheme == "https");
  CHECK(to->host_name() == "fe80::1");
  CHECK(to->port() == "8443");
  CHECK(to->path == "/x");
  CHECK_FALSE(parse_send_target("http://[::1]")->port());
}

TEST_CASE("What belongs to a connection is left to the client", "[bin_server][unit]") {
  const auto request = sendable("POST /b/mine", {"Connection: close, X-Mine", "X-Mine: 1", "Keep-Alive: 5", "TE: gzip",
                                                 "Upgrade: h2c", "Expect: 100-continue", "X-Kept: 1", "x-kept: 2"});
  CHECK(request.headers == HeaderList{{"X-Kept", "1"}, {"x-kept", "2"}});
  CHECK(request.has_content);
  CHECK(request.content == "body");
}

TEST_CASE("A path of any bytes is a URL with escapes", "[bin_server][unit]") {
  const auto request = sendable("POST /b/mine/caf\xe9/a b|%zz%41?q=[\"]");
  CHECK_FALSE(request.is_exact_in_url());
  CHECK(request.url() == "http://127.0.0.1:8080/b/mine/caf%E9/a%20b%7C%25zz%41?q=%5B%22%5D");
  CHECK(sendable("POST /b/mine/../x?a=b&c=%20").is_exact_in_url());
}

TEST_CASE("What is no request to a bin is not sent", "[bin_server][unit]") {
  CaptureBench bench;
  CHECK_FALSE(to_sendable(bench.capture("POST /elsewhere"), kBin, Redaction::none));
  CaptureDraft malformed = request_draft(bench.bin.number, "req_m", "POST /b/mine");
  malformed.head = "POST /b/mine HTTP/1.1\r\nno colon\r\n\r\n";
  CHECK_FALSE(to_sendable(bench.capture(malformed), kBin, Redaction::none));
}

TEST_CASE("Secrets in headers and in the query are masked, bodies are not", "[bin_server][unit]") {
  const std::vector<std::string> headers{"Authorization: Basic eDp5",
                                         "X-Hub-Signature-256: sha256=1",
                                         "Cookie: a=1",
                                         "X-Api-Key: k",
                                         "Content-Type: text/plain",
                                         "webhook-id: dlv_1",
                                         "Idempotency-Key: 7"};
  const auto masked = sendable("POST /b/mine?token=t&page=2&api%5Fkey=k&flag", headers, Redaction::masked);
  CHECK(masked.is_redacted);
  CHECK(masked.url() == "http://127.0.0.1:8080/b/mine?token=%5Bredacted%5D&page=2&api%5Fkey=%5Bredacted%5D&flag");
  for (const char* name : {"Authorization", "X-Hub-Signature-256", "Cookie", "X-Api-Key"}) {
    CAPTURE(name);
    CHECK(*masked.find(name) == kRedacted);
  }
  CHECK(*masked.find("Content-Type") == "text/plain");
  CHECK(*masked.find("webhook-id") == "dlv_1");
  CHECK(*masked.find("Idempotency-Key") == "7");
  CHECK(masked.content == "body");
  CHECK_FALSE(sendable("POST /b/mine?page=2", {"Accept: */*"}, Redaction::masked).is_redacted);
  CHECK(*sendable("POST /b/mine", headers).find("Authorization") == "Basic eDp5");
}

TEST_CASE("Names that tell of a secret are known in any spelling", "[bin_server][unit]") {
  for (const char* name : {"authorization", "Proxy-Authorization", "Set-Cookie", "X-Auth-Token", "x_api_key", "apikey",
                           "access-token", "client_secret", "webhook-signature", "Stripe-Signature",
                           "X-Shopify-Hmac-"
                           "Sha256",
                           "password", "key", "sig", "session_id"}) {
    CAPTURE(name);
    CHECK(is_sensitive_name(name));
  }
  for (const char* name : {"Content-Type", "User-Agent", "webhook-id", "webhook-timestamp", "keyboard", "page",
                           "author", "Idempotency-Key", "signed-by", ""}) {
    CAPTURE(name);
    CHECK_FALSE(is_sensitive_name(name));
  }
}

}  // namespace hookloop::test
