#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "shared/schema/signature.h"
#include "shared/schema/signature_diagnosis.h"
#include "shared/schema/signature_fields.h"
#include "shared/schema/signature_key.h"
#include "shared/schema/signature_match.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

using State = SignatureVerdict::State;

std::string label_of(std::span<const VerificationKey> keys, std::size_t index) {
  const std::string& label = keys[index].label;
  return label.empty() ? fmt::format("secret {}", index + 1) : printable(label);
}

bool fits(const VerificationKey& key, SignatureScheme scheme) {
  if (key.scheme) return *key.scheme == scheme;
  const auto schemes = schemes_that_fit(key.secret);
  return std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
}

// Those of the keys that can have signed in this scheme; one that is not well-formed can not.
std::vector<KnownKey> keys_for(SignatureScheme scheme, std::span<const VerificationKey> keys) {
  std::vector<KnownKey> known;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!fits(keys[i], scheme)) continue;
    auto material = verification_material(scheme, keys[i].secret);
    if (material) known.push_back({std::move(*material), keys[i].secret, label_of(keys, i)});
  }
  return known;
}

std::vector<std::string> decode_all(SignatureScheme scheme, const SignatureFields& fields) {
  std::vector<std::string> signatures;
  for (const std::string_view text : fields.signatures) {
    if (auto bytes = decode_signature(scheme, text)) signatures.push_back(std::move(*bytes));
  }
  return signatures;
}

// The key that made one of the signatures over what arrived; all keys are tried, whichever fits.
const KnownKey* signing_key(SignatureScheme scheme, const SignatureFields& fields, std::string_view body,
                            std::span<const std::string> signatures, std::span<const KnownKey> keys) {
  const KnownKey* found = nullptr;
  for (const KnownKey& key : keys) {
    const bool right =
        made_one_of(signatures, scheme, key.material, {signed_parts(scheme), fields.id, fields.timestamp, body});
    if (right && found == nullptr) found = &key;
  }
  return found;
}

std::optional<SignatureFault> check_time(const SignatureFields& fields, UnixSeconds received_at,
                                         std::chrono::seconds tolerance) {
  const auto bounded = [](std::int64_t seconds) { return std::clamp(seconds, -kFarthestSecond, kFarthestSecond); };
  const std::int64_t age =
      bounded(received_at.time_since_epoch().count()) - fields.signed_at.time_since_epoch().count();
  const std::int64_t allowed = bounded(std::max<std::int64_t>(tolerance.count(), 0));
  if (age > allowed) {
    return SignatureFault{
        SignatureCause::timestamp_too_old,
        fmt::format("The signature is right, but it was made {} s before the request arrived; {} s are "
                    "allowed.",
                    age, allowed)};
  }
  if (-age > allowed) {
    const bool milliseconds = fields.timestamp.size() == 13;
    return SignatureFault{
        SignatureCause::timestamp_too_new,
        fmt::format("The signature is right, but its timestamp lies {} s after the request arrived; {} "
                    "s are allowed.{}",
                    -age, allowed, milliseconds ? " It looks like milliseconds; it is to be seconds." : "")};
  }
  return std::nullopt;
}

SignatureVerdict invalid(SignatureScheme scheme, SignatureFault fault) {
  return {State::invalid, scheme, fault.cause, std::move(fault.detail)};
}

SignatureVerdict verify_scheme(SignatureScheme scheme, const VerificationInput& input, std::span<const KnownKey> keys,
                               const VerificationOptions& options) {
  auto fields = read_signature_fields(input.headers, scheme);
  if (!fields) return invalid(scheme, fields.error());
  const std::vector<std::string> signatures = decode_all(scheme, *fields);
  const KnownKey* key = signing_key(scheme, *fields, input.body, signatures, keys);
  if (key == nullptr) {
    const SignatureClaim claim{scheme, *fields, signatures, input};
    return invalid(scheme, explain_failure(claim, keys, keys_for(scheme, options.other_known), options));
  }
  // github signs no time.
  if (scheme != SignatureScheme::github) {
    if (auto fault = check_time(*fields, input.received_at, options.tolerance))
      return invalid(scheme, std::move(*fault));
  }
  return {State::valid, scheme, SignatureCause::none, fmt::format("It was signed with '{}'.", key->label), key->label};
}

// Of several verdicts that fail, the one that says most about what went wrong is worth the most.
int worth(SignatureCause cause) {
  switch (cause) {
    case SignatureCause::timestamp_too_old:
    case SignatureCause::timestamp_too_new:
      return 5;
    case SignatureCause::wrong_secret:
      return 3;
    case SignatureCause::missing_header:
    case SignatureCause::malformed_header:
    case SignatureCause::timestamp_not_a_number:
      return 2;
    case SignatureCause::wrong_scheme:
      return 1;
    default:
      return 4;
  }
}

