#include "bin_server/export/plain_text.h"

#include <algorithm>

#include "shared/support/utf8.h"

namespace hookloop {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Beyond ASCII: C1 controls, spaces that are none or look like one, joiners and marks without width, direction marks,
// line and paragraph separators, the byte order mark, tags and what is no character.
constexpr Range kShapeless[] = {{0x80, 0xa0},       {0xad, 0xad},       {0x34f, 0x34f},     {0x600, 0x605},
                                {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x115f, 0x1160},
                                {0x1680, 0x1680},   {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x2000, 0x200f},
                                {0x2028, 0x202f},   {0x205f, 0x206f},   {0x2800, 0x2800},   {0x3000, 0x3000},
                                {0x3164, 0x3164},   {0xe000, 0xf8ff},   {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},
                                {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xffff},   {0x110bd, 0x110bd},
                                {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0x10ffff}};

// Of valid UTF-8; takes the first character off it.
char32_t take_character(std::string_view& text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t character = length == 1 ? lead : lead & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) character = character << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3f);
  text.remove_prefix(length);
  return character;
}

bool has_shape(char32_t character, LineFeeds line_feeds) {
  if (character < 0x7f) return character >= 0x20 || (character == '\n' && line_feeds == LineFeeds::allowed);
  return character != 0x7f && std::none_of(std::begin(kShapeless), std::end(kShapeless), [character](Range range) {
           return range.first <= character && character <= range.last;
         });
}

}  // namespace

bool is_plain_text(std::string_view bytes, LineFeeds line_feeds) {
  if (!is_utf8(bytes)) return false;
  while (!bytes.empty()) {
    if (!has_shape(take_character(bytes), line_feeds)) return false;
  }
  return true;
}

bool is_plain_ascii(std::string_view bytes, LineFeeds line_feeds) {
  return std::all_of(bytes.begin(), bytes.end(), [line_feeds](char byte) {
    const auto character = static_cast<unsigned char>(byte);
    return character < 0x80 && has_shape(character, line_feeds);
  });
}

}  // namespace hookloop
