// The two primitives that signatures are made of, by OpenSSL: HMAC-SHA256 (RFC 2104, FIPS 180-4) and Ed25519 (RFC
// 8032). An OpenSSL that gives neither is a broken environment: std::runtime_error. Any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace hookloop {

inline constexpr std::size_t kHmacBytes = 32;
inline constexpr std::size_t kEd25519KeyBytes = 32;  // seed and public key alike
inline constexpr std::size_t kEd25519SignatureBytes = 64;

// Over the pieces one after the other, so that a body need not be copied behind its id and timestamp.
std::string hmac_sha256(std::string_view key, std::initializer_list<std::string_view> pieces);

std::string ed25519_public_key(std::string_view seed);
std::string ed25519_sign(std::string_view seed, std::string_view message);

// False for a signature or a public key of the wrong size, too.
bool ed25519_verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace hookloop
