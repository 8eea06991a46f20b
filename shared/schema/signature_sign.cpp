#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <stdexcept>

#include "shared/schema/delivery_headers.h"
#include "shared/schema/signature.h"
#include "shared/schema/signature_crypto.h"
#include "shared/schema/signature_key.h"
#include "shared/support/encoding.h"

namespace hookloop {
namespace {

// One signature as it stands in its header: "v1,<base64>", "v1=<hex>", "sha256=<hex>".
std::string one_signature(const SigningKey& key, std::string_view id, std::string_view timestamp,
                          std::string_view body) {
  const auto material = signing_material(key.scheme, key.secret);
  if (!material) throw std::invalid_argument(material.error().message);
  switch (key.scheme) {
    case SignatureScheme::standard:
      return "v1," + base64_encode(hmac_sha256(*material, {id, ".", timestamp, ".", body}));
    case SignatureScheme::standard_ed25519:
      return "v1a," + base64_encode(ed25519_sign(*material, fmt::format("{}.{}.{}", id, timestamp, body)));
    case SignatureScheme::github:
      return "sha256=" + hex_encode(hmac_sha256(*material, {body}));
    case SignatureScheme::stripe:
      return "v1=" + hex_encode(hmac_sha256(*material, {timestamp, ".", body}));
  }
  throw std::invalid_argument("there is no such signature scheme");
}

}  // namespace

HeaderList sign(std::span<const SigningKey> keys, std::string_view delivery_id, UnixSeconds timestamp,
                std::string_view body) {
  if (keys.empty()) return {};
  const SignatureScheme scheme = keys.front().scheme;
  if (std::any_of(keys.begin(), keys.end(), [&](const SigningKey& key) { return key.scheme != scheme; })) {
    throw std::invalid_argument("the keys of one request are all of one scheme");
  }
  const std::string seconds = std::to_string(timestamp.time_since_epoch().count());
  std::vector<std::string> signatures;
  for (const SigningKey& key : keys) signatures.push_back(one_signature(key, delivery_id, seconds, body));

  HeaderList headers;
  switch (scheme) {
    case SignatureScheme::standard:
    case SignatureScheme::standard_ed25519:
      headers.push_back({std::string(header_name::signature), fmt::format("{}", fmt::join(signatures, " "))});
      break;
    case SignatureScheme::github:
      for (std::string& signature : signatures) {
        headers.push_back({std::string(header_name::github_signature), std::move(signature)});
      }
      break;
    case SignatureScheme::stripe:
      headers.push_back(
          {std::string(header_name::stripe_signature), fmt::format("t={},{}", seconds, fmt::join(signatures, ","))});
      break;
  }
  return headers;
}

std::string signature_value(const SigningKey& key, std::string_view delivery_id, UnixSeconds timestamp,
                            std::string_view body) {
  return sign(std::span(&key, 1), delivery_id, timestamp, body).front().value;
}

}  // namespace hookloop