// For a report: both standard schemes share a header, and its entries tell which of them it is.
SignatureScheme scheme_of_header(const HeaderList& headers, std::span<const SignatureScheme> present) {
  if (present.front() != SignatureScheme::standard) return present.front();
  for (const SignatureScheme scheme : {SignatureScheme::standard, SignatureScheme::standard_ed25519}) {
    if (holds_signature_of(headers, scheme)) return scheme;
  }
  return present.front();
}

std::vector<SignatureScheme> schemes_present(const HeaderList& headers) {
  std::vector<SignatureScheme> present;
  for (const SignatureScheme scheme : signature_schemes()) {
    if (has_signature_header(headers, scheme)) present.push_back(scheme);
  }
  return present;
}

SignatureVerdict unsigned_verdict(std::span<const VerificationKey> keys) {
  if (keys.empty()) return {State::unsigned_request, std::nullopt, SignatureCause::none, "There is no signature."};
  std::vector<std::string_view> expected;
  for (const SignatureScheme scheme : signature_schemes()) {
    const bool wanted = std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return fits(key, scheme); });
    const std::string_view name = signature_header_name(scheme);
    if (wanted && std::find(expected.begin(), expected.end(), name) == expected.end()) expected.push_back(name);
  }
  return {State::unsigned_request, std::nullopt, SignatureCause::missing_header,
          fmt::format("There is no signature; the header {} is expected.", fmt::join(expected, " or "))};
}

// The header that is there belongs to a scheme of which no key is known. When a known secret made it all the same, the
// sender only has the wrong scheme set, and that is worth telling.
SignatureVerdict wrong_scheme_verdict(const VerificationInput& input, std::span<const VerificationKey> keys,
                                      std::span<const SignatureScheme> present) {
  for (const SignatureScheme scheme : present) {
    const auto fields = read_signature_fields(input.headers, scheme);
    if (!fields) continue;
    std::vector<KnownKey> known;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      auto material = verification_material(scheme, keys[i].secret);
      if (material) known.push_back({std::move(*material), keys[i].secret, label_of(keys, i)});
    }
    if (const KnownKey* key = signing_key(scheme, *fields, input.body, decode_all(scheme, *fields), known)) {
      return invalid(scheme,
                     {SignatureCause::wrong_scheme,
                      fmt::format("It was signed with '{}' in the scheme {}, but that secret is not kept for this "
                                  "scheme.",
                                  key->label, to_string(scheme))});
    }
  }
  const SignatureScheme scheme = scheme_of_header(input.headers, present);
  return invalid(scheme, {SignatureCause::wrong_scheme,
                          fmt::format("It is signed by {} (scheme {}), and no secret is known for that scheme.",
                                      signature_header_name(scheme), to_string(scheme))});
}

SignatureVerdict outdated_github_verdict(std::span<const VerificationKey> keys) {
  if (keys.empty()) {
    return {State::no_secret, SignatureScheme::github, SignatureCause::none,
            "It is signed by X-Hub-Signature (HMAC-SHA1), and no secret is known."};
  }
  return invalid(SignatureScheme::github,
                 {SignatureCause::wrong_scheme,
                  "It is signed by X-Hub-Signature (HMAC-SHA1) alone; send X-Hub-Signature-256 instead."});
}

}  // namespace

SignatureVerdict verify(const VerificationInput& input, std::span<const VerificationKey> keys,
                        const VerificationOptions& options) {
  const std::vector<SignatureScheme> present = schemes_present(input.headers);
  if (present.empty()) {
    return has_outdated_github_header(input.headers) ? outdated_github_verdict(keys) : unsigned_verdict(keys);
  }
  const SignatureScheme found = scheme_of_header(input.headers, present);
  if (keys.empty()) {
    return {State::no_secret, found, SignatureCause::none,
            fmt::format("There is a {} header, and no secret to check it with.", signature_header_name(found))};
  }
  if (std::none_of(keys.begin(), keys.end(), [](const auto& key) { return !check_verification_key(key); })) {
    return {State::no_secret, found, SignatureCause::none,
            fmt::format("'{}' can not be used: {}.", label_of(keys, 0), check_verification_key(keys.front())->message)};
  }

  std::optional<SignatureVerdict> best;
  for (const SignatureScheme scheme : present) {
    const std::vector<KnownKey> known = keys_for(scheme, keys);
    if (known.empty()) continue;
    SignatureVerdict verdict = verify_scheme(scheme, input, known, options);
    if (verdict.state == State::valid) return verdict;
    if (!best || worth(verdict.cause) > worth(best->cause)) best = std::move(verdict);
  }
  if (!best) return wrong_scheme_verdict(input, keys, present);
  if (best->cause == SignatureCause::wrong_scheme) best->scheme = found;
  return *best;
}

}  // namespace hookloop
