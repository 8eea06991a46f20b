// Where a request goes: an absolute http or https URL (RFC 3986, RFC 9110 section 4.2), taken apart once and checked,
// so that nothing later has to wonder. Path and query are kept byte for byte: a receiver may route by what a normaliser
// would "repair". Pure functions and values: any thread.
//
// Refused with a sentence that says what to do instead: another scheme or none, credentials (they would end up in
// logs), a fragment (it is never sent), bytes that a URL has to percent-encode, a port that is no port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/support/result.h"

namespace hookloop {

struct Url {
  bool tls = false;
  std::string host;  // lower case, without the brackets of an IPv6 address
  std::uint16_t port = 80;
  std::string target;  // path and query as written; begins with '/'
  bool operator==(const Url&) const = default;
};

Result<Url> parse_url(std::string_view text);

// What the Host header says (RFC 9110 section 7.2): brackets for IPv6, the port only where it is not the scheme's own.
std::string host_header(const Url& url);

// Whether the characters are those of a host name: ASCII letters, digits, dots, hyphens and underscores, at least one.
bool is_host_name(std::string_view text);

// 1 to 65535, and nothing else.
std::optional<std::uint16_t> parse_port(std::string_view digits);

// "127.0.0.1:80", "[::1]:80"
std::string host_and_port(const std::string& host, std::uint16_t port);

// "https://example.com:8443/hook": the URL again, in one form.
std::string to_string(const Url& url);

}  // namespace hookloop
