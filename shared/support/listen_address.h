// Where a server listens: "127.0.0.1:8080", "[::1]:8080", "localhost:0". Port 0 takes a free one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/support/result.h"

namespace hookloop {

struct ListenAddress {
  std::string host;  // without the brackets of an IPv6 address
  std::uint16_t port = 0;
};

// The error is a sentence that ends with the example.
Result<ListenAddress> parse_listen_address(std::string_view text, std::string_view example = "127.0.0.1:8080");

// "http://127.0.0.1:8080", with brackets where the host is an IPv6 address.
std::string http_url(const ListenAddress& address);

// True for localhost (in any case, with or without the root's dot), 127.0.0.0/8 and ::1: what only this machine can
// reach.
bool is_loopback(std::string_view host);

// Whether the host is an address, or a name that this machine can look up now; that may take as long as its resolver.
bool is_known_host(const std::string& host);

}  // namespace hookloop
