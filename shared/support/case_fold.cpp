#include "shared/support/case_fold.h"

#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "shared/support/ascii.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// Not the locale that the program happens to run in. Without it only ASCII is folded.
locale_t unicode() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
  return locale;
}

// `text` begins with a whole character of more than one byte.
std::size_t character_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && continues_character(text[size])) ++size;
  return size;
}

char32_t decode(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  char32_t point = first & (0x7fU >> character.size());
  for (const char c : character.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3fU);
  return point;
}

void append_utf8(char32_t point, std::string& out) {
  const auto byte = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xc0 | point >> 6);
    byte(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    byte(0xe0 | point >> 12);
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  } else {
    byte(0xf0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3f));
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  }
}

constexpr std::uint64_t kEach = 0x0101010101010101;

// Eight characters of ASCII at once: searches fold whole bodies, and byte by byte that took a sixth of their time.
std::uint64_t fold_eight(std::uint64_t eight) {
  const std::uint64_t from_a = eight + kEach * (0x80 - 'A');        // the top bit: 'A' or beyond
  const std::uint64_t beyond_z = eight + kEach * (0x80 - 'Z' - 1);  // the top bit: beyond 'Z'
  const std::uint64_t upper = (from_a & ~beyond_z) & kEach * 0x80;
  return eight + (upper >> 2);  // 0x20 more
}

std::uint64_t read_eight(const char* from) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, from, 8);
  return eight;
}

std::size_t ascii_size(std::string_view text) {
  std::size_t size = 0;
  while (size + 8 <= text.size() && (read_eight(text.data() + size) & kEach * 0x80) == 0) size += 8;
  while (size < text.size() && (text[size] & 0x80) == 0) ++size;
  return size;
}

void append_folded_ascii(std::string_view text, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + text.size());
  char* const to = out.data() + start;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    const std::uint64_t eight = fold_eight(read_eight(text.data() + at));
    std::memcpy(to + at, &eight, 8);
  }
  for (; at < text.size(); ++at) to[at] = to_lower(text[at]);
}

}  // namespace

void fold_case_into(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t plain = ascii_size(text);
    append_folded_ascii(text.substr(0, plain), out);
    text.remove_prefix(plain);
    if (text.empty()) return;
    // At most four bytes are one character; what is none stays as it is.
    const std::string_view character = text.substr(0, std::min<std::size_t>(character_size(text), 4));
    if (is_utf8(character) && unicode() != static_cast<locale_t>(nullptr)) {
      append_utf8(static_cast<char32_t>(towlower_l(static_cast<wint_t>(decode(character)), unicode())), out);
      text.remove_prefix(character.size());
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
}

std::string fold_case(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  fold_case_into(text, folded);
  return folded;
}

}  // namespace hookloop
