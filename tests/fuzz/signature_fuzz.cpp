// Signatures: `HEADERS --- BODY`. In the headers `$1`, `$2`, `$3` and `$4` stand for the right signature of the four
// schemes (over the id and the timestamp that come first in them), or no header that is right would ever be met.
// Whatever the headers are, a request is valid only where a signature stands in them that OpenSSL, asked directly,
// gives for exactly this body; and what is signed is valid.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "shared/support/encoding.h"
#include "shared/support/utf8.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/shared/schema/signed_request.h"

namespace hookloop::test {
namespace {

// Independent of what is under test: OpenSSL and the four specifications.
std::string reference_hmac(std::string_view key, const std::string& message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const auto* const text = reinterpret_cast<const unsigned char*>(message.data());
  must(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), text, message.size(), digest, &size) != nullptr,
       "OpenSSL has HMAC");
  return {reinterpret_cast<const char*>(digest), size};
}

std::string reference_ed25519(const std::string& message) {
  static EVP_PKEY* const key = [] {
    const std::string bytes = base64_decode(kPrivateKey.substr(5)).value();
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(bytes.data()),
                                        32);
  }();
  unsigned char signature[64];
  std::size_t size = sizeof signature;
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const auto* const text = reinterpret_cast<const unsigned char*>(message.data());
  const bool is_signed = EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key) == 1 &&
                         EVP_DigestSign(context, signature, &size, text, message.size()) == 1;
  EVP_MD_CTX_free(context);
  must(is_signed, "OpenSSL has Ed25519");
  return {reinterpret_cast<const char*>(signature), size};
}

// As it stands behind the mark of its scheme: "v1,", "v1a,", "sha256=", "v1=".
std::string reference_signature(SignatureScheme scheme, std::string_view id, std::string_view timestamp,
                                std::string_view body) {
  static const std::string standard_key = base64_decode(kStandardSecret.substr(6)).value();
  std::string of_stripe(timestamp);
  of_stripe += '.';
  of_stripe += body;
  const std::string of_standard = std::string(id) + '.' + of_stripe;
  switch (scheme) {
    case SignatureScheme::standard:
      return base64_encode(reference_hmac(standard_key, of_standard));
    case SignatureScheme::standard_ed25519:
      return base64_encode(reference_ed25519(of_standard));
    case SignatureScheme::github:
      return hex_encode(reference_hmac(kTextSecret, std::string(body)));
    case SignatureScheme::stripe:
      return hex_encode(reference_hmac(kTextSecret, of_stripe));
  }
  return {};
}

std::string first_value(const HeaderList& headers, std::string_view name) {
  return std::string(find_header(headers, name).value_or(""));
}

// The text behind the first "t=" of a Stripe-Signature, up to a comma.
std::string first_stripe_time(const HeaderList& headers) {
  const std::string value = first_value(headers, "Stripe-Signature");
  const std::size_t at = value.find("t=");
  if (at == std::string::npos) return {};
  return std::string(trim_white_space(std::string_view(value).substr(at + 2, value.find(',', at) - at - 2)));
}

void put_signatures(HeaderList& headers, std::string_view body) {
  const std::string id = first_value(headers, "webhook-id");
  const std::string timestamp = first_value(headers, "webhook-timestamp");
  const std::string stripe_time = first_stripe_time(headers);
  for (HeaderField& field : headers) {
    for (std::size_t at = field.value.find('$'); at != std::string::npos; at = field.value.find('$', at + 1)) {
      if (at + 1 == field.value.size() || field.value[at + 1] < '1' || field.value[at + 1] > '4') continue;
      const SignatureScheme scheme = signature_schemes()[static_cast<std::size_t>(field.value[at + 1] - '1')];
      const bool is_stripe = scheme == SignatureScheme::stripe;
      field.value.replace(at, 2, reference_signature(scheme, id, is_stripe ? stripe_time : timestamp, body));
    }
  }
}

bool is_about_now(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const std::int64_t now = kSignedAt.time_since_epoch().count();
  return error == std::errc() && end == text.data() + text.size() && seconds >= now - 300 && seconds <= now + 300;
}

// Every value of the header is the same.
bool is_single(const HeaderList& headers, std::string_view name) {
  const auto values = header_values(headers, name);
  return !values.empty() && std::count(values.begin(), values.end(), values.front()) == std::ssize(values);
}

