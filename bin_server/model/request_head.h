// The head of an HTTP/1 request, read from its exact bytes (RFC 9112 sections 3 and 5). The bytes stay the truth: this
// is derived from them whenever it is needed. Lenient where the meaning is plain, and says what was odd. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/support/http_message.h"

namespace hookloop {

struct RequestHead {
  std::string method;
  std::string target;        // as it stood on the line, any form
  int minor_version = 1;     // HTTP/1.<minor_version>
  bool has_version = false;  // it was told, and is 1.0 or 1.1
  HeaderList headers;
  std::vector<std::string> oddities;  // understood, though not as the RFC says
  std::optional<std::string> fault;   // why it is no HTTP/1 request; the other fields hold what came before
};

RequestHead parse_request_head(std::string_view head);

// How the body's end is found (RFC 9112 section 6).
struct BodyFraming {
  enum class Kind { none, length, chunked };
  Kind kind = Kind::none;
  std::uint64_t length = 0;
  bool must_close = false;  // the connection can not be trusted after this request
  std::vector<std::string> oddities;
  std::optional<std::string> fault;  // the end can not be found
};

BodyFraming find_body_framing(const RequestHead& head);

// Where a request is to go.
struct CaptureAddress {
  std::string_view bin_id;  // as it stood there; perhaps no valid id
};

// Of the target's path; nothing when it does not begin with /b/. Understands origin-form and absolute-form. The view is
// into `target`.
std::optional<CaptureAddress> find_capture_address(std::string_view target);

// Whether the target is where a file is imported into a bin: the one request to the API that may be large. As the
// router will see it, with its path decoded.
bool is_import_address(std::string_view target);

// The best guess of the bin in bytes that are no request or not a whole one: the first "/b/ID" on the first line that
// is followed by something that ends an id.
std::optional<std::string_view> guess_bin_id(std::string_view bytes);

// "/path?query" of an absolute-form target, "/" alone where it has no path; any other target as it is.
std::string_view origin_form(std::string_view target);

std::string_view target_path(std::string_view target);  // without query, and without an absolute-form's host
std::optional<std::string_view> target_query(std::string_view target);  // after the first "?"

std::string percent_decode(std::string_view text);  // RFC 3986 section 2.1; what is no %XX stays as it is

// Names and values, percent-decoded with "+" for a space (WHATWG URL, application/x-www-form-urlencoded), in order,
// with repeats. The result is bytes and may be no UTF-8.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace hookloop
