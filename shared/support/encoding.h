// Bytes as text and back: base64 (RFC 4648 section 4, with padding) and hexadecimal (lower case out, either case in).
// Decoding is strict, as a signature check needs it: a stray character, wrong padding or bits left over give nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hookloop {

std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

std::string hex_encode(std::string_view bytes);
std::optional<std::string> hex_decode(std::string_view text);

}  // namespace hookloop
