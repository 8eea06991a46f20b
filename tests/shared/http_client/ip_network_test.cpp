#include "shared/http_client/ip_network.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace hookloop;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("IpNetwork contains the addresses that share its prefix", "[http_client][unit]") {
  struct Row {
    const char* network;
    const char* address;
    bool is_in;
  };
  const auto row = GENERATE(values<Row>({
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"172.16.0.0/12", "172.31.1.1", true},
      {"172.16.0.0/12", "172.32.0.0", false},
      {"0.0.0.0/0", "8.8.8.8", true},
      {"0.0.0.0/0", "::1", false},
      {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.2", false},
      {"fc00::/7", "fdff::1", true},
      {"fc00::/7", "fe00::1", false},
      {"2001:db8::1", "2001:db8:0:0::1", true},
      {"::/0", "10.0.0.1", false},
  }));
  CAPTURE(row.network, row.address);
  CHECK(parse_ip_network(row.network)->contains(*parse_ip_address(row.address)) == row.is_in);
}

TEST_CASE("A text that is no network is refused with a sentence", "[http_client][unit]") {
  struct Row {
    const char* text;
    const char* sentence;
  };
  const auto row = GENERATE(values<Row>({
      {"10.0.0/8", "'10.0.0' is no IP address"},
      {"10.0.0.0/33", "from 0 to 32"},
      {"10.0.0.0/", "from 0 to 32"},
      {"10.0.0.0/-1", "from 0 to 32"},
      {"::/129", "from 0 to 128"},
      {"::/8x", "from 0 to 128"},
      {"10.0.0.1/8", "did you mean 10.0.0.0/8?"},
      {"fe80::1/64", "did you mean fe80::/64?"},
      {"fe80::1%eth0", "no IP address"},
  }));
  CAPTURE(row.text);
  const auto network = parse_ip_network(row.text);
  REQUIRE_FALSE(network);
  CHECK_THAT(network.error().message, ContainsSubstring(row.sentence));
}

TEST_CASE("An IPv6 address shows the IPv4 addresses in it", "[http_client][unit]") {
  struct Row {
    const char* address;
    std::vector<std::string> embedded;
  };
  const auto row = GENERATE(values<Row>({
      {"::ffff:10.0.0.1", {"10.0.0.1"}},
      {"::10.0.0.1", {"10.0.0.1"}},
      {"::ffff:0:10.0.0.1", {"10.0.0.1"}},
      {"64:ff9b::10.0.0.1", {"10.0.0.1"}},
      {"2002:a00:1::5", {"10.0.0.1"}},
      {"2001:0:c000:201::f5ff:fffe", {"192.0.2.1", "10.0.0.1"}},
      {"64:ff9b:1:a00:0:100::", {"10.0.0.1", "0.0.1.0", "0.1.0.0", "0.0.0.0"}},
      {"::", {}},
      {"::1", {}},
      {"2001:db8::1", {}},
      {"10.0.0.1", {}},
  }));
  CAPTURE(row.address);
  std::vector<std::string> found;
  for (const IpAddress& inner : embedded_ipv4(*parse_ip_address(row.address))) found.push_back(to_string(inner));
  CHECK(found == row.embedded);
}

TEST_CASE("A mapped address and a mapped network are IPv4", "[http_client][unit]") {
  CHECK(to_string(unmapped(*parse_ip_address("::ffff:10.0.0.1"))) == "10.0.0.1");
  CHECK(to_string(unmapped(*parse_ip_address("64:ff9b::10.0.0.1"))) == "64:ff9b::a00:1");
  const IpNetwork network = unmapped(*parse_ip_network("::ffff:10.0.0.0/104"));
  CHECK(to_string(network.address) == "10.0.0.0");
  CHECK(network.prefix_bits == 8);
}
