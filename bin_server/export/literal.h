// Bytes as literals of a language: what is pasted there means exactly these bytes, whatever they are. Each literal is
// printable and has no line longer than a terminal takes in one go (kLongestLine; POSIX promises 255 bytes of a line
// that is typed, and what we know of takes 4,095), so it can be pasted. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hookloop {

inline constexpr std::size_t kLongestLine = 900;

// POSIX shells (XCU 2.2.2): a word in single quotes; a long one goes on on the next line. For plain text, line feeds
// included.
std::string shell_quoted(std::string_view text);
// A word of any bytes but NUL that do not end in line feeds: in quotes where it is plain, else what a printf prints.
std::string shell_word(std::string_view bytes);
// Commands that print exactly these bytes, one a line (XCU printf: a format of octal escapes).
std::string shell_printf(std::string_view bytes);

// Double quotes and escapes. The pieces of a long literal stand on lines of their own, each but the last ending with
// `joint`, and all but the first behind `indent`.
struct Layout {
  std::string_view joint = "";
  std::string_view indent = "";
};
std::string python_bytes(std::string_view bytes, const Layout& layout = {});
std::string go_string(std::string_view bytes, const Layout& layout = {});
std::string php_string(std::string_view bytes, const Layout& layout = {});
std::string ruby_string(std::string_view bytes, const Layout& layout = {});

// Strings of characters, of which one stands for a byte each (ISO 8859-1): how Node's HTTP client takes paths and
// header values.
std::string javascript_latin1(std::string_view bytes);

// Of plain ASCII, line feeds included.
std::string java_string(std::string_view text, const Layout& layout = {});
std::string csharp_string(std::string_view text, const Layout& layout = {});
std::string powershell_string(std::string_view text);
// Of plain text, line feeds included.
std::string javascript_string(std::string_view text, const Layout& layout = {});

// Base64 (RFC 4648 section 4) cut into pieces that fit on a line.
std::vector<std::string> base64_pieces(std::string_view bytes, std::size_t length);

}  // namespace hookloop
