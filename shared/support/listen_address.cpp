#include "shared/support/listen_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>

#include "shared/support/ascii.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// RFC 4343: names are compared without case. RFC 1034 section 3.1: a dot at the end is the root.
bool is_localhost(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return same_but_for_case(name, "localhost");
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text, std::string_view example) {
  const Error error{
      fmt::format("'{}' is no address to listen on; write HOST:PORT, as in {}", printable(text), example)};
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return error;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    in6_addr unused{};
    if (inet_pton(AF_INET6, std::string(host).c_str(), &unused) != 1) return error;
  } else if (host.find(':') != std::string_view::npos) {
    return error;
  }
  std::uint16_t port = 0;
  const auto [rest, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (host.empty() || host.find('\0') != std::string_view::npos || digits.empty() || failure != std::errc() ||
      rest != digits.data() + digits.size())
    return error;
  return ListenAddress{std::string(host), port};
}

std::string http_url(const ListenAddress& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return is_ipv6 ? fmt::format("http://[{}]:{}", address.host, address.port)
                 : fmt::format("http://{}:{}", address.host, address.port);
}

bool is_loopback(std::string_view host) {
  const std::string name(host);
  if (name.find('\0') != std::string::npos) return false;  // C functions would read only what stands before it
  in_addr v4{};
  in6_addr v6{};
  if (is_localhost(name)) return true;
  if (inet_pton(AF_INET, name.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  if (inet_pton(AF_INET6, name.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return false;
}

bool is_known_host(const std::string& host) {
  if (host.find('\0') != std::string::npos) return false;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return false;
  freeaddrinfo(found);
  return true;
}

}  // namespace hookloop
