#include "bin_server/export/literal.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/plain_text.h"
#include "shared/support/encoding.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// A line is broken before the piece that would make it longer than this.
constexpr std::size_t kBreakAt = kLongestLine - 20;

std::string octal(char byte) { return fmt::format("\\{:03o}", static_cast<unsigned char>(byte)); }
std::string hexadecimal(char byte) { return fmt::format("\\x{:02x}", static_cast<unsigned char>(byte)); }

bool is_printable_ascii(char byte) { return byte >= 0x20 && byte < 0x7f; }

// One byte inside a printf's format inside single quotes.
std::string printf_piece(char byte) {
  switch (byte) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\\':
      return "\\\\";
    case '%':
      return "%%";
    case '\'':
      return "\\047";
    default:
      return is_printable_ascii(byte) ? std::string(1, byte) : octal(byte);
  }
}

// A printf that begins with a minus would be taken for an option.
std::string first_printf_piece(char byte) { return byte == '-' ? octal(byte) : printf_piece(byte); }

// How a language writes what is not itself between its double quotes.
struct Escapes {
  std::string (*unprintable)(char byte);
  std::string_view also;  // characters with a meaning of their own, written behind a backslash
};

std::string escaped(char byte, const Escapes& escapes) {
  switch (byte) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\\':
      return "\\\\";
    case '"':
      return "\\\"";
    default:
      break;
  }
  if (escapes.also.find(byte) != std::string_view::npos) return {'\\', byte};
  return is_printable_ascii(byte) ? std::string(1, byte) : escapes.unprintable(byte);
}

// Bytes in double quotes. Text is broken behind line feeds, so that it reads as it is; anything where a line is full.
std::string double_quoted(std::string_view bytes, const Escapes& escapes, const Layout& layout,
                          std::string_view prefix = "") {
  std::string literal = fmt::format("{}\"", prefix);
  std::size_t line = literal.size();
  bool at_line_end = false;
  // Where UTF-8 is kept as it is, a character is not cut in two.
  for (const char byte : bytes) {
    const std::string piece = escaped(byte, escapes);
    const bool may_break = !layout.indent.empty() && !(continues_character(byte) && piece.size() == 1);
    if (may_break && (at_line_end || line + piece.size() > kBreakAt)) {
      literal += fmt::format("\"{}\n{}{}\"", layout.joint, layout.indent, prefix);
      line = layout.indent.size() + 1;
    }
    literal += piece;
    line += piece.size();
    at_line_end = byte == '\n';
  }
  return literal + '"';
}

std::string as_it_is(char byte) { return std::string(1, byte); }

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string word = "'";
  std::size_t line = 1;
  for (const char byte : text) {
    if (line > kBreakAt && !continues_character(byte)) {
      word += "'\\\n'";
      line = 1;
    }
    if (byte == '\'') {
      word += "'\\''";
      line += 4;
    } else {
      word += byte;
      line = byte == '\n' ? 0 : line + 1;
    }
  }
  return word + "'";
}

std::string shell_word(std::string_view bytes) {
  if (is_plain_text(bytes)) return shell_quoted(bytes);
  std::string word = "\"$(printf '";
  std::size_t line = word.size();
  bool is_first = true;
  for (const char byte : bytes) {
    const std::string piece = is_first ? first_printf_piece(byte) : printf_piece(byte);
    if (line > kBreakAt) {
      word += "'\\\n'";
      line = 1;
    }
    word += piece;
    line += piece.size();
    is_first = false;
  }
  return word + "')\"";
}

std::string shell_printf(std::string_view bytes) {
  std::string commands;
  std::string line;
  const auto end_line = [&] {
    commands += fmt::format("printf '{}'\n", line);
    line.clear();
  };
  for (const char byte : bytes) {
    line += line.empty() ? first_printf_piece(byte) : printf_piece(byte);
    if (byte == '\n' || line.size() > kBreakAt) end_line();
  }
  if (!line.empty()) end_line();
  return commands;
}

std::string python_bytes(std::string_view bytes, const Layout& layout) {
  return double_quoted(bytes, {hexadecimal, ""}, layout, "b");
}

std::string go_string(std::string_view bytes, const Layout& layout) {
  return double_quoted(bytes, {is_plain_text(bytes, LineFeeds::allowed) ? as_it_is : hexadecimal, ""}, layout);
}

std::string php_string(std::string_view bytes, const Layout& layout) {
  return double_quoted(bytes, {is_plain_text(bytes, LineFeeds::allowed) ? as_it_is : hexadecimal, "$"}, layout);
}

std::string ruby_string(std::string_view bytes, const Layout& layout) {
  return double_quoted(bytes, {is_plain_text(bytes, LineFeeds::allowed) ? as_it_is : hexadecimal, "#"}, layout);
}

std::string javascript_latin1(std::string_view bytes) { return double_quoted(bytes, {hexadecimal, ""}, {}); }

std::string java_string(std::string_view text, const Layout& layout) {
  return double_quoted(text, {octal, ""}, layout);
}

std::string csharp_string(std::string_view text, const Layout& layout) {
  return double_quoted(text, {octal, ""}, layout);
}

std::string javascript_string(std::string_view text, const Layout& layout) {
  return double_quoted(text, {as_it_is, ""}, layout);
}

std::string powershell_string(std::string_view text) {
  std::string literal = "'";
  for (const char byte : text) literal += byte == '\'' ? std::string("''") : std::string(1, byte);
  return literal + "'";
}

std::vector<std::string> base64_pieces(std::string_view bytes, std::size_t length) {
  std::vector<std::string> pieces;
  for (std::string base64 = base64_encode(bytes); !base64.empty();) {
    pieces.push_back(base64.substr(0, length));
    base64.erase(0, length);
  }
  return pieces;
}

}  // namespace hookloop
