#include "bin_server/export/html_text.h"

#include <spdlog/fmt/fmt.h>

#include "bin_server/export/plain_text.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

std::string mark(std::string_view shown) { return fmt::format("<i class=\"mark\">{}</i>", shown); }

char32_t code_of(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  char32_t code = character.size() == 1 ? lead : lead & (0xffu >> (character.size() + 1));
  for (const char byte : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(byte) & 0x3fu);
  return code;
}

void append_escaped(std::string& html, char c) {
  switch (c) {
    case '&':
      html += "&amp;";
      break;
    case '<':
      html += "&lt;";
      break;
    case '>':
      html += "&gt;";
      break;
    case '"':
      html += "&quot;";
      break;
    case '\'':
      html += "&#39;";
      break;
    default:
      html += c;
  }
}

// One whole character of UTF-8.
void append_character(std::string& html, std::string_view character, TextLines lines) {
  const bool does_its_work = lines == TextLines::many && (character == "\n" || character == "\t");
  if (does_its_work || is_plain_text(character)) {
    for (const char c : character) append_escaped(html, c);
  } else {
    const char32_t code = code_of(character);
    html += mark(code < 0x20 ? fmt::format("^{}", static_cast<char>('@' + code)) : fmt::format("U+{:04X}", +code));
  }
}

void append_line_break(std::string& text, std::size_t depth) { text.append("\n").append(depth * 2, ' '); }

bool is_json_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string shown_in_html(std::string_view bytes, TextLines lines) {
  std::string html;
  html.reserve(bytes.size() + bytes.size() / 8);
  while (!bytes.empty()) {
    // As many bytes as make a character; behind it there may be others that only look as if they went on with it.
    std::size_t size = 1;
    while (size < bytes.size() && size < 4 && continues_character(bytes[size])) ++size;
    while (size > 1 && !is_utf8(bytes.substr(0, size))) --size;
    if (is_utf8(bytes.substr(0, size))) {
      append_character(html, bytes.substr(0, size), lines);
    } else {
      html += mark(fmt::format("\\x{:02X}", static_cast<unsigned char>(bytes.front())));
    }
    bytes.remove_prefix(size);
  }
  return html;
}

std::string hex_lines(std::string_view bytes) {
  constexpr std::size_t kInLine = 16;
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += kInLine) {
    const std::string_view line = bytes.substr(at, kInLine);
    std::string digits;
    std::string letters;
    for (const char byte : line) {
      digits += fmt::format("{:02x} ", static_cast<unsigned char>(byte));
      letters += byte >= 0x20 && byte < 0x7f ? byte : '.';
    }
    text += fmt::format("{:08x}  {:<{}} {}\n", at, digits, kInLine * 3, letters);
  }
  return text;
}

std::string laid_out_json(std::string_view json) {
  std::string text;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      text += c;
      if (c == '\\' && i + 1 < json.size()) text += json[++i];
      if (c == '"') in_string = false;
      continue;
    }
    if (is_json_space(c)) continue;
    if (c == '{' || c == '[') {
      text += c;
      const auto next = json.find_first_not_of(" \t\n\r", i + 1);
      const bool is_empty = next != std::string_view::npos && (json[next] == '}' || json[next] == ']');
      if (is_empty) {
        text += json[next];
        i = next;
      } else {
        append_line_break(text, ++depth);
      }
    } else if (c == '}' || c == ']') {
      append_line_break(text, depth > 0 ? --depth : 0);
      text += c;
    } else if (c == ',') {
      text += c;
      append_line_break(text, depth);
    } else {
      text += c;
      if (c == ':') text += ' ';
      in_string = c == '"';
    }
  }
  return text;
}

}  // namespace hookloop
