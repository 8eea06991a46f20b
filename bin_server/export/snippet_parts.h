// What the snippets of all languages share: which header fields a client can send, what is to be said in comments, and
// where a body is. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bin_server/export/sendable_request.h"

namespace hookloop {

// Bytes of a header value that a client takes; what holds others can not be sent with it.
enum class HeaderBytes { any, latin1, ascii };

struct SnippetParts {
  std::vector<std::string> notes;
  HeaderList headers;     // those that the client takes
  std::string body_file;  // where the body is too large to be inline: the file that it is read from

  bool has_file() const { return !body_file.empty(); }
};

SnippetParts split_parts(const SendableRequest& request, HeaderBytes header_bytes);

// Adds that the path is sent with escapes, where it is.
void note_encoded_path(SnippetParts& parts, const SendableRequest& request);

// The notes as comments, a line each, behind `mark` ("# "). Then, where the body is in a file, how to get it.
std::string comments(const SnippetParts& parts, const SendableRequest& request, std::string_view mark);

}  // namespace hookloop
