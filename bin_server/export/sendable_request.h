// A captured request as a client sends it again: the same method, path, query, end-to-end header fields and content.
// The client makes what belongs to its own connection: Host, the length and framing of the body, and the fields that
// RFC 9110 section 7.6.1 calls hop-by-hop. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/captured_request.h"
#include "shared/support/http_message.h"

namespace hookloop {

// Where a request is sent: scheme and host, and the path that requests to the bin itself begin with.
struct SendTarget {
  std::string scheme;  // "http" or "https"
  std::string host;    // with a port, where one was given
  std::string path;    // "/b/demo", or "" …; what the captured path has behind /b/{bin} follows

  std::string origin() const { return scheme + "://" + host; }
  std::string_view host_name() const;       // without port and brackets
  std::optional<std::string> port() const;  // as it was given
};

// "http://localhost:3000/hook". Nothing for what is no such URL: another scheme, a login, a query, odd characters.
std::optional<SendTarget> parse_send_target(std::string_view url);

struct SendableRequest {
  SendTarget to;
  std::string method;
  std::string path_and_query;  // as it stood on the line, any bytes but controls
  HeaderList headers;
  std::string content;
  bool has_content = false;  // also one of no bytes, of which the sender told
  std::string id;            // of the capture
  // Where the content can be had when it is too large to be part of a text.
  std::string content_url;
  bool is_redacted = false;  // something was masked
  std::string warning;       // a sentence, where this is not all that was sent

  // The same in the characters of a URL (RFC 3986 section 3), the others percent-encoded.
  std::string encoded_path_and_query() const;
  bool is_exact_in_url() const { return encoded_path_and_query() == path_and_query; }
  std::string url() const { return to.origin() + encoded_path_and_query(); }

  const std::string* find(std::string_view name) const;  // the first header field of this name
};

enum class Redaction { none, masked };

// Nothing where the capture is no request to a bin: malformed, or broken off before its target.
std::optional<SendableRequest> to_sendable(const CapturedRequest& request, const SendTarget& to, Redaction redaction);

}  // namespace hookloop
