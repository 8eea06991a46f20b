#include "shared/schema/signature_match.h"

#include <algorithm>

#include "shared/schema/signature_crypto.h"
#include "shared/support/encoding.h"

namespace hookloop {
namespace {

bool is_standard(SignatureScheme scheme) {
  return scheme == SignatureScheme::standard || scheme == SignatureScheme::standard_ed25519;
}

std::size_t signature_size(SignatureScheme scheme) {
  return scheme == SignatureScheme::standard_ed25519 ? kEd25519SignatureBytes : kHmacBytes;
}

std::string ed25519_message(const SignedContent& content) {
  std::string message;
  message.reserve(content.id.size() + content.timestamp.size() + content.body.size() + 2);
  if (content.parts == SignedParts::id_timestamp_body) message.append(content.id).append(".");
  if (content.parts != SignedParts::body) message.append(content.timestamp).append(".");
  return message.append(content.body);
}

std::string hmac_of(std::string_view key, const SignedContent& content) {
  switch (content.parts) {
    case SignedParts::id_timestamp_body:
      return hmac_sha256(key, {content.id, ".", content.timestamp, ".", content.body});
    case SignedParts::timestamp_body:
      return hmac_sha256(key, {content.timestamp, ".", content.body});
    case SignedParts::body:
      break;
  }
  return hmac_sha256(key, {content.body});
}

// Base64 as it comes from other libraries: with the URL's alphabet (RFC 4648 section 5), padded or not.
std::optional<std::string> decode_any_base64(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  while (!standard.empty() && standard.back() == '=') standard.pop_back();
  while (standard.size() % 4 != 0) standard += '=';
  return base64_decode(standard);
}

}  // namespace

SignedParts signed_parts(SignatureScheme scheme) {
  if (is_standard(scheme)) return SignedParts::id_timestamp_body;
  return scheme == SignatureScheme::stripe ? SignedParts::timestamp_body : SignedParts::body;
}

std::optional<std::string> decode_signature(SignatureScheme scheme, std::string_view text) {
  const bool upper_case = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'F'; });
  if (!is_standard(scheme) && upper_case) return std::nullopt;
  auto bytes = is_standard(scheme) ? base64_decode(text) : hex_decode(text);
  return bytes && bytes->size() == signature_size(scheme) ? std::move(bytes) : std::nullopt;
}

std::vector<LooseSignature> decode_loosely(SignatureScheme scheme, std::string_view text) {
  std::vector<LooseSignature> found;
  const auto add = [&](std::optional<std::string> bytes, std::string_view encoding) {
    if (bytes && bytes->size() == signature_size(scheme)) found.push_back({std::move(*bytes), encoding});
  };
  const auto base64 = decode_any_base64(text);
  if (is_standard(scheme)) {
    const bool url_alphabet = text.find_first_of("-_") != std::string_view::npos;
    add(base64, url_alphabet ? "base64url" : "base64 without its padding");
    add(hex_decode(text), "hex");
  } else {
    add(hex_decode(text), "upper-case hex");
    add(base64, "base64");
  }
  if (base64) add(hex_decode(*base64), "base64 of the hex text");
  return found;
}

bool made_one_of(std::span<const std::string> signatures, SignatureScheme scheme, std::string_view material,
                 const SignedContent& content) {
  bool found = false;
  if (scheme == SignatureScheme::standard_ed25519) {
    const std::string message = ed25519_message(content);
    for (const std::string& signature : signatures) found |= ed25519_verify(material, message, signature);
    return found;
  }
  const std::string expected = hmac_of(material, content);
  for (const std::string& signature : signatures) found |= equal_in_constant_time(expected, signature);
  return found;
}

}  // namespace hookloop
