#include "shared/http_client/target_policy.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace hookloop;
using Catch::Matchers::ContainsSubstring;

namespace {

using Texts = std::vector<std::string>;

bool allows(const TargetPolicyOptions& options, const std::string& host, std::uint16_t port,
            const std::string& address) {
  return !TargetPolicy::make(options)->check(host, port, address);
}

}  // namespace

TEST_CASE("TargetPolicy knows the addresses that are not public, in every form", "[http_client][unit]") {
  struct Row {
    const char* address;
    const char* what;  // nothing: it is public
  };
  const auto row = GENERATE(values<Row>({
      {"0.0.0.0", "this network"},
      {"0.255.255.255", "this network"},
      {"1.0.0.0", nullptr},
      {"9.255.255.255", nullptr},
      {"10.0.0.0", "private"},
      {"10.255.255.255", "private"},
      {"11.0.0.0", nullptr},
      {"100.63.255.255", nullptr},
      {"100.64.0.0", "carrier-grade NAT"},
      {"100.127.255.255", "carrier-grade NAT"},
      {"100.128.0.0", nullptr},
      {"127.0.0.1", "loopback"},
      {"127.255.255.255", "loopback"},
      {"128.0.0.0", nullptr},
      {"169.254.169.254", "link-local"},
      {"172.15.255.255", nullptr},
      {"172.16.0.0", "private"},
      {"172.31.255.255", "private"},
      {"172.32.0.0", nullptr},
      {"192.0.0.170", "protocol assignments"},
      {"192.0.1.0", nullptr},
      {"192.0.2.1", nullptr},  // documentation
      {"192.168.0.1", "private"},
      {"198.17.255.255", nullptr},
      {"198.18.0.1", "benchmarks"},
      {"198.19.255.255", "benchmarks"},
      {"198.20.0.0", nullptr},
      {"223.255.255.255", nullptr},
      {"224.0.0.1", "multicast"},
      {"239.255.255.255", "multicast"},
      {"240.0.0.1", "reserved"},
      {"255.255.255.255", "broadcast"},
      {"::", "unspecified"},
      {"::1", "loopback"},
      {"::127.0.0.1", "127.0.0.1, which is a loopback"},
      {"::ffff:127.0.0.1", "127.0.0.1, which is a loopback"},
      {"::ffff:7f00:1", "127.0.0.1, which is a loopback"},
      {"::ffff:8.8.8.8", nullptr},
      {"::ffff:0:10.0.0.1", "10.0.0.1, which is a private"},
      {"64:ff9b::10.0.0.1", "10.0.0.1, which is a private"},
      {"64:ff9b::8.8.8.8", nullptr},
      {"64:ff9b:1::8.8.8.8", "is an address"},
      {"64:ff9b:1::10.0.0.1", "is a"},
      {"100::1", "discards"},
      {"2001:0:808:808::f5ff:fffe", "10.0.0.1, which is a private"},
      {"2001:0:a00:1::f7f7:f7f7", "10.0.0.1, which is a private"},
      {"2001:0:808:808::f7f7:f7f7", nullptr},
      {"2001:2::1", "benchmarks"},
      {"2001:db8::1", nullptr},  // documentation
      {"2002:7f00:1::", "127.0.0.1, which is a loopback"},
      {"2002:808:808::1", nullptr},
      {"2606:4700::1111", nullptr},
      {"fbff::1", nullptr},
      {"fc00::1", "unique-local"},
      {"fdff::1", "unique-local"},
      {"fe80::1", "link-local"},
      {"fe80::1%eth0", "link-local"},
      {"febf::1", "link-local"},
      {"fec0::1", "site-local"},
      {"ff02::1", "multicast"},
  }));
  CAPTURE(row.address);
  const auto refused =
      TargetPolicy::make({.otherwise = DefaultTargets::public_only})->check("host.test", 80, row.address);
  CHECK(refused.has_value() == (row.what != nullptr));
  if (refused) {
    CHECK_THAT(refused->message, ContainsSubstring(row.address) && ContainsSubstring("--allow-target") &&
                                     ContainsSubstring(row.what == nullptr ? "" : row.what));
  }
  CHECK(allows({.otherwise = DefaultTargets::anywhere}, "host.test", 80, row.address));
}

