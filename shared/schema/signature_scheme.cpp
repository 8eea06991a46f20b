#include <spdlog/fmt/fmt.h>

#include <array>

#include "shared/schema/signature.h"
#include "shared/support/nearest.h"

namespace hookloop {

std::string_view to_string(SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::standard:
      return "standard";
    case SignatureScheme::standard_ed25519:
      return "standard-ed25519";
    case SignatureScheme::github:
      return "github";
    case SignatureScheme::stripe:
      return "stripe";
  }
  return "";
}

std::span<const SignatureScheme> signature_schemes() {
  static constexpr std::array schemes{SignatureScheme::standard, SignatureScheme::standard_ed25519,
                                      SignatureScheme::github, SignatureScheme::stripe};
  return schemes;
}

Result<SignatureScheme> parse_signature_scheme(std::string_view text) {
  std::vector<std::string> known;
  for (const SignatureScheme scheme : signature_schemes()) {
    if (text == to_string(scheme)) return scheme;
    known.emplace_back(to_string(scheme));
  }
  const std::string guess = did_you_mean(text, known);
  return Error{fmt::format("there is no signature scheme '{}'{}", text,
                           guess.empty() ? fmt::format("; there are {}", fmt::join(known, ", ")) : guess)};
}

std::string_view to_string(SignatureCause cause) {
  switch (cause) {
    case SignatureCause::none:
      return "none";
    case SignatureCause::missing_header:
      return "missing_header";
    case SignatureCause::malformed_header:
      return "malformed_header";
    case SignatureCause::wrong_secret:
      return "wrong_secret";
    case SignatureCause::secret_decoded_wrongly:
      return "secret_decoded_wrongly";
    case SignatureCause::other_known_secret:
      return "other_known_secret";
    case SignatureCause::timestamp_too_old:
      return "timestamp_too_old";
    case SignatureCause::timestamp_too_new:
      return "timestamp_too_new";
    case SignatureCause::timestamp_not_a_number:
      return "timestamp_not_a_number";
    case SignatureCause::body_changed:
      return "body_changed";
    case SignatureCause::body_reserialised:
      return "body_reserialised";
    case SignatureCause::trailing_newline:
      return "trailing_newline";
    case SignatureCause::wrong_encoding:
      return "wrong_encoding";
    case SignatureCause::wrong_scheme:
      return "wrong_scheme";
    case SignatureCause::other_id_or_timestamp:
      return "other_id_or_timestamp";
  }
  return "";
}

std::string_view to_string(SignatureVerdict::State state) {
  switch (state) {
    case SignatureVerdict::State::valid:
      return "valid";
    case SignatureVerdict::State::invalid:
      return "invalid";
    case SignatureVerdict::State::unsigned_request:
      return "unsigned";
    case SignatureVerdict::State::no_secret:
      return "no_secret";
  }
  return "";
}

}  // namespace hookloop
