// What a request's headers say about its signature, read but not yet believed. Part of verifying (signature.h); nobody
// else needs it. Views into the headers that were given. Any bytes, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/signature.h"

namespace hookloop {

// Whether the header that carries this scheme's signature is there.
bool has_signature_header(const HeaderList& headers, SignatureScheme scheme);

// Whether webhook-signature lists one of this (standard) scheme.
bool holds_signature_of(const HeaderList& headers, SignatureScheme scheme);

// X-Hub-Signature: what GitHub sent before X-Hub-Signature-256, an HMAC-SHA1. It proves too little to be verified.
bool has_outdated_github_header(const HeaderList& headers);

std::string_view signature_header_name(SignatureScheme scheme);

struct SignatureFault {
  SignatureCause cause;
  std::string detail;
};

struct SignatureFields {
  std::string_view id;                       // standard schemes; else empty
  std::string_view timestamp;                // as it was signed; empty for github
  UnixSeconds signed_at;                     // the same as a number, at most kFarthestSecond from 1970; 1970 for github
  std::vector<std::string_view> signatures;  // the texts behind "v1,", "v1a,", "sha256=" or "v1=": at least one
};

// No wall clock comes near it, and sums and differences of such times do not overflow.
inline constexpr std::int64_t kFarthestSecond = 1'000'000'000'000'000'000;

// The header of the scheme is there. Refuses what can not be read, or could be read in two ways.
Result<SignatureFields, SignatureFault> read_signature_fields(const HeaderList& headers, SignatureScheme scheme);

// Text of a request as it may stand in a detail: printable, in quotes, and shortened.
std::string quoted(std::string_view text);

}  // namespace hookloop
