#include "shared/support/terminal.h"

#include <poll.h>
#include <spdlog/fmt/fmt.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "shared/support/utf8.h"

namespace hookloop {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

struct Character {
  char32_t code;
  std::size_t length;
};

// The first character of valid UTF-8.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xe0) return {(lead & 0x1f) << 6 | (byte(1) & 0x3f), 2};
  if (lead < 0xf0) return {(lead & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3};
  return {(lead & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f), 4};
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string printable(std::string_view text, bool keep_lines) {
  const std::string valid = to_shown_utf8(text);
  std::string_view rest = valid;
  std::string shown;
  shown.reserve(valid.size());
  while (!rest.empty()) {
    const auto [code, length] = first_character(rest);
    const bool kept = !is_control(code) || (keep_lines && (code == '\n' || code == '\t'));
    shown += kept ? rest.substr(0, length) : kReplacement;
    rest.remove_prefix(length);
  }
  return shown;
}

std::string wrapped(std::string_view text, unsigned width, unsigned indent) {
  std::string result;
  std::size_t column = 0;  // behind the last word of the line; 0: there is none yet
  while (true) {
    const auto begin = text.find_first_not_of(" \n");
    if (begin == std::string_view::npos) return result;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(" \n"));
    text.remove_prefix(word.size());
    const auto length = static_cast<std::size_t>(
        std::count_if(word.begin(), word.end(), [](char byte) { return !continues_character(byte); }));
    if (column > 0 && column + 1 + length <= width) {
      result += ' ';
      ++column;
    } else {
      if (column > 0) result += '\n';
      result.append(indent, ' ');
      column = indent;
    }
    result += word;
    column += length;
  }
}

std::string Style::with(std::string_view code, std::string_view text) const {
  return enabled_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

bool is_terminal(int file_descriptor) { return isatty(file_descriptor) == 1; }

bool takes_escapes(int file_descriptor) {
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
  return is_terminal(file_descriptor);
}

bool wants_colour(int file_descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  return takes_escapes(file_descriptor);
}

bool reader_has_gone(int file_descriptor) {
  pollfd output{file_descriptor, POLLOUT, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

unsigned terminal_width(int file_descriptor) {
  winsize size{};
  if (ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace hookloop
