#include "shared/support/http_message.h"

#include <algorithm>

#include "shared/support/ascii.h"

namespace hookloop {
namespace {

bool is_token_character(char c) {
  if (is_letter_or_digit(c)) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

void add_once(std::vector<std::string>& list, std::string_view item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.emplace_back(item);
}

}  // namespace

bool same_header_name(std::string_view a, std::string_view b) { return same_but_for_case(a, b); }

std::optional<std::string_view> find_header(const HeaderList& headers, std::string_view name) {
  for (const HeaderField& field : headers) {
    if (same_header_name(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> header_values(const HeaderList& headers, std::string_view name) {
  std::vector<std::string_view> values;
  for (const HeaderField& field : headers) {
    if (same_header_name(field.name, name)) values.emplace_back(field.value);
  }
  return values;
}

bool header_lists_token(const HeaderList& headers, std::string_view name, std::string_view token) {
  for (std::string_view value : header_values(headers, name)) {
    while (true) {
      const auto comma = value.find(',');
      if (same_header_name(trim_white_space(value.substr(0, comma)), token)) return true;
      if (comma == std::string_view::npos) break;
      value.remove_prefix(comma + 1);
    }
  }
  return false;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

HeaderBlock parse_header_lines(std::string_view lines) {
  HeaderBlock block;
  while (!lines.empty()) {
    const auto line = take_line(lines);
    const std::string_view text = line ? line->text : lines;
    if (line && line->bare_line_feed) add_once(block.oddities, "bare line feed");
    if (line && text.empty()) break;
    if (text.find('\0') != std::string_view::npos || text.find('\r') != std::string_view::npos) {
      block.fault = "a header line holds a NUL or a lone carriage return";
      break;
    }
    if (text.front() == ' ' || text.front() == '\t') {
      if (block.fields.empty()) {
        block.fault = "the first header line begins with white space";
        break;
      }
      add_once(block.oddities, "folded header line");
      // Only ever added to: a head of folds alone has tens of thousands, and each copy of the value would cost its
      // length.
      std::string& value = block.fields.back().value;
      const std::string_view more = trim_white_space(text);
      if (!value.empty() && !more.empty()) value += ' ';
      value += more;
    } else {
      const auto colon = text.find(':');
      if (colon == std::string_view::npos) {
        block.fault = "a header line has no colon";
        break;
      }
      if (!is_token(text.substr(0, colon))) {
        block.fault = "a header name holds a character that names do not have";
        break;
      }
      block.fields.push_back(
          {std::string(text.substr(0, colon)), std::string(trim_white_space(text.substr(colon + 1)))});
    }
    if (!line) break;
  }
  return block;
}

std::optional<Line> take_line(std::string_view& bytes) {
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view text = bytes.substr(0, end);
  bytes.remove_prefix(end + 1);
  const bool bare = text.empty() || text.back() != '\r';
  if (!bare) text.remove_suffix(1);
  return Line{text, bare};
}

std::optional<std::size_t> head_size(std::string_view bytes, std::size_t from) {
  // The end is a line feed with nothing between it and the line feed before it but at most one carriage return; it may
  // have begun up to three bytes before the new ones.
  std::size_t at = bytes.find('\n', from < 3 ? 0 : from - 3);
  while (at != std::string_view::npos) {
    if (at + 1 < bytes.size() && bytes[at + 1] == '\n') return at + 2;
    if (at + 2 < bytes.size() && bytes[at + 1] == '\r' && bytes[at + 2] == '\n') return at + 3;
    at = bytes.find('\n', at + 1);
  }
  return std::nullopt;
}

std::string_view trim_white_space(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace hookloop
