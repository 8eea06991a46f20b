#include "shared/schema/signature_key.h"

#include <stdexcept>

#include "shared/schema/signature_crypto.h"
#include "shared/support/encoding.h"

namespace hookloop {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::string_view kPrivatePrefix = "whsk_";
constexpr std::string_view kPublicPrefix = "whpk_";

std::optional<std::string> decode_after(std::string_view prefix, std::string_view secret) {
  if (!secret.starts_with(prefix)) return std::nullopt;
  auto bytes = base64_decode(secret.substr(prefix.size()));
  return bytes && !bytes->empty() ? std::move(bytes) : std::nullopt;
}

Result<std::string> hmac_key(SignatureScheme scheme, std::string_view secret) {
  if (scheme == SignatureScheme::standard) {
    if (auto key = decode_after(kSecretPrefix, secret)) return std::move(*key);
    return Error{"a secret for standard is whsec_ followed by the base64 of the key (with padding)"};
  }
  if (!secret.empty()) return std::string(secret);
  return Error{std::string("a secret for ") + std::string(to_string(scheme)) + " is any text but the empty one"};
}

Result<std::string> seed_of(std::string_view secret) {
  const auto bytes = decode_after(kPrivatePrefix, secret);
  if (!bytes || (bytes->size() != kEd25519KeyBytes && bytes->size() != 2 * kEd25519KeyBytes)) {
    return Error{
        "a private key for standard-ed25519 is whsk_ followed by the base64 of 64 bytes (seed and public key) or "
        "32 bytes (seed)"};
  }
  std::string seed = bytes->substr(0, kEd25519KeyBytes);
  if (bytes->size() > seed.size() && ed25519_public_key(seed) != bytes->substr(kEd25519KeyBytes)) {
    return Error{"the two halves of this whsk_ key do not belong together: its public key is not that of its seed"};
  }
  return seed;
}

Result<std::string> public_key(std::string_view secret) {
  if (secret.starts_with(kPrivatePrefix)) {
    auto seed = seed_of(secret);
    if (!seed) return seed;
    return ed25519_public_key(*seed);
  }
  auto bytes = decode_after(kPublicPrefix, secret);
  if (bytes && bytes->size() == kEd25519KeyBytes) return std::move(*bytes);
  return Error{"a key to verify standard-ed25519 with is whpk_ followed by the base64 of 32 bytes, or the whsk_ key"};
}

}  // namespace

Result<std::string> signing_material(SignatureScheme scheme, std::string_view secret) {
  return scheme == SignatureScheme::standard_ed25519 ? seed_of(secret) : hmac_key(scheme, secret);
}

Result<std::string> verification_material(SignatureScheme scheme, std::string_view secret) {
  return scheme == SignatureScheme::standard_ed25519 ? public_key(secret) : hmac_key(scheme, secret);
}

std::vector<SignatureScheme> schemes_that_fit(std::string_view secret) {
  if (secret.starts_with(kPublicPrefix) || secret.starts_with(kPrivatePrefix)) {
    return {SignatureScheme::standard_ed25519};
  }
  if (secret.empty()) return {};
  if (decode_after(kSecretPrefix, secret)) {
    return {SignatureScheme::standard, SignatureScheme::github, SignatureScheme::stripe};
  }
  return {SignatureScheme::github, SignatureScheme::stripe};
}

std::vector<WrongKey> wrongly_decoded(SignatureScheme scheme, std::string_view secret) {
  std::vector<WrongKey> keys;
  if (scheme == SignatureScheme::standard_ed25519) return keys;
  const bool prefixed = secret.starts_with(kSecretPrefix);
  const std::string_view after = prefixed ? secret.substr(kSecretPrefix.size()) : secret;
  if (scheme == SignatureScheme::standard) {
    keys.push_back({std::string(secret), "with the whole text, prefix included, as the key"});
    keys.push_back({std::string(after), "with the base64 text after the prefix, undecoded, as the key"});
  } else {
    if (auto bytes = base64_decode(after); bytes && !bytes->empty()) {
      keys.push_back({std::move(*bytes), prefixed
                                             ? "with the base64 after the prefix decoded, where the text is the key"
                                             : "with the base64 decoded, where the text is the key"});
    }
    if (auto bytes = hex_decode(after); bytes && !bytes->empty()) {
      keys.push_back({std::move(*bytes), "with the hex decoded, where the text is the key"});
    }
    if (prefixed) keys.push_back({std::string(after), "without its prefix, where the whole text is the key"});
  }
  // Read from a file, a secret often brings the file's last line end along.
  keys.push_back({std::string(secret) + "\n", "with a line end behind it as part of the key"});
  keys.push_back({std::string(secret) + "\r\n", "with a line end (CRLF) behind it as part of the key"});
  return keys;
}

std::optional<Error> check_signing_key(const SigningKey& key) {
  const auto material = signing_material(key.scheme, key.secret);
  return material ? std::nullopt : std::optional(material.error());
}

std::optional<Error> check_verification_key(const VerificationKey& key) {
  if (!key.scheme) {
    const auto fitting = schemes_that_fit(key.secret);
    if (fitting.empty()) return Error{"a secret is not empty"};
    const auto material = verification_material(fitting.front(), key.secret);
    return material ? std::nullopt : std::optional(material.error());
  }
  const auto material = verification_material(*key.scheme, key.secret);
  return material ? std::nullopt : std::optional(material.error());
}

std::string public_key_of(const SigningKey& key) {
  const auto seed = signing_material(key.scheme, key.secret);
  if (key.scheme != SignatureScheme::standard_ed25519 || !seed) {
    throw std::invalid_argument("only a well-formed key for standard-ed25519 has a public key");
  }
  return std::string(kPublicPrefix) + base64_encode(ed25519_public_key(*seed));
}

}  // namespace hookloop
