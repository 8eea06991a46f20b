#include "bin_server/export/redaction.h"

#include <algorithm>
#include <array>

#include "bin_server/model/request_head.h"
#include "shared/support/ascii.h"

namespace hookloop {
namespace {

constexpr std::string_view kRedactedInUrl = "%5Bredacted%5D";

// In any part of a name; '-' and '_' left away.
constexpr std::array<std::string_view, 13> kTelling{"authorization", "cookie",     "token",     "secret",    "password",
                                                    "passwd",        "apikey",     "accesskey", "signature", "session",
                                                    "credential",    "privatekey", "hmac"};
// A whole name.
constexpr std::array<std::string_view, 5> kWhole{"auth", "key", "sig", "pwd", "jwt"};

// Header fields whose value is a URL.
bool is_url_name(std::string_view name) {
  constexpr std::array<std::string_view, 3> kUrls{"Location", "Content-Location", "Referer"};
  return std::any_of(kUrls.begin(), kUrls.end(), [name](std::string_view url) { return same_header_name(name, url); });
}

}  // namespace

bool is_sensitive_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '-' && c != '_') plain += to_lower(c);
  }
  return std::find(kWhole.begin(), kWhole.end(), plain) != kWhole.end() ||
         std::any_of(kTelling.begin(), kTelling.end(),
                     [&plain](std::string_view word) { return plain.find(word) != std::string::npos; });
}

bool redact_headers(HeaderList& headers) {
  bool has_masked = false;
  for (HeaderField& field : headers) {
    if (is_sensitive_name(field.name)) {
      field.value = kRedacted;
      has_masked = true;
    } else if (is_url_name(field.name)) {
      has_masked |= redact_target(field.value);
    }
  }
  return has_masked;
}

bool redact_target(std::string& target) {
  const auto mark = target.find('?');
  if (mark == std::string::npos) return false;
  bool has_masked = false;
  std::string masked = target.substr(0, mark + 1);
  std::string_view rest = std::string_view(target).substr(mark + 1);
  while (true) {
    const auto end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && is_sensitive_name(percent_decode(pair.substr(0, equals)))) {
      masked.append(pair.substr(0, equals + 1)).append(kRedactedInUrl);
      has_masked = true;
    } else {
      masked += pair;
    }
    if (end == std::string_view::npos) break;
    masked += '&';
    rest.remove_prefix(end + 1);
  }
  target = std::move(masked);
  return has_masked;
}

}  // namespace hookloop
