#include "shared/support/listen_address.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

TEST_CASE("An address to listen on is HOST:PORT", "[support][unit]") {
  struct Row {
    std::string text, host;
    std::uint16_t port;
    std::string url;
  };
  for (const auto& [text, host, port, url] : {Row{"127.0.0.1:8080", "127.0.0.1", 8080, "http://127.0.0.1:8080"},
                                              Row{"localhost:0", "localhost", 0, "http://localhost:0"},
                                              Row{"[::1]:65535", "::1", 65535, "http://[::1]:65535"},
                                              Row{"0.0.0.0:80", "0.0.0.0", 80, "http://0.0.0.0:80"}}) {
    const auto address = parse_listen_address(text);
    REQUIRE(address);
    CHECK(address->host == host);
    CHECK(address->port == port);
    CHECK(http_url(*address) == url);
  }
}

TEST_CASE("What is no address is refused", "[support][unit]") {
  for (const std::string text :
       {"", "8080", "localhost", ":8080", "localhost:", "localhost:65536", "localhost:-1", "localhost:+1",
        "localhost: 80", "localhost:80x", "::1:8080", "[::1]", "[]:80", "[localhost]:80", "http://localhost:80"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_listen_address(text));
  }
  CHECK_FALSE(parse_listen_address(std::string_view("127.0.0.1\0x:80", 14)));
  CHECK(parse_listen_address("a\x1b", "127.0.0.1:8081").error().message ==
        "'a\xef\xbf\xbd' is no address to listen on; write HOST:PORT, as in 127.0.0.1:8081");
}

TEST_CASE("Loopback is what only this machine can reach", "[support][unit]") {
  for (const std::string host :
       {"localhost", "LOCALHOST", "LocalHost", "localhost.", "127.0.0.1", "127.255.1.2", "::1", "0:0:0:0:0:0:0:1"}) {
    CHECK(is_loopback(host));
  }
  for (const std::string host : {"", "0.0.0.0", "::", "128.0.0.1", "10.0.0.1", "localhost.example.com", "localhost..",
                                 ".", "localhos", "localhostt", "127.0.0.1.nip", "127.1", "[::1]"}) {
    CAPTURE(host);
    CHECK_FALSE(is_loopback(host));
  }
  CHECK_FALSE(is_loopback(std::string_view("127.0.0.1\0.evil", 15)));
}

TEST_CASE("A host is known when it is an address or its name can be looked up", "[support][unit]") {
  for (const std::string host : {"127.0.0.1", "::1", "0.0.0.0", "localhost"}) {
    CAPTURE(host);
    CHECK(is_known_host(host));
  }
  // RFC 6761: .invalid never resolves.
  CHECK_FALSE(is_known_host("no-such-host.invalid"));
  CHECK_FALSE(is_known_host(std::string("localhost\0x", 11)));
}
