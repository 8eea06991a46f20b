// IP addresses as bytes, networks of them, and what an address is for by its kind (RFC 6890, RFC 4291). Pure functions
// and values: any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/result.h"

namespace hookloop {

struct IpAddress {
  bool is_v6 = false;
  std::array<unsigned char, 16> bytes{};  // in network order; of IPv4 the first four
  bool operator==(const IpAddress&) const = default;
};

// The usual text forms (inet_pton's); an IPv6 zone ("%eth0") is left out. No brackets.
std::optional<IpAddress> parse_ip_address(std::string_view text);
std::string to_string(const IpAddress& address);

struct IpNetwork {
  IpAddress address;  // bits after the prefix are zero
  int prefix_bits = 0;
  bool contains(const IpAddress& other) const;
};

// "10.0.0.0/8", "fc00::/7", or an address alone, which is a network of one. An address with bits beyond its prefix is
// refused: one of the two is a slip.
Result<IpNetwork> parse_ip_network(std::string_view text);

// IPv4-mapped addresses (::ffff:10.0.0.1) are only another way to write the IPv4 one: sockets connect to that. Any
// other address is its own.
IpAddress unmapped(const IpAddress& address);
IpNetwork unmapped(const IpNetwork& network);

// The IPv4 addresses that packets to this IPv6 address may end up at, or that it was made from: IPv4-mapped and
// -compatible (RFC 4291 section 2.5.5), IPv4-translated (RFC 7915's ::ffff:0:0:0/96), 6to4 (RFC 3056), Teredo's server
// and client (RFC 4380), NAT64 at its well-known prefix (RFC 6052) and at the one for local use (RFC 8215), where the
// place depends on the network's own prefix, so that each place counts. None for the others.
std::vector<IpAddress> embedded_ipv4(const IpAddress& address);

// What the address is for when it is not one of the public Internet, as in "10.0.0.1 is a private address"; nothing for
// a public one. Of IPv6 it tells of the outer address only: see embedded_ipv4.
std::optional<std::string_view> special_purpose(const IpAddress& address);

}  // namespace hookloop