TEST_CASE("TargetPolicy that allows loopback alone takes nothing for it that is something else",
          "[http_client][unit]") {
  struct Row {
    const char* address;
    const char* what;  // nothing: it is allowed
  };
  const auto row = GENERATE(values<Row>({
      {"127.0.0.1", nullptr},
      {"127.255.255.254", nullptr},
      {"::1", nullptr},
      {"::ffff:127.0.0.1", nullptr},  // another way to write it: the socket goes to 127.0.0.1
      {"0.0.0.0", "this network"},    // the kernel takes it for loopback
      {"::", "unspecified"},
      {"::127.0.0.1", "leads to 127.0.0.1"},
      {"::ffff:0:127.0.0.1", "leads to 127.0.0.1"},
      {"64:ff9b::127.0.0.1", "leads to 127.0.0.1"},
      {"64:ff9b:1:7f00:0:100::", "leads to"},
      {"2002:7f00:1::", "leads to 127.0.0.1"},
      {"2001:0:7f00:1::1", "leads to 127.0.0.1"},
      {"10.0.0.1", "private"},
      {"172.16.0.1", "private"},
      {"192.168.1.1", "private"},
      {"100.64.0.1", "carrier-grade NAT"},
      {"169.254.169.254", "link-local"},
      {"224.0.0.1", "multicast"},
      {"255.255.255.255", "broadcast"},
      {"::ffff:10.0.0.1", "10.0.0.1, which is a private"},
      {"::ffff:169.254.169.254", "169.254.169.254, which is a link-local"},
      {"fd00:ec2::254", "unique-local"},
      {"fe80::1", "link-local"},
      {"fe80::1%lo", "link-local"},
      {"fec0::1", "site-local"},
      {"ff02::1", "multicast"},
      {"8.8.8.8", "8.8.8.8:80 is a public address"},
      {"::ffff:8.8.8.8", "public"},
      {"2606:4700::1111", "public"},
      {"128.0.0.1", "public"},
      {"::2", "leads to 0.0.0.2"},
  }));
  CAPTURE(row.address);
  const auto policy = TargetPolicy::make({.otherwise = DefaultTargets::loopback_only});
  const auto refused = policy->check("host.test", 80, row.address);
  CHECK(refused.has_value() == (row.what != nullptr));
  if (refused) {
    CHECK_THAT(refused->message, ContainsSubstring(row.what == nullptr ? "" : row.what) &&
                                     ContainsSubstring("only loopback addresses are sent to; allow it with "
                                                       "--allow-target"));
  }
}

TEST_CASE("TargetPolicy puts deny before allow, and allow before the default", "[http_client][unit]") {
  struct Row {
    bool allow_private;
    Texts allow;
    Texts deny;
    const char* host;
    const char* address;
    bool is_allowed;
  };
  const auto row = GENERATE(values<Row>({
      {false, {"127.0.0.1"}, {}, "127.0.0.1", "127.0.0.1", true},
      {false, {"127.0.0.1"}, {}, "127.0.0.2", "127.0.0.2", false},
      {false, {"127.0.0.1:80"}, {}, "127.0.0.1", "127.0.0.1", true},
      {false, {"127.0.0.1:81"}, {}, "127.0.0.1", "127.0.0.1", false},
      {false, {"127.0.0.0/8"}, {"127.0.0.1"}, "127.0.0.1", "127.0.0.1", false},
      {false, {"127.0.0.0/8"}, {"127.0.0.1"}, "127.0.0.2", "127.0.0.2", true},
      {false, {"127.0.0.0/8"}, {}, "::ffff:127.0.0.1", "::ffff:127.0.0.1", true},
      {false, {"10.0.0.0/8"}, {}, "64:ff9b::10.0.0.1", "64:ff9b::10.0.0.1", false},
      {false, {"64:ff9b::/96"}, {}, "64:ff9b::10.0.0.1", "64:ff9b::10.0.0.1", true},
      {false, {"[::1]:80"}, {}, "::1", "::1", true},
      {false, {"::1"}, {}, "::1", "::1", true},
      {false, {"Inside.Test"}, {}, "inside.test", "10.0.0.1", true},
      {false, {"inside.test."}, {}, "inside.test", "10.0.0.1", true},
      {false, {"inside.test"}, {}, "inside.test.", "10.0.0.1", true},
      {false, {"inside.test:80"}, {}, "inside.test", "10.0.0.1", true},
      {false, {"inside.test:81"}, {}, "inside.test", "10.0.0.1", false},
      {false, {"inside.test"}, {}, "other.inside.test", "10.0.0.1", false},
      {false, {"inside.test"}, {"10.0.0.0/8"}, "inside.test", "10.0.0.1", false},
      {true, {}, {"8.8.8.8"}, "dns.test", "8.8.8.8", false},
      {true, {}, {"8.8.8.8"}, "dns.test", "::ffff:8.8.8.8", false},
      {true, {}, {"8.8.8.8"}, "dns.test", "2002:808:808::1", false},
      {true, {}, {"::ffff:8.8.8.8"}, "dns.test", "8.8.8.8", false},
      {true, {}, {"::ffff:8.0.0.0/104"}, "dns.test", "8.8.8.8", false},
      {true, {}, {"10.0.0.0/8"}, "host.test", "64:ff9b:1:a00:0:100::", false},
      {true, {}, {"evil.test"}, "evil.test", "192.0.2.1", false},
      {true, {}, {"evil.test:443"}, "evil.test", "192.0.2.1", true},
      {true, {"evil.test"}, {"evil.test"}, "evil.test", "192.0.2.1", false},
  }));
  CAPTURE(row.allow, row.deny, row.host, row.address);
  CHECK(allows({row.allow_private ? DefaultTargets::anywhere : DefaultTargets::public_only, row.allow, row.deny},
               row.host, 80, row.address) == row.is_allowed);
}

