#include "shared/schema/signature_diagnosis.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>

#include "shared/schema/body_variants.h"
#include "shared/schema/delivery_headers.h"
#include "shared/schema/signature_key.h"
#include "shared/schema/signature_match.h"
#include "shared/support/digest.h"
#include "shared/support/encoding.h"

namespace hookloop {
namespace {

// A trial costs the hashing of its body and a fixed part: an HMAC about as much as half a KiB, an Ed25519 check as much
// as 64 KiB.
constexpr std::size_t kHmacTrialBytes = 512;
constexpr std::size_t kEd25519TrialBytes = 64 * 1024;

std::string_view describe(SignedParts parts) {
  switch (parts) {
    case SignedParts::id_timestamp_body:
      return "id.timestamp.body, as the standard schemes sign";
    case SignedParts::timestamp_body:
      return "timestamp.body, as stripe signs";
    case SignedParts::body:
      return "the body alone, as github signs";
  }
  return "";
}

std::string shown_difference(std::string_view sent, std::string_view received) {
  const auto [at, unused] = std::mismatch(sent.begin(), sent.end(), received.begin(), received.end());
  return fmt::format(
      "It was signed over a body that is known to have been sent; the first byte that differs is number {} "
      "({} bytes were sent, {} arrived).",
      at - sent.begin() + 1, sent.size(), received.size());
}

// RFC 9530: the value of `sha-256=:…:` in Content-Digest.
std::optional<std::string_view> content_digest(const HeaderList& headers) {
  static constexpr std::string_view kBegin = "sha-256=:";
  const std::string_view value = find_header(headers, "Content-Digest").value_or("");
  const auto begin = value.find(kBegin);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view rest = value.substr(begin + kBegin.size());
  const auto end = rest.find(':');
  return end == std::string_view::npos ? std::nullopt : std::optional(rest.substr(0, end));
}

std::optional<std::uint64_t> content_length(const HeaderList& headers) {
  const std::string_view digits = find_header(headers, "Content-Length").value_or("");
  std::uint64_t bytes = 0;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
  if (digits.empty() || error != std::errc() || rest != digits.data() + digits.size()) return std::nullopt;
  return bytes;
}

class Diagnosis {
 public:
  Diagnosis(const SignatureClaim& claim, std::span<const KnownKey> keys, std::span<const KnownKey> other_known,
            const VerificationOptions& options)
      : claim_(claim),
        keys_(keys),
        other_known_(other_known),
        options_(options),
        left_(options.diagnosis_budget_bytes) {}

  SignatureFault run() {
    using Step = std::optional<SignatureFault> (Diagnosis::*)();
    static constexpr Step kSteps[] = {&Diagnosis::wrong_encoding,        &Diagnosis::secret_decoded_wrongly,
                                      &Diagnosis::other_known_secret,    &Diagnosis::wrong_parts,
                                      &Diagnosis::other_id_or_timestamp, &Diagnosis::trailing_newline,
                                      &Diagnosis::body_reserialised,     &Diagnosis::body_changed};
    for (const Step step : kSteps) {
      if (auto fault = (this->*step)()) return std::move(*fault);
    }
    return claim_.signatures.empty() ? malformed() : wrong_secret();
  }

 private:
  SignedContent content() const {
    return {signed_parts(claim_.scheme), claim_.fields.id, claim_.fields.timestamp, claim_.input.body};
  }

  bool try_signatures(std::span<const std::string> signatures, std::string_view material,
                      const SignedContent& content) {
    if (signatures.empty()) return false;
    const bool slow = claim_.scheme == SignatureScheme::standard_ed25519;
    const std::size_t cost =
        slow ? (content.body.size() + kEd25519TrialBytes) * signatures.size() : content.body.size() + kHmacTrialBytes;
    if (cost > left_) {
      gave_up_ = options_.diagnosis_budget_bytes > 0;
      return false;
    }
    left_ -= cost;
    return made_one_of(signatures, claim_.scheme, material, content);
  }

  // The key that signed this content, if any did.
  const KnownKey* key_of(const SignedContent& content) {
    for (const KnownKey& key : keys_) {
      if (try_signatures(claim_.signatures, key.material, content)) return &key;
    }
    return nullptr;
  }

