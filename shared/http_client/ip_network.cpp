#include "shared/http_client/ip_network.h"

#include <arpa/inet.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "shared/support/terminal.h"

namespace hookloop {
namespace {

constexpr int kIpv4Bits = 32;
constexpr int kIpv6Bits = 128;

IpAddress ipv4(unsigned char a, unsigned char b, unsigned char c, unsigned char d) { return {false, {a, b, c, d}}; }

struct Purpose {
  IpNetwork network;
  std::string_view name;
};

IpNetwork known(std::string_view text) { return parse_ip_network(text).value(); }

// The IANA registries of special-purpose addresses (RFC 6890 and its updates), without those for documentation and
// those that are globally reachable.
const std::vector<Purpose>& purposes() {
  static const std::vector<Purpose> table{
      {known("0.0.0.0/8"), "an address of \"this network\""},                 // RFC 791
      {known("10.0.0.0/8"), "a private address"},                             // RFC 1918
      {known("100.64.0.0/10"), "a shared (carrier-grade NAT) address"},       // RFC 6598
      {known("127.0.0.0/8"), "a loopback address"},                           // RFC 1122
      {known("169.254.0.0/16"), "a link-local address"},                      // RFC 3927; clouds' metadata services
      {known("172.16.0.0/12"), "a private address"},                          // RFC 1918
      {known("192.0.0.0/24"), "an address for protocol assignments"},         // RFC 6890
      {known("192.168.0.0/16"), "a private address"},                         // RFC 1918
      {known("198.18.0.0/15"), "an address for benchmarks"},                  // RFC 2544
      {known("224.0.0.0/4"), "a multicast address"},                          // RFC 5771
      {known("255.255.255.255/32"), "the broadcast address"},                 // RFC 919
      {known("240.0.0.0/4"), "a reserved address"},                           // RFC 1112
      {known("::/128"), "the unspecified address"},                           // RFC 4291
      {known("::1/128"), "a loopback address"},                               // RFC 4291
      {known("64:ff9b:1::/48"), "an address for local translation (NAT64)"},  // RFC 8215
      {known("100::/64"), "an address that discards"},                        // RFC 6666
      {known("2001:2::/48"), "an address for benchmarks"},                    // RFC 5180
      {known("fc00::/7"), "a unique-local address"},                          // RFC 4193
      {known("fe80::/10"), "a link-local address"},                           // RFC 4291
      {known("fec0::/10"), "a site-local address"},                           // RFC 3879
      {known("ff00::/8"), "a multicast address"},                             // RFC 4291
  };
  return table;
}

bool begins_with(const IpAddress& address, std::string_view network) { return known(network).contains(address); }

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  IpAddress address;
  address.is_v6 = text.find(':') != std::string_view::npos;
  if (address.is_v6) text = text.substr(0, text.find('%'));
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  if (inet_pton(address.is_v6 ? AF_INET6 : AF_INET, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::string to_string(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.is_v6 ? AF_INET6 : AF_INET, address.bytes.data(), text.data(), text.size());
  return text.data();
}

bool IpNetwork::contains(const IpAddress& other) const {
  if (other.is_v6 != address.is_v6) return false;
  const auto whole_bytes = static_cast<std::size_t>(prefix_bits / 8);
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + static_cast<std::ptrdiff_t>(whole_bytes),
                  other.bytes.begin())) {
    return false;
  }
  const int rest = prefix_bits % 8;
  return rest == 0 || ((address.bytes[whole_bytes] ^ other.bytes[whole_bytes]) >> (8 - rest)) == 0;
}

Result<IpNetwork> parse_ip_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_ip_address(text.substr(0, slash));
  if (!address || text.find('%') != std::string_view::npos) {
    return Error{fmt::format("'{}' is no IP address", printable(text.substr(0, slash)))};
  }
  const int most = address->is_v6 ? kIpv6Bits : kIpv4Bits;
  IpNetwork network{*address, most};
  if (slash == std::string_view::npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), network.prefix_bits);
  if (error != std::errc() || end != digits.data() + digits.size() || network.prefix_bits < 0 ||
      network.prefix_bits > most) {
    return Error{fmt::format("'/{}' is no prefix length; for this address it is a number from 0 to {}",
                             printable(digits), most)};
  }
  for (int bit = network.prefix_bits; bit < most; ++bit) {
    auto& byte = network.address.bytes[static_cast<std::size_t>(bit / 8)];
    byte = static_cast<unsigned char>(byte & ~(0x80 >> (bit % 8)));
  }
  if (network.address != *address) {
    return Error{fmt::format("the network {} has bits beyond its prefix; did you mean {}/{}?", printable(text),
                             to_string(network.address), network.prefix_bits)};
  }
  return network;
}

IpAddress unmapped(const IpAddress& address) {
  return unmapped(IpNetwork{address, address.is_v6 ? kIpv6Bits : kIpv4Bits}).address;
}

IpNetwork unmapped(const IpNetwork& network) {
  const auto& b = network.address.bytes;
  constexpr int kMappedBits = 96;
  if (network.prefix_bits < kMappedBits || !begins_with(network.address, "::ffff:0:0/96")) return network;
  return {ipv4(b[12], b[13], b[14], b[15]), network.prefix_bits - kMappedBits};
}

std::vector<IpAddress> embedded_ipv4(const IpAddress& address) {
  const auto& b = address.bytes;
  const IpAddress last = ipv4(b[12], b[13], b[14], b[15]);
  // ::/96 holds :: and ::1 too, which are IPv6's own.
  if (begins_with(address, "::/127")) return {};
  for (const char* network : {"::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96"}) {
    if (begins_with(address, network)) return {last};
  }
  if (begins_with(address, "2002::/16")) return {ipv4(b[2], b[3], b[4], b[5])};
  if (begins_with(address, "2001::/32")) {
    // RFC 4380 section 4: the client's address with each bit inverted.
    const auto inverted = [](unsigned char byte) { return static_cast<unsigned char>(~byte); };
    return {ipv4(b[4], b[5], b[6], b[7]), ipv4(inverted(b[12]), inverted(b[13]), inverted(b[14]), inverted(b[15]))};
  }
  if (begins_with(address, "64:ff9b:1::/48")) {
    // RFC 6052 section 2.2: after a prefix of 48, 56, 64 or 96 bits, stepping over bits 64 to 71.
    return {ipv4(b[6], b[7], b[9], b[10]), ipv4(b[7], b[9], b[10], b[11]), ipv4(b[9], b[10], b[11], b[12]), last};
  }
  return {};
}

std::optional<std::string_view> special_purpose(const IpAddress& address) {
  for (const Purpose& purpose : purposes()) {
    if (purpose.network.contains(address)) return purpose.name;
  }
  return std::nullopt;
}

}  // namespace hookloop
