// Signing the exact bytes of a body, and verifying them with the cause named when that fails. Four schemes:
//   standard          Standard Webhooks 1.0.0, HMAC-SHA256: `webhook-signature: v1,<base64>` over "id.timestamp.body";
//   the
//                     secret is `whsec_` + base64 of the key
//   standard_ed25519  the same with Ed25519: `v1a,<base64>`; private key `whsk_` + base64 of 64 bytes (seed and public
//                     key) or 32 bytes (seed), public key `whpk_` + base64 of 32 bytes
//   github            `X-Hub-Signature-256: sha256=<hex>` over the body; the secret's text is the key
//   stripe            `Stripe-Signature: t=<seconds>,v1=<hex>` over "timestamp.body"; the whole secret's text is the
//   key
// HTTP Basic is in basic_authorization.h.
//
// 1. All comparisons of secrets and signatures take the same time wherever they differ; keys are tried in the order
// given.
// 2. No function here puts a secret into an error or a detail. What details quote of a request is printable UTF-8.
// 3. `verify` takes any bytes and never throws for them; its work is bounded (see the named limits).
// Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/basic_authorization.h"
#include "shared/support/constant_time.h"
#include "shared/support/http_message.h"
#include "shared/support/result.h"

namespace hookloop {

enum class SignatureScheme { standard, standard_ed25519, github, stripe };

std::string_view to_string(SignatureScheme scheme);                     // "standard-ed25519"
Result<SignatureScheme> parse_signature_scheme(std::string_view text);  // the error names the nearest
std::span<const SignatureScheme> signature_schemes();

using UnixSeconds = std::chrono::sys_seconds;

// --- Signing

struct SigningKey {
  SignatureScheme scheme = SignatureScheme::standard;
  std::string secret;  // as a person has it, prefix included
};

// Whether the secret has the form that its scheme signs with; the error says how it should look, without the secret.
std::optional<Error> check_signing_key(const SigningKey& key);

// "whpk_…" of a well-formed standard_ed25519 key: what the receiver is given. std::invalid_argument for any other key.
std::string public_key_of(const SigningKey& key);

// The header fields that carry the signature, in the order in which they are sent: for both standard schemes one
// webhook-signature, where several keys (a rotation) give one signature each, separated by a space; for stripe one
// Stripe-Signature with one `v1=` each; for github one X-Hub-Signature-256 each. webhook-id and webhook-timestamp are
// sent with every instrumented request and come from delivery_headers.h. No keys give no fields. All keys must be of
// one scheme and well-formed: std::invalid_argument otherwise.
HeaderList sign(std::span<const SigningKey> keys, std::string_view delivery_id, UnixSeconds timestamp,
                std::string_view body);

// The value of webhook-signature, X-Hub-Signature-256 or Stripe-Signature alone, of one key.
std::string signature_value(const SigningKey& key, std::string_view delivery_id, UnixSeconds timestamp,
                            std::string_view body);

// --- Verifying

// A secret that a receiver holds. Without a scheme it is tried with every scheme whose header is there and whose form
// fits. (A whpk_ or whsk_ secret fits standard_ed25519 only: were a public key taken as an HMAC secret, anybody could
// sign.)
struct VerificationKey {
  std::optional<SignatureScheme> scheme = std::nullopt;
  std::string secret;      // whsec_…, whpk_… (or whsk_…, of which the public half is used), or any text
  std::string label = {};  // how details call it: "primary", "old"; never the secret. Empty: "secret 2"
};

// Whether the key can verify anything; the error says how it should look, without the secret.
std::optional<Error> check_verification_key(const VerificationKey& key);

enum class SignatureCause {
  none,                    // it is valid
  missing_header,          // an expected header is not there; detail says which
  malformed_header,        // the header is there and can not be read
  wrong_secret,            // well-formed, and made with none of the secrets known (or over a body nobody knows)
  secret_decoded_wrongly,  // the right secret, but used as undecoded text (or the text after the prefix)
  other_known_secret,      // made with a secret that is known for something else; detail says which
  timestamp_too_old,
  timestamp_too_new,
  timestamp_not_a_number,
  body_changed,           // signed over other bytes; the detail says what shows it
  body_reserialised,      // the right secret over equivalent JSON, written otherwise
  trailing_newline,       // the right secret over the body with a line end more or less
  wrong_encoding,         // the right bytes in hex where base64 belongs, base64url, upper-case hex, …
  wrong_scheme,           // another scheme's header is there than the secret's, or the scheme's header was made by the
                          // rules of another scheme
  other_id_or_timestamp,  // the right secret and body, signed with another id or timestamp than the headers carry
};
std::string_view to_string(SignatureCause cause);  // "wrong_secret", …; "none" for none

struct SignatureVerdict {
  enum class State { valid, invalid, unsigned_request, no_secret };
  State state;
  std::optional<SignatureScheme> scheme = std::nullopt;  // of the header that was found
  SignatureCause cause = SignatureCause::none;
  std::string detail = {};  // one sentence for a person: what was seen and what to do
  std::string key = {};     // the label of the key that it is valid with
};
std::string_view to_string(SignatureVerdict::State state);  // "valid", "invalid", "unsigned", "no_secret"

struct VerificationInput {
  const HeaderList& headers;
  std::string_view body;
  UnixSeconds received_at;
};

// Limits of `verify`. A sender has one signature for each secret of a rotation: two, rarely three. What exceeds one of
// these three is malformed_header, and nothing is computed for it.
inline constexpr std::size_t kMostSignatures = 32;
// Of standard_ed25519, where each signature hashes the whole body anew for each key: 32 of them with three keys and a
// body of 10 MB took 1.3 s. An HMAC is computed once for a key, however many signatures it is compared with.
inline constexpr std::size_t kMostEd25519Signatures = 8;
inline constexpr std::size_t kLongestSignatureHeaderBytes = 8 * 1024;
// Bodies over this are not re-serialised in search of a cause: every spelling is hashed anew (up to 64 of them), and no
// payload of the platform comes near it.
inline constexpr std::size_t kLongestReserialisedBytes = 128 * 1024;
// How much the search for a cause may hash. Measured on a machine of the project's kind: 0.5 ms for a usual payload (7
// ms for Ed25519), at most some 50 ms for whatever a hostile sender wrote. Where it ends early, the detail says that
// not everything was tried.
inline constexpr std::size_t kDiagnosisBudgetBytes = 16 * 1024 * 1024;

struct VerificationOptions {
  // Standard Webhooks and Stripe's own libraries both allow five minutes either way.
  std::chrono::seconds tolerance{300};
  // Secrets that are known but should not have been used here: name the cause other_known_secret.
  std::span<const VerificationKey> other_known = {};
  // Bodies that are known to have been sent: from the emitter's ledger, or other captures of the same delivery. A
  // signature that is right for one of them is the proof of body_changed, which an HMAC alone can not give. One that is
  // the same as the body proves nothing: what altered one attempt on its way may have altered all in the same way.
  std::span<const std::string_view> sent_bodies = {};
  // Times at which the same delivery was signed before: the proof that a retry carries an old signature under a new
  // timestamp (other_id_or_timestamp).
  std::span<const UnixSeconds> sent_timestamps = {};
  // 0 switches the search for a cause off: what is not right is then malformed_header or wrong_secret.
  std::size_t diagnosis_budget_bytes = kDiagnosisBudgetBytes;
};

// `no_secret`: there is a signature but no key to check it with, or none that is well-formed. `unsigned`: there is no
// signature header at all; with a key the cause is missing_header. Valid as soon as any key made any of the signatures.
//
// The order of the checks, the most basic first; the first that fails names the cause:
//   1. is there a signature of a scheme that the keys have        missing_header (unsigned), wrong_scheme
//   2. are its headers there and readable, once each              missing_header, malformed_header,
//   timestamp_not_a_number
//   3. did one of the keys make one of the signatures             wrong_encoding, secret_decoded_wrongly,
//      (when not, what shows why is looked for in this order)     other_known_secret, wrong_scheme,
//      other_id_or_timestamp,
//                                                                 trailing_newline, body_reserialised, body_changed,
//                                                                 malformed_header (no signature has its scheme's
//                                                                 form), wrong_secret
//   4. was it made about now; both limits are still allowed       timestamp_too_old, timestamp_too_new
// So a timestamp is called too old or too new only when the signature itself is right: before that nobody vouches for
// it. Where headers of several schemes have keys, one that is valid is enough; else the verdict is the one that says
// most.
SignatureVerdict verify(const VerificationInput& input, std::span<const VerificationKey> keys,
                        const VerificationOptions& options = {});

}  // namespace hookloop