  std::optional<SignatureFault> wrong_encoding() {
    for (const std::string_view text : claim_.fields.signatures) {
      for (const LooseSignature& loose : decode_loosely(claim_.scheme, text)) {
        for (const KnownKey& key : keys_) {
          if (!try_signatures(std::span(&loose.bytes, 1), key.material, content())) continue;
          return fault(SignatureCause::wrong_encoding,
                       "The signature is right for '{}', but written as {}; this scheme writes {}.", key.label,
                       loose.encoding, right_encoding());
        }
      }
    }
    return std::nullopt;
  }

  std::optional<SignatureFault> secret_decoded_wrongly() {
    for (const KnownKey& key : keys_) {
      for (const WrongKey& wrong : wrongly_decoded(claim_.scheme, key.secret)) {
        if (!try_signatures(claim_.signatures, wrong.material, content())) continue;
        return fault(SignatureCause::secret_decoded_wrongly, "It was signed with '{}', but used wrongly: {}.",
                     key.label, wrong.how);
      }
    }
    return std::nullopt;
  }

  std::optional<SignatureFault> other_known_secret() {
    for (const KnownKey& other : other_known_) {
      if (!try_signatures(claim_.signatures, other.material, content())) continue;
      return fault(SignatureCause::other_known_secret,
                   "It was signed with '{}', which is not a secret of this receiver.", other.label);
    }
    return std::nullopt;
  }

  std::optional<SignatureFault> wrong_parts() {
    for (const SignedParts parts : {SignedParts::body, SignedParts::timestamp_body, SignedParts::id_timestamp_body}) {
      SignedContent other = content();
      if (parts == other.parts) continue;
      if (parts != SignedParts::body && other.timestamp.empty()) continue;  // github has none
      if (parts == SignedParts::id_timestamp_body && other.id.empty()) continue;
      const SignedParts right = std::exchange(other.parts, parts);
      if (const KnownKey* key = key_of(other)) {
        return fault(SignatureCause::wrong_scheme, "It was signed with '{}', but over {}; this scheme signs {}.",
                     key->label, describe(parts), describe(right));
      }
    }
    return std::nullopt;
  }

  std::optional<SignatureFault> other_id_or_timestamp() {
    if (signed_parts(claim_.scheme) == SignedParts::body) return std::nullopt;
    for (const auto& [timestamp, what] : other_timestamps()) {
      SignedContent other = content();
      other.timestamp = timestamp;
      if (const KnownKey* key = key_of(other)) {
        return fault(SignatureCause::other_id_or_timestamp, "It was signed with '{}', but with {}.", key->label, what);
      }
    }
    if (claim_.fields.id.empty()) return std::nullopt;
    const auto event_id = find_header(claim_.input.headers, header_name::event_id);
    for (const std::string_view id : {event_id.value_or(""), std::string_view()}) {
      SignedContent other = content();
      other.id = id;
      if (const KnownKey* key = key_of(other)) {
        return fault(SignatureCause::other_id_or_timestamp,
                     "It was signed with '{}', but with {} in place of webhook-id.", key->label,
                     id.empty() ? "nothing" : "Hookloop-Event-Id");
      }
    }
    return std::nullopt;
  }

  struct OtherTimestamp {
    std::string text;
    std::string_view what;
  };
  std::vector<OtherTimestamp> other_timestamps() const {
    const std::string_view given = claim_.fields.timestamp;
    std::vector<OtherTimestamp> others;
    for (const UnixSeconds sent : options_.sent_timestamps) {
      others.push_back({std::to_string(sent.time_since_epoch().count()),
                        "the timestamp of another attempt; each attempt is signed anew"});
    }
    if (given.size() > 3) {
      others.push_back(
          {std::string(given.substr(0, given.size() - 3)), "seconds, where the timestamp has milliseconds"});
    }
    others.push_back({std::string(given) + "000", "milliseconds, where the timestamp has seconds"});
    std::erase_if(others, [&](const OtherTimestamp& other) { return other.text == given; });
    return others;
  }

