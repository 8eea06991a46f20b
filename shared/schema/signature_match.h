// Whether a key made one of a request's signatures. Part of verifying (signature.h). Any bytes, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/signature.h"

namespace hookloop {

// What a scheme signs: the body, alone or behind other parts, joined by points.
enum class SignedParts { id_timestamp_body, timestamp_body, body };
SignedParts signed_parts(SignatureScheme scheme);

struct SignedContent {
  SignedParts parts;
  std::string_view id;
  std::string_view timestamp;
  std::string_view body;
};

// A signature's bytes from its text, as the scheme writes it and not otherwise: padded base64, or lower-case hex.
std::optional<std::string> decode_signature(SignatureScheme scheme, std::string_view text);

// What else the text may be: other encodings that senders take for the right one, and the name of each.
struct LooseSignature {
  std::string bytes;
  std::string_view encoding;
};
std::vector<LooseSignature> decode_loosely(SignatureScheme scheme, std::string_view text);

// `material` as verification_material gives it; `signatures` are bytes. All of them are compared, in constant time.
bool made_one_of(std::span<const std::string> signatures, SignatureScheme scheme, std::string_view material,
                 const SignedContent& content);

}  // namespace hookloop
