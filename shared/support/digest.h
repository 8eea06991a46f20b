// SHA-256 of bytes (FIPS 180-4), by OpenSSL. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace hookloop {

std::string sha256(std::string_view bytes);      // 32 bytes
std::string sha256_hex(std::string_view bytes);  // 64 lower-case hexadecimal digits

}  // namespace hookloop
