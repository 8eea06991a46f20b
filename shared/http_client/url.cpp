#include "shared/http_client/url.h"

#include <arpa/inet.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "shared/support/ascii.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

bool is_host_character(char c) { return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_'; }

bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

// The host and port of `authority` into `url`; the sentence when they are wrong.
std::optional<Error> take_authority(std::string_view authority, Url& url) {
  std::string_view port;
  bool has_port = false;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return Error{"the URL's IPv6 address has no closing bracket"};
    url.host = to_lower(authority.substr(1, end - 1));
    if (!is_ipv6(url.host)) return Error{fmt::format("[{}] is no IPv6 address", printable(url.host))};
    const std::string_view rest = authority.substr(end + 1);
    has_port = rest.starts_with(':');
    if (!rest.empty() && !has_port) return Error{"after the URL's IPv6 address only a port may follow"};
    if (has_port) port = rest.substr(1);
  } else {
    const auto colon = authority.find(':');
    has_port = colon != std::string_view::npos;
    if (has_port) port = authority.substr(colon + 1);
    url.host = to_lower(authority.substr(0, colon));
    if (url.host.empty()) return Error{"the URL has no host; it looks like http://localhost:3000/hook"};
    if (!is_host_name(url.host)) {
      const bool is_foreign = std::any_of(url.host.begin(), url.host.end(), is_beyond_ascii);
      return Error{fmt::format("'{}' is no host name; {}", printable(authority.substr(0, colon)),
                               is_foreign ? "a name with other letters is written in its xn-- form"
                                          : "one is made of letters, digits, dots and hyphens")};
    }
  }
  if (has_port && !port.empty()) {
    const auto number = parse_port(port);
    if (!number) return Error{fmt::format("'{}' is no port; a port is a number from 1 to 65535", printable(port))};
    url.port = *number;
  }
  return std::nullopt;
}

// What a text without "://" was likely meant to be: a scheme with fewer slashes, or a host without a scheme.
Error no_scheme(std::string_view text) {
  std::string scheme = "http";
  std::string_view rest = text;
  for (const std::string known : {"http", "https"}) {
    if (!to_lower(text).starts_with(known + ":")) continue;
    scheme = known;
    rest = text.substr(known.size() + 1);
  }
  const bool is_path = rest.size() == text.size() && text.starts_with('/') && !text.starts_with("//");
  rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
  const std::string guess = fmt::format("{}://{}", scheme, rest);
  // Without a guess the text is not shown: it may hold a password.
  if (is_path || !parse_url(guess))
    return Error{"the URL has no scheme and host; it looks like http://localhost:3000/hook"};
  return Error{fmt::format("'{}' is no whole URL; did you mean {}?", printable(text), guess)};
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  if (text.empty()) return Error{"the URL is empty; it looks like http://localhost:3000/hook"};
  const auto separator = text.find("://");
  if (separator == std::string_view::npos || separator == 0) return no_scheme(text.substr(separator == 0 ? 1 : 0));
  const std::string scheme = to_lower(text.substr(0, separator));
  if (scheme != "http" && scheme != "https") {
    return Error{fmt::format("'{}://' can not be sent to; a URL begins with http:// or https://", printable(scheme))};
  }

  Url url;
  url.tls = scheme == "https";
  url.port = url.tls ? kHttpsPort : kHttpPort;
  const std::string_view rest = text.substr(separator + 3);
  const auto end = rest.find_first_of("/?#");
  const std::string_view authority = rest.substr(0, end);
  const std::string_view target = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  if (authority.find('@') != std::string_view::npos) {
    return Error{"a URL with a login in it ends up in logs; give the login with --login and --password instead"};
  }
  const auto strange = std::find_if(target.begin(), target.end(), [](char c) { return c <= ' ' || c >= '\x7f'; });
  if (strange != target.end()) {
    return Error{fmt::format("the URL holds the byte 0x{:02x}, which a URL writes as %{:02X}",
                             static_cast<unsigned char>(*strange), static_cast<unsigned char>(*strange))};
  }
  if (target.find('#') != std::string_view::npos) {
    return Error{"the URL has a fragment (#…), which is never sent; leave it out, or write # as %23"};
  }
  if (auto error = take_authority(authority, url)) return *error;
  url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
  return url;
}

std::string host_header(const Url& url) {
  std::string text = host_and_port(url.host, url.port);
  if (url.port == (url.tls ? kHttpsPort : kHttpPort)) text.resize(text.rfind(':'));
  return text;
}

bool is_host_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_host_character);
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return port;
}

std::string host_and_port(const std::string& host, std::uint16_t port) {
  return fmt::format(fmt::runtime(host.find(':') == std::string::npos ? "{}:{}" : "[{}]:{}"), host, port);
}

std::string to_string(const Url& url) {
  return fmt::format("{}://{}{}", url.tls ? "https" : "http", host_header(url), url.target);
}

}  // namespace hookloop
