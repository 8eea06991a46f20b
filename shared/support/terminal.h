// What goes to a terminal. Text that came from outside is stripped of control bytes first: a captured header must not
// be able to move the cursor or retitle the window.
#pragma once

#include <string>
#include <string_view>

namespace hookloop {

// Valid UTF-8 without C0 and C1 controls, DEL, and the characters that turn writing around (U+202A..202E,
// U+2066..2069); each is shown as U+FFFD. Tab and line feed are kept when `keep_lines`.
std::string printable(std::string_view text, bool keep_lines = false);

// Broken between words so that no line is wider than `width` columns, each line behind so many spaces; a word that is
// wider than a line has one of its own. No line end at the end.
std::string wrapped(std::string_view text, unsigned width, unsigned indent = 0);

// Colours for people, plain text for pipes: escapes are given only when `enabled`.
class Style {
 public:
  explicit Style(bool enabled) : enabled_(enabled) {}
  std::string bold(std::string_view text) const { return with("1", text); }
  std::string dim(std::string_view text) const { return with("2", text); }
  std::string green(std::string_view text) const { return with("32", text); }
  std::string yellow(std::string_view text) const { return with("33", text); }
  std::string red(std::string_view text) const { return with("31", text); }

 private:
  std::string with(std::string_view code, std::string_view text) const;
  bool enabled_;
};

bool is_terminal(int file_descriptor);
// Whether a line can be drawn over: it is a terminal, and TERM is not "dumb".
bool takes_escapes(int file_descriptor);
// The same, and NO_COLOR is not set (or to nothing).
bool wants_colour(int file_descriptor);
// True when it is a pipe or socket that nobody reads from any more, as of `… | head -1`.
bool reader_has_gone(int file_descriptor);
unsigned terminal_width(int file_descriptor);  // columns; 80 where it can not be known

}  // namespace hookloop
