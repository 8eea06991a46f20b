// UTF-8 (RFC 3629): no surrogates, no overlong forms, nothing beyond U+10FFFF.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hookloop {

bool is_utf8(std::string_view bytes);

// Whether a byte can only stand behind another one of its character: no text is cut in front of it.
constexpr bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// Where the first byte stands that is no part of valid UTF-8; nothing when all are.
std::optional<std::size_t> first_not_utf8(std::string_view bytes);

// The text with each byte that is no part of valid UTF-8 replaced by U+FFFD; for showing only, never for storing.
std::string to_shown_utf8(std::string_view bytes);

}  // namespace hookloop
