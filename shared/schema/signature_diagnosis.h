// Why a signature is not right: trials of what senders and proxies get wrong, the most telling first, within a budget.
// Part of verifying (signature.h). Any bytes, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/signature.h"
#include "shared/schema/signature_fields.h"

namespace hookloop {

// A secret that is well-formed for the scheme at hand.
struct KnownKey {
  std::string material;     // as verification_material gives it
  std::string_view secret;  // as the receiver has it
  std::string label;        // printable; details put it in quotes
};

struct SignatureClaim {
  SignatureScheme scheme;
  const SignatureFields& fields;
  std::span<const std::string> signatures;  // those of fields.signatures that have the scheme's form, as bytes
  const VerificationInput& input;
};

// The claim is right with none of `keys`. Never gives SignatureCause::none.
SignatureFault explain_failure(const SignatureClaim& claim, std::span<const KnownKey> keys,
                               std::span<const KnownKey> other_known, const VerificationOptions& options);

}  // namespace hookloop
