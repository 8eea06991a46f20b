#include "bin_server/forward/resign.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>

#include "bin_server/forward/request_edits.h"
#include "shared/schema/delivery_headers.h"
#include "shared/support/nearest.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

constexpr std::array<std::string_view, 3> kSignatureHeaders{header_name::signature, header_name::github_signature,
                                                            header_name::stripe_signature};

bool is_standard(SignatureScheme scheme) {
  return scheme == SignatureScheme::standard || scheme == SignatureScheme::standard_ed25519;
}

SignatureScheme likely_scheme(const std::string& secret, const HeaderList& captured) {
  // These tell what they are for.
  if (secret.starts_with("whsk_") || secret.starts_with("whpk_")) return SignatureScheme::standard_ed25519;
  if (find_header(captured, header_name::github_signature)) return SignatureScheme::github;
  if (find_header(captured, header_name::stripe_signature)) return SignatureScheme::stripe;
  if (find_header(captured, header_name::signature) || secret.starts_with("whsec_")) return SignatureScheme::standard;
  return SignatureScheme::github;
}

}  // namespace

Result<SigningKey> choose_signing_key(const std::vector<VerificationKey>& secrets, const ResignOptions& options,
                                      const HeaderList& captured) {
  if (secrets.empty())
    return Error{"The bin has no secret to sign with; give it one with PATCH: {\"secrets\": [...]}."};
  auto chosen = secrets.begin();
  if (options.label) {
    chosen = std::find_if(secrets.begin(), secrets.end(),
                          [&](const VerificationKey& key) { return key.label == *options.label; });
    if (chosen == secrets.end()) {
      std::vector<std::string> labels;
      for (const VerificationKey& key : secrets) labels.push_back(to_shown_utf8(key.label));
      return Error{fmt::format("The bin has no secret of the label '{}'; there are: {}.", to_shown_utf8(*options.label),
                               fmt::join(labels, ", "))};
    }
  }
  SigningKey key;
  key.scheme = options.scheme   ? *options.scheme
               : chosen->scheme ? *chosen->scheme
                                : likely_scheme(chosen->secret, captured);
  key.secret = chosen->secret;
  if (const auto fault = check_signing_key(key)) {
    return Error{fmt::format("The secret '{}' can not sign by the scheme {}: {}.", to_shown_utf8(chosen->label),
                             to_string(key.scheme), fault->message)};
  }
  return key;
}

void resign(HeaderList& headers, const SigningKey& key, const std::string& new_delivery_id, UnixSeconds now,
            std::string_view body) {
  std::string delivery_id;
  if (const auto id = find_header(headers, header_name::delivery_id)) delivery_id = *id;
  if (is_standard(key.scheme) && delivery_id.empty()) {
    delivery_id = new_delivery_id;
    apply({std::string(header_name::delivery_id), {delivery_id}}, headers);
  }
  if (is_standard(key.scheme) || find_header(headers, header_name::timestamp)) {
    apply({std::string(header_name::timestamp), {std::to_string(now.time_since_epoch().count())}}, headers);
  }
  const HeaderList fields = sign(std::span(&key, 1), delivery_id, now, body);
  for (const std::string_view name : kSignatureHeaders) {
    if (!same_header_name(name, fields.front().name)) apply({std::string(name), {}}, headers);
  }
  apply({fields.front().name, {fields.front().value}}, headers);
}

}  // namespace hookloop
