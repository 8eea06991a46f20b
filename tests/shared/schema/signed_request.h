// A request as an emitter signs it, for tests to take apart: change one thing and see what the verdict says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/delivery_headers.h"
#include "shared/schema/signature.h"

namespace hookloop::test {

inline constexpr std::string_view kStandardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
inline constexpr std::string_view kOtherStandardSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
inline constexpr std::string_view kPrivateKey =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
inline constexpr std::string_view kPublicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
inline constexpr std::string_view kTextSecret = "It's a Secret to Everybody";

inline const UnixSeconds kSignedAt{std::chrono::seconds(1700000000)};

struct SignedRequest {
  HeaderList headers;
  std::string body = R"({"name": "Version #1", "n": 1})";
  UnixSeconds received_at = kSignedAt;

  std::string& header(std::string_view name) {
    for (HeaderField& field : headers) {
      if (same_header_name(field.name, name)) return field.value;
    }
    return headers.emplace_back(HeaderField{std::string(name), ""}).value;
  }
  void remove(std::string_view name) {
    std::erase_if(headers, [&](const HeaderField& field) { return same_header_name(field.name, name); });
  }
};

inline SignedRequest signed_request(const std::vector<SigningKey>& keys,
                                    std::string body = R"({"name": "Version #1", "n": 1})") {
  SignedRequest request;
  request.headers = delivery_headers({"dlv_1", "evt_1", "PROJECT_VERSION_CREATE", 1}, kSignedAt);
  request.body = std::move(body);
  for (HeaderField& field : sign(keys, "dlv_1", kSignedAt, request.body)) request.headers.push_back(std::move(field));
  return request;
}

inline SigningKey signing_key(SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::standard:
      return {scheme, std::string(kStandardSecret)};
    case SignatureScheme::standard_ed25519:
      return {scheme, std::string(kPrivateKey)};
    case SignatureScheme::github:
    case SignatureScheme::stripe:
      break;
  }
  return {scheme, std::string(kTextSecret)};
}

inline VerificationKey verification_key(SignatureScheme scheme, std::string label = "primary") {
  const bool by_public_key = scheme == SignatureScheme::standard_ed25519;
  return {scheme, by_public_key ? std::string(kPublicKey) : signing_key(scheme).secret, std::move(label)};
}

inline SignatureVerdict judge(const SignedRequest& request, const std::vector<VerificationKey>& keys,
                              const VerificationOptions& options = {}) {
  return verify({request.headers, request.body, request.received_at}, keys, options);
}

}  // namespace hookloop::test
