// Secrets as people have them, turned into the bytes that sign and verify. Part of signing (signature.h); nobody else
// needs it. No error here holds a secret. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/signature.h"

namespace hookloop {

// For HMAC schemes the key; for standard_ed25519 the 32-byte seed.
Result<std::string> signing_material(SignatureScheme scheme, std::string_view secret);

// For HMAC schemes the key; for standard_ed25519 the 32-byte public key, of a whpk_ or a whsk_ secret.
Result<std::string> verification_material(SignatureScheme scheme, std::string_view secret);

// The schemes that a secret without a scheme may belong to, by its form.
std::vector<SignatureScheme> schemes_that_fit(std::string_view secret);

// The keys that senders make of a secret by mistake, and how: "with the whole text, prefix included, as the key".
// Nothing for standard_ed25519: what a wrong seed makes can not be told from a public key.
struct WrongKey {
  std::string material;
  std::string_view how;
};
std::vector<WrongKey> wrongly_decoded(SignatureScheme scheme, std::string_view secret);

}  // namespace hookloop