TEST_CASE("TargetPolicy names the address and the rule that refuses it", "[http_client][unit]") {
  const auto policy = TargetPolicy::make({.deny = {"169.254.0.0/16"}});
  CHECK(policy->check("meta.test", 80, "169.254.169.254")->message ==
        "169.254.169.254:80 is refused by --deny-target 169.254.0.0/16");
  CHECK(TargetPolicy::make({.otherwise = DefaultTargets::public_only})->check("::1", 3000, "::1")->message ==
        "[::1]:3000 is a loopback address, and only public addresses are sent to; allow it with --allow-target "
        "[::1]:3000");
  CHECK(policy->check("odd.test", 80, "nonsense").has_value());
}

TEST_CASE("TargetPolicy's own advice allows what it refused", "[http_client][unit]") {
  const std::string address = GENERATE("127.0.0.1", "::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "fd00::1");
  const std::string advice =
      TargetPolicy::make({.otherwise = DefaultTargets::public_only})->check(address, 80, address)->message;
  const std::string allowed = advice.substr(advice.rfind(' ') + 1);
  CAPTURE(allowed);
  CHECK(allows({.otherwise = DefaultTargets::public_only, .allow = {allowed}}, address, 80, address));
  CHECK_FALSE(allows({.otherwise = DefaultTargets::loopback_only, .allow = {allowed}}, address, 81, "192.168.0.1"));
}

TEST_CASE("A target that can not be understood is refused with a sentence", "[http_client][unit]") {
  struct Row {
    const char* text;
    const char* sentence;
  };
  const auto row = GENERATE(values<Row>({
      {"", "it is empty"},
      {"http://host/", "it is a URL"},
      {"10.0.0.1/8", "did you mean 10.0.0.0/8?"},
      {"10.0.0.0/40", "from 0 to 32"},
      {"host/8", "'host' is no IP address"},
      {"host:0", "'0' is no port"},
      {"host:", "'' is no port"},
      {"host:http", "'http' is no port"},
      {"host:65536", "'65536' is no port"},
      {"[::1", "bracket is not closed"},
      {"[::1]x", "only a port"},
      {"[host]:80", "brackets are for IPv6"},
      {"::g", "'::g' is no IP address"},
      {"10.0.0", "'10.0.0' is no IP address"},
      {"0x7f.1", "no IP address"},
      {"256.1.1.1", "no IP address"},
      {"*.test", "'*' stands for nothing"},
      {"two words", "no host name"},
      {":80", "no host name"},
  }));
  CAPTURE(row.text);
  const auto denied = TargetPolicy::make({.deny = {row.text}});
  REQUIRE_FALSE(denied);
  CHECK_THAT(denied.error().message, ContainsSubstring("--deny-target") && ContainsSubstring(row.sentence) &&
                                         ContainsSubstring("a target is an IP address"));
  const auto allowed = TargetPolicy::make({.allow = {"good.test", row.text}});
  REQUIRE_FALSE(allowed);
  CHECK_THAT(allowed.error().message, ContainsSubstring("--allow-target"));
}
