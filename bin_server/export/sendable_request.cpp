#include "bin_server/export/sendable_request.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>

#include "bin_server/export/redaction.h"
#include "bin_server/model/request_head.h"
#include "shared/support/ascii.h"

namespace hookloop {
namespace {

constexpr std::array<std::string_view, 11> kLeftToTheClient{
    "Connection",     "Proxy-Connection", "Keep-Alive",    "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host",
    "Content-Length", "Expect",           "HTTP2-Settings"};

bool is_left_to_the_client(const HeaderList& headers, std::string_view name) {
  return std::any_of(kLeftToTheClient.begin(), kLeftToTheClient.end(),
                     [name](std::string_view left) { return same_header_name(left, name); }) ||
         header_lists_token(headers, "Connection", name);
}

// RFC 3986: what stands for itself in a path or a query.
bool is_url_character(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~!$&'()*+,;=:@/?").find(c) != std::string_view::npos;
}

bool is_escape(std::string_view text) { return text.size() >= 3 && hex_digit(text[1]) && hex_digit(text[2]); }

bool is_host_character(char c) {
  return is_letter_or_digit(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
}

}  // namespace

std::string_view SendTarget::host_name() const {
  const std::string_view all = host;
  if (!all.empty() && all.front() == '[') return all.substr(1, all.find(']') - 1);
  return all.substr(0, all.find(':'));
}

std::optional<std::string> SendTarget::port() const {
  const auto colon = host.rfind(':');
  if (colon == std::string::npos || host.find(']', colon) != std::string::npos) return std::nullopt;
  return host.substr(colon + 1);
}

std::optional<SendTarget> parse_send_target(std::string_view url) {
  SendTarget to;
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  to.scheme = to_lower(url.substr(0, colon));
  if (to.scheme != "http" && to.scheme != "https") return std::nullopt;
  url.remove_prefix(colon + 3);
  const auto path = std::min(url.find('/'), url.size());
  to.host = url.substr(0, path);
  to.path = url.substr(path);
  while (to.path.ends_with('/')) to.path.pop_back();
  const auto port = to.port();
  if (to.host_name().empty() || !std::all_of(to.host.begin(), to.host.end(), is_host_character) ||
      (port && !std::all_of(port->begin(), port->end(), is_digit))) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < to.path.size(); ++i) {
    const bool fits = to.path[i] == '%' ? is_escape(std::string_view(to.path).substr(i))
                                        : is_url_character(to.path[i]) && to.path[i] != '?';
    if (!fits) return std::nullopt;
  }
  return to;
}

std::string SendableRequest::encoded_path_and_query() const {
  std::string encoded;
  for (std::size_t i = 0; i < path_and_query.size(); ++i) {
    const char c = path_and_query[i];
    if (is_url_character(c) || (c == '%' && is_escape(std::string_view(path_and_query).substr(i)))) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

const std::string* SendableRequest::find(std::string_view name) const {
  const auto field = std::find_if(headers.begin(), headers.end(),
                                  [name](const HeaderField& header) { return same_header_name(header.name, name); });
  return field == headers.end() ? nullptr : &field->value;
}

std::optional<SendableRequest> to_sendable(const CapturedRequest& request, const SendTarget& to, Redaction redaction) {
  const RequestHead head = parse_request_head(request.head);
  const auto address = find_capture_address(head.target);
  if (head.fault || !address) return std::nullopt;
  SendableRequest sendable;
  sendable.to = to;
  sendable.method = head.method;
  sendable.id = request.id;
  // Behind the bin's id, which is a view into the target.
  const char* const behind = address->bin_id.data() + address->bin_id.size();
  std::string rest(behind, head.target.data() + head.target.size());
  // A place of its own needs a path; what follows a base that is not known here does not.
  if (!to.host.empty() && to.path.empty() && !rest.starts_with('/')) rest.insert(0, "/");
  sendable.path_and_query = to.path + rest;
  for (const HeaderField& field : head.headers) {
    if (!is_left_to_the_client(head.headers, field.name)) sendable.headers.push_back(field);
  }
  sendable.content = content_of(request);
  sendable.has_content = !sendable.content.empty() || find_header(head.headers, "Content-Length").has_value() ||
                         find_header(head.headers, "Transfer-Encoding").has_value();
  if (redaction == Redaction::masked) {
    const bool in_headers = redact_headers(sendable.headers);
    sendable.is_redacted = redact_target(sendable.path_and_query) || in_headers;
  }
  if (!request.complete) sendable.warning = "The request broke off; this is what had come of it.";
  return sendable;
}

}  // namespace hookloop