bool holds_text(const HeaderList& headers, std::string_view name, const std::string& text) {
  const auto values = header_values(headers, name);
  return std::any_of(values.begin(), values.end(),
                     [&](std::string_view value) { return value.find(text) != std::string_view::npos; });
}

// Whether the headers carry what the scheme's specification asks for, over exactly this body.
bool is_proven(SignatureScheme scheme, const HeaderList& headers, std::string_view body) {
  const std::string id = first_value(headers, "webhook-id");
  const std::string timestamp = first_value(headers, "webhook-timestamp");
  const std::string stripe_time = first_stripe_time(headers);
  switch (scheme) {
    case SignatureScheme::standard:
    case SignatureScheme::standard_ed25519: {
      const std::string mark = scheme == SignatureScheme::standard ? "v1," : "v1a,";
      return is_single(headers, "webhook-id") && is_single(headers, "webhook-timestamp") && !id.empty() &&
             is_about_now(timestamp) &&
             holds_text(headers, "webhook-signature", mark + reference_signature(scheme, id, timestamp, body));
    }
    case SignatureScheme::github:
      return holds_text(headers, "X-Hub-Signature-256", "sha256=" + reference_signature(scheme, {}, {}, body));
    case SignatureScheme::stripe:
      return is_about_now(stripe_time) &&
             holds_text(headers, "Stripe-Signature", "v1=" + reference_signature(scheme, {}, stripe_time, body));
  }
  return false;
}

std::vector<VerificationKey> all_keys() {
  std::vector<VerificationKey> keys;
  for (const SignatureScheme scheme : signature_schemes()) keys.push_back(verification_key(scheme));
  keys.push_back({std::nullopt, std::string(kOtherStandardSecret), "old"});
  return keys;
}

void check_verdict(const HeaderList& headers, std::string_view body) {
  const std::vector<VerificationKey> keys = all_keys();
  const std::vector<std::string_view> sent_bodies{"{}", body.substr(0, body.size() / 2)};
  VerificationOptions options;
  options.other_known = keys;
  options.sent_bodies = sent_bodies;
  options.diagnosis_budget_bytes = 256 * 1024;  // some few trials of each kind: the more requests a second
  const SignatureVerdict verdict = verify({headers, body, kSignedAt}, keys, options);
  must(is_utf8(verdict.detail) && !verdict.detail.empty(), "a verdict says in text what was seen");
  const bool is_valid = verdict.state == SignatureVerdict::State::valid;
  must(
      is_valid == (verdict.state != SignatureVerdict::State::unsigned_request && verdict.cause == SignatureCause::none),
      "what is not valid has a cause");
  if (is_valid) must(verdict.scheme && is_proven(*verdict.scheme, headers, body), "only a right signature is valid");
}

// What we send ourselves, whatever the body and whatever else stands in the headers.
void check_round_trip(const HeaderList& others, std::string_view body) {
  VerificationOptions options;
  options.diagnosis_budget_bytes = 0;  // why something is wrong is for check_verdict
  for (const SignatureScheme scheme : signature_schemes()) {
    SignedRequest request = signed_request({signing_key(scheme)}, std::string(body));
    for (const HeaderField& field : others) {
      const bool is_alone =
          !find_header(request.headers, field.name) && !same_header_name(field.name, "webhook-signature");
      if (is_alone) request.headers.push_back(field);
    }
    const std::vector<VerificationKey> keys{verification_key(scheme)};
    const SignatureVerdict verdict = judge(request, keys);
    must(verdict.state == SignatureVerdict::State::valid && verdict.scheme == scheme, "what is signed is valid");
    must(is_proven(scheme, request.headers, request.body), "it is signed as the specification says");
    request.body += ' ';
    must(judge(request, keys, options).state == SignatureVerdict::State::invalid, "another body is not valid");
  }
}

}  // namespace
}  // namespace hookloop::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookloop;
  using namespace hookloop::test;
  std::string_view body = fuzz_input(data, size);
  HeaderList headers = parse_header_lines(take_part(body)).fields;
  put_signatures(headers, body);
  check_verdict(headers, body);
  check_round_trip(headers, body);
  return 0;
}
