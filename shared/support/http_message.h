// HTTP/1 header fields as bytes: order, case and repeats are kept, values may hold any byte but CR, LF and NUL
// (RFC 9112 section 5, RFC 9110 section 5.5). Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hookloop {

struct HeaderField {
  std::string name;   // as it came: case kept
  std::string value;  // without the white space around it
  bool operator==(const HeaderField&) const = default;
};

using HeaderList = std::vector<HeaderField>;

// RFC 9110 section 5.1: names are compared without case, for ASCII letters only.
bool same_header_name(std::string_view a, std::string_view b);

// The first value under this name.
std::optional<std::string_view> find_header(const HeaderList& headers, std::string_view name);
std::vector<std::string_view> header_values(const HeaderList& headers, std::string_view name);

// True when any field of this name lists `token` (RFC 9110 section 5.6.1, case ignored): "Connection: keep-alive,
// close".
bool header_lists_token(const HeaderList& headers, std::string_view name, std::string_view token);

// RFC 9110 section 5.6.2: what a method or a header name is made of.
bool is_token(std::string_view text);

struct HeaderBlock {
  HeaderList fields;
  // What is not as RFC 9112 says but could be understood all the same ("bare line feed", "folded header line").
  std::vector<std::string> oddities;
  // Set when a line can not be understood: which and why. `fields` has those before it.
  std::optional<std::string> fault;
};

// Reads header lines up to the empty line or the end of `lines`. A line may end in CRLF or LF. A line that begins with
// white space goes on with the value before it (obs-fold), joined by one space.
HeaderBlock parse_header_lines(std::string_view lines);

// Takes one line off the front of `bytes`, without its CRLF or LF; nothing when there is no line end yet.
struct Line {
  std::string_view text;
  bool bare_line_feed;
};
std::optional<Line> take_line(std::string_view& bytes);

// The size of the head that `bytes` begins with, its empty line included; nothing when the end is not there yet. `from`
// is where an earlier search over the same bytes stopped (its bytes.size()): each byte is looked at about once.
std::optional<std::size_t> head_size(std::string_view bytes, std::size_t from = 0);

std::string_view trim_white_space(std::string_view text);  // spaces and tabs, as OWS in RFC 9110 section 5.6.3

}  // namespace hookloop
