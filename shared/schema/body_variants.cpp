#include "shared/schema/body_variants.h"

#include <algorithm>

#include "shared/schema/json_layout.h"
#include "shared/schema/signature.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string with_line_feeds(std::string_view body) {
  std::string text;
  text.reserve(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    const bool line_end = body[i] == '\r' && i + 1 < body.size() && body[i + 1] == '\n';
    if (!line_end) text += body[i];
  }
  return text;
}

std::string with_crlf(std::string_view body) {
  std::string text;
  text.reserve(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '\n' && (i == 0 || body[i - 1] != '\r')) text += '\r';
    text += body[i];
  }
  return text;
}

std::string_view without_space_around(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return body.substr(first, body.find_last_not_of(" \t\r\n") - first + 1);
}

// U+0080 to U+00FF as the single bytes that they were before somebody read UTF-8 as Latin-1; nothing when the body is
// no such text.
std::optional<std::string> undo_latin1(std::string_view body) {
  if (!is_utf8(body)) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const auto byte = static_cast<unsigned char>(body[i]);
    if (byte < 0x80) {
      bytes += body[i];
    } else if (byte == 0xc2 || byte == 0xc3) {
      ++i;
      bytes += static_cast<char>((byte & 0x03) << 6 | (static_cast<unsigned char>(body[i]) & 0x3f));
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

constexpr JsonLayout::Spacing kSpacings[] = {JsonLayout::Spacing::compact, JsonLayout::Spacing::spaced,
                                             JsonLayout::Spacing::indented_by_two,
                                             JsonLayout::Spacing::indented_by_four};
constexpr JsonLayout::Escapes kEscapes[] = {JsonLayout::Escapes::fewest, JsonLayout::Escapes::ascii,
                                            JsonLayout::Escapes::ascii_php, JsonLayout::Escapes::html};

// The escapes under which this JSON comes out differently: plain ASCII without special characters knows but one.
std::vector<JsonLayout::Escapes> telling_escapes(const JsonText& json) {
  std::vector<JsonLayout::Escapes> telling;
  std::vector<std::string> seen;
  for (const JsonLayout::Escapes escapes : kEscapes) {
    auto text = write_json(json, {.escapes = escapes});
    if (!text || std::find(seen.begin(), seen.end(), *text) != seen.end()) continue;
    seen.push_back(std::move(*text));
    telling.push_back(escapes);
  }
  return telling;
}

}  // namespace

std::optional<std::string> find_line_end_variant(std::string_view body, const IsSigned& is_signed) {
  if (body.ends_with("\r\n") && is_signed(body.substr(0, body.size() - 2))) {
    return "without the line end (CRLF) that now ends the body";
  }
  if (body.ends_with('\n') && is_signed(body.substr(0, body.size() - 1))) {
    return "without the line feed that now ends the body";
  }
  if (is_signed(std::string(body) + "\n")) return "with a line feed at its end that the body no longer has";
  if (is_signed(std::string(body) + "\r\n")) return "with a line end (CRLF) that the body no longer has";
  return std::nullopt;
}

std::optional<std::string> find_reserialised_variant(std::string_view body, const IsSigned& is_signed) {
  if (body.size() > kLongestReserialisedBytes) return std::nullopt;
  const auto json = JsonText::read(body);
  if (!json) return std::nullopt;
  const bool order_matters = write_json(*json, {}) != write_json(*json, {.sorted_keys = true});
  for (const JsonLayout::Escapes escapes : telling_escapes(*json)) {
    for (const JsonLayout::Spacing spacing : kSpacings) {
      for (const bool sorted_keys : {false, true}) {
        if (sorted_keys && !order_matters) continue;
        const JsonLayout layout{spacing, escapes, sorted_keys};
        auto text = write_json(*json, layout);
        if (!text) continue;
        if (*text != body && is_signed(*text)) return "as the same JSON written otherwise: " + describe(layout);
        *text += '\n';
        if (*text != body && is_signed(*text)) {
          return "as the same JSON written otherwise: " + describe(layout) + ", with a line feed at its end";
        }
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> find_changed_variant(std::string_view body, const IsSigned& is_signed) {
  const auto fits = [&](std::string_view variant) { return variant != body && is_signed(variant); };
  if (fits(with_line_feeds(body))) return "with line feeds where the body now has CRLF";
  if (fits(with_crlf(body))) return "with CRLF where the body now has line feeds";
  if (body.starts_with(kByteOrderMark) && fits(body.substr(kByteOrderMark.size()))) {
    return "without the byte order mark that the body now begins with";
  }
  if (fits(std::string(kByteOrderMark) + std::string(body))) {
    return "with a byte order mark that the body no longer has";
  }
  if (const auto trimmed = without_space_around(body); !trimmed.empty() && fits(trimmed)) {
    return "without the white space that is now around the body";
  }
  if (const auto bytes = undo_latin1(body); bytes && fits(*bytes)) {
    return "before its UTF-8 was read as Latin-1 and encoded once more";
  }
  if (body.starts_with('"') && body.size() <= kLongestReserialisedBytes) {
    const auto json = JsonText::read(body);
    if (json && fits(json->decoded(json->root()))) return "before it was wrapped into a JSON string";
  }
  if (fits("")) return "while the body was still empty";
  return std::nullopt;
}

}  // namespace hookloop