  // One search through variants of the body, for any of the keys.
  using FindVariant = std::optional<std::string> (*)(std::string_view, const IsSigned&);
  std::optional<SignatureFault> find(FindVariant find_variant, SignatureCause cause) {
    if (claim_.signatures.empty()) return std::nullopt;
    const KnownKey* key = nullptr;
    const auto what = find_variant(claim_.input.body, [&](std::string_view body) {
      SignedContent other = content();
      other.body = body;
      key = key_of(other);
      return key != nullptr;
    });
    if (!what) return std::nullopt;
    return fault(cause, "It was signed with '{}', {}.", key->label, *what);
  }

  std::optional<SignatureFault> trailing_newline() {
    return find(find_line_end_variant, SignatureCause::trailing_newline);
  }

  std::optional<SignatureFault> body_reserialised() {
    return find(find_reserialised_variant, SignatureCause::body_reserialised);
  }

  std::optional<SignatureFault> body_changed() {
    if (auto fault = find(find_changed_variant, SignatureCause::body_changed)) return fault;
    if (claim_.signatures.empty()) return std::nullopt;
    const std::string_view body = claim_.input.body;
    for (const std::string_view sent : options_.sent_bodies) {
      if (sent == body) continue;  // proves nothing: the same hand may have altered both
      SignedContent other = content();
      other.body = sent;
      if (key_of(other) != nullptr) return SignatureFault{SignatureCause::body_changed, shown_difference(sent, body)};
    }
    return body_changed_by_its_own_headers();
  }

  std::optional<SignatureFault> body_changed_by_its_own_headers() {
    const HeaderList& headers = claim_.input.headers;
    const auto length = content_length(headers);
    if (length && *length != body_bytes() && !find_header(headers, "Transfer-Encoding")) {
      return fault(SignatureCause::body_changed, "The body has {} bytes, where its Content-Length says {}.",
                   body_bytes(), *length);
    }
    if (const auto digest = content_digest(headers)) {
      if (base64_encode(sha256(claim_.input.body)) != *digest) {
        return SignatureFault{SignatureCause::body_changed,
                              "The body is not the one that its Content-Digest describes."};
      }
      content_digest_fits_ = true;
    }
    return std::nullopt;
  }

  SignatureFault malformed() const {
    return *fault(SignatureCause::malformed_header, "{} holds {}, which is not {}.",
                  signature_header_name(claim_.scheme), quoted(claim_.fields.signatures.front()), right_encoding());
  }

  SignatureFault wrong_secret() const {
    std::string detail =
        fmt::format("It was made with {}", keys_.size() == 1 ? fmt::format("another secret than '{}'", keys_[0].label)
                                                             : fmt::format("none of {} secrets", keys_.size()));
    // The signature alone can not tell an altered body from another secret.
    detail += ", or over a body that was changed since";
    detail += content_digest_fits_ ? "; its Content-Digest, which nobody signed, fits the body." : ".";
    if (gave_up_) detail += " Not every known mistake was tried: the body is too large or the signatures are too many.";
    return {SignatureCause::wrong_secret, std::move(detail)};
  }

  std::string_view right_encoding() const {
    switch (claim_.scheme) {
      case SignatureScheme::standard:
        return "the base64 of 32 bytes, with padding";
      case SignatureScheme::standard_ed25519:
        return "the base64 of 64 bytes, with padding";
      case SignatureScheme::github:
      case SignatureScheme::stripe:
        break;
    }
    return "64 lower-case hexadecimal digits";
  }

  std::size_t body_bytes() const { return claim_.input.body.size(); }

  template <typename... Parts>
  static std::optional<SignatureFault> fault(SignatureCause cause, fmt::format_string<Parts...> detail,
                                             Parts&&... parts) {
    return SignatureFault{cause, fmt::format(detail, std::forward<Parts>(parts)...)};
  }

  const SignatureClaim& claim_;
  const std::span<const KnownKey> keys_;
  const std::span<const KnownKey> other_known_;
  const VerificationOptions& options_;
  std::size_t left_;
  bool gave_up_ = false;
  bool content_digest_fits_ = false;
};

}  // namespace

SignatureFault explain_failure(const SignatureClaim& claim, std::span<const KnownKey> keys,
                               std::span<const KnownKey> other_known, const VerificationOptions& options) {
  return Diagnosis(claim, keys, other_known, options).run();
}

}  // namespace hookloop
