#include "bin_server/export/snippet_parts.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/literal.h"
#include "bin_server/export/redaction.h"
#include "bin_server/export/snippet.h"

namespace hookloop {
namespace {

bool takes(HeaderBytes header_bytes, std::string_view value) {
  if (header_bytes == HeaderBytes::any) return true;
  return std::all_of(value.begin(), value.end(), [header_bytes](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) return header_bytes == HeaderBytes::latin1;
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

}  // namespace

SnippetParts split_parts(const SendableRequest& request, HeaderBytes header_bytes) {
  SnippetParts parts;
  if (!request.warning.empty()) parts.notes.push_back(request.warning);
  if (request.is_redacted) {
    parts.notes.push_back(fmt::format("Secrets were masked: put the right values in the place of {}.", kRedacted));
  }
  for (const HeaderField& field : request.headers) {
    if (takes(header_bytes, field.value)) {
      parts.headers.push_back(field);
    } else {
      parts.notes.push_back(
          fmt::format("{} is left out: its value holds bytes that this client does not send.", field.name));
    }
  }
  if (request.content.size() > kLargestInlineBody) parts.body_file = request.id + ".body";
  return parts;
}

void note_encoded_path(SnippetParts& parts, const SendableRequest& request) {
  if (request.is_exact_in_url()) return;
  parts.notes.emplace_back("The path holds characters that no URL has; they are sent percent-encoded.");
}

std::string comments(const SnippetParts& parts, const SendableRequest& request, std::string_view mark) {
  std::string text;
  for (const std::string& note : parts.notes) text += fmt::format("{}{}\n", mark, note);
  if (parts.has_file()) {
    text += fmt::format("{}The body is large. Get it first:\n{}  curl -o {} {}\n", mark, mark, parts.body_file,
                        shell_word(request.content_url));
  }
  return text;
}

}  // namespace hookloop
