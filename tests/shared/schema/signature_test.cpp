// Signing, and what verifies: the golden vectors, rotations, keys without a scheme, the limits in time.
#include "shared/schema/signature.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <stdexcept>

#include "tests/golden/signature_vectors.h"
#include "tests/shared/schema/signed_request.h"

using namespace hookloop;
using namespace hookloop::test;
using State = SignatureVerdict::State;
using std::chrono::seconds;

namespace {

UnixSeconds at(std::int64_t unix_seconds) { return UnixSeconds(seconds(unix_seconds)); }

// The request that a vector describes, with a signature that may be another than its own.
SignedRequest request_of(const golden::SignatureVector& vector, std::string_view signature) {
  SignedRequest request;
  request.body = vector.body;
  request.received_at = at(vector.timestamp);
  switch (vector.scheme) {
    case SignatureScheme::standard:
    case SignatureScheme::standard_ed25519:
      request.header("webhook-id") = vector.id;
      request.header("webhook-timestamp") = std::to_string(vector.timestamp);
      request.header("webhook-signature") = signature;
      break;
    case SignatureScheme::github:
      request.header("X-Hub-Signature-256") = signature;
      break;
    case SignatureScheme::stripe:
      request.header("Stripe-Signature") = "t=" + std::to_string(vector.timestamp) + ",v1=" + std::string(signature);
      break;
  }
  return request;
}

}  // namespace

TEST_CASE("Signing gives the golden signatures", "[schema][unit]") {
  const auto vector = GENERATE(from_range(golden::kSignatures.begin(), golden::kSignatures.end()));
  CAPTURE(vector.name);
  const SigningKey key{vector.scheme, std::string(vector.secret)};
  std::string expected(vector.signature);
  if (vector.scheme == SignatureScheme::stripe) {
    expected = "t=" + std::to_string(vector.timestamp) + ",v1=" + expected;
  }
  CHECK(signature_value(key, vector.id, at(vector.timestamp), vector.body) == expected);
}

TEST_CASE("The golden signatures verify, with and without a named scheme", "[schema][unit]") {
  const auto vector = GENERATE(from_range(golden::kSignatures.begin(), golden::kSignatures.end()));
  CAPTURE(vector.name);
  const SignedRequest request = request_of(vector, vector.signature);
  for (const auto scheme : {std::optional(vector.scheme), std::optional<SignatureScheme>()}) {
    const SignatureVerdict verdict = judge(request, {{scheme, std::string(vector.verification), "primary"}});
    CHECK(verdict.state == State::valid);
    CHECK(verdict.cause == SignatureCause::none);
    CHECK(verdict.scheme == vector.scheme);
    CHECK(verdict.key == "primary");
  }
}

TEST_CASE("A signature made with a misread secret does not verify, and the verdict says so", "[schema][unit]") {
  for (const auto& misread : golden::kMisreadSecrets) {
    CAPTURE(misread.name);
    const auto& vector = golden::kSignatures.front();
    const SignatureVerdict verdict =
        judge(request_of(vector, misread.signature), {{std::nullopt, std::string(vector.secret), "primary"}});
    CHECK(verdict.state == State::invalid);
    CHECK(verdict.cause == SignatureCause::secret_decoded_wrongly);
  }
}

TEST_CASE("What is signed verifies, for every scheme and any bytes", "[schema][unit]") {
  const auto scheme = GENERATE(from_range(signature_schemes().begin(), signature_schemes().end()));
  CAPTURE(to_string(scheme));
  for (const std::string& body :
       {std::string(), std::string("{}"), std::string("\0\xff\xfe not text", 12), std::string(100'000, 'x')}) {
    const SignedRequest request = signed_request({signing_key(scheme)}, body);
    CHECK(judge(request, {verification_key(scheme)}).state == State::valid);
  }
}

TEST_CASE("A private Ed25519 key of 32 bytes signs as the one of 64 does, and gives the same public key",
          "[schema][unit]") {
  const SigningKey whole{SignatureScheme::standard_ed25519, std::string(kPrivateKey)};
  const SigningKey seed{SignatureScheme::standard_ed25519, "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc="};
  CHECK(signature_value(seed, "dlv_1", kSignedAt, "{}") == signature_value(whole, "dlv_1", kSignedAt, "{}"));
  CHECK(public_key_of(seed) == kPublicKey);
  CHECK(public_key_of(whole) == kPublicKey);
  CHECK_THROWS_AS(public_key_of(signing_key(SignatureScheme::github)), std::invalid_argument);

  const SignedRequest request = signed_request({whole});
  CHECK(judge(request, {{std::nullopt, seed.secret, "by the private key"}}).state == State::valid);
}

TEST_CASE("A rotation signs once with each key, and any of them is enough", "[schema][unit]") {
  SECTION("standard: one header, separated by a space") {
    const SigningKey old_key{SignatureScheme::standard, std::string(kOtherStandardSecret)};
    const SignedRequest request = signed_request({signing_key(SignatureScheme::standard), old_key});
    CHECK(header_values(request.headers, "webhook-signature").size() == 1);
    CHECK(judge(request, {{std::nullopt, old_key.secret, "old"}}).key == "old");
    CHECK(judge(request, {verification_key(SignatureScheme::standard, "new")}).key == "new");
    CHECK(judge(request, {{std::nullopt, "whsec_AAAA", "stranger"}}).cause == SignatureCause::wrong_secret);
  }
  SECTION("stripe: one header with one v1 each") {
    const auto& old_vector = golden::kSignatures[6];
    const auto& new_vector = golden::kSignatures[7];
    const std::vector<SigningKey> keys{{SignatureScheme::stripe, std::string(old_vector.secret)},
                                       {SignatureScheme::stripe, std::string(new_vector.secret)}};
    const HeaderList headers = sign(keys, "", at(old_vector.timestamp), old_vector.body);
    REQUIRE(headers.size() == 1);
    CHECK(headers[0].value ==
          "t=1700000000,v1=" + std::string(old_vector.signature) + ",v1=" + std::string(new_vector.signature));
  }
  SECTION("github: one header each") {
    const SigningKey old_key{SignatureScheme::github, "old"};
    const SignedRequest request = signed_request({signing_key(SignatureScheme::github), old_key});
    CHECK(header_values(request.headers, "X-Hub-Signature-256").size() == 2);
    CHECK(judge(request, {{SignatureScheme::github, "old", "old"}}).state == State::valid);
    CHECK(judge(request, {verification_key(SignatureScheme::github)}).state == State::valid);
  }
  SECTION("a receiver with two keys takes a request signed with one") {
    const SignedRequest request = signed_request({signing_key(SignatureScheme::standard)});
    const std::vector<VerificationKey> keys{{std::nullopt, std::string(kOtherStandardSecret), "old"},
                                            verification_key(SignatureScheme::standard, "new")};
    CHECK(judge(request, keys).key == "new");
  }
  SECTION("standard headers that came apart, or were joined by a proxy, are read as one") {
    const SigningKey other{SignatureScheme::standard, std::string(kOtherStandardSecret)};
    SignedRequest request = signed_request({signing_key(SignatureScheme::standard)});
    const std::string mine = request.header("webhook-signature");
    const std::string theirs = signature_value(other, "dlv_1", kSignedAt, request.body);
    request.header("webhook-signature") = theirs;
    request.headers.push_back({"Webhook-Signature", mine});
    CHECK(judge(request, {verification_key(SignatureScheme::standard)}).state == State::valid);
    request.remove("webhook-signature");
    request.header("webhook-signature") = theirs + ", " + mine;
    CHECK(judge(request, {verification_key(SignatureScheme::standard)}).state == State::valid);
  }
}

TEST_CASE("Both standard kinds in one header each verify with their own key", "[schema][unit]") {
  SignedRequest request = signed_request({signing_key(SignatureScheme::standard)});
  request.header("webhook-signature") +=
      " " + signature_value(signing_key(SignatureScheme::standard_ed25519), "dlv_1", kSignedAt, request.body) +
      " v7,future";
  CHECK(judge(request, {verification_key(SignatureScheme::standard)}).scheme == SignatureScheme::standard);
  const SignatureVerdict verdict = judge(request, {{std::nullopt, std::string(kPublicKey), "public"}});
  CHECK(verdict.state == State::valid);
  CHECK(verdict.scheme == SignatureScheme::standard_ed25519);
}

TEST_CASE("A signature is good for five minutes either way, to the second", "[schema][unit]") {
  const auto scheme = GENERATE(SignatureScheme::standard, SignatureScheme::standard_ed25519, SignatureScheme::stripe);
  SignedRequest request = signed_request({signing_key(scheme)});
  const std::vector<VerificationKey> keys{verification_key(scheme)};
  const auto cause_after = [&](std::int64_t later, VerificationOptions options = {}) {
    request.received_at = kSignedAt + seconds(later);
    return judge(request, keys, options).cause;
  };
  CHECK(cause_after(300) == SignatureCause::none);
  CHECK(cause_after(301) == SignatureCause::timestamp_too_old);
  CHECK(cause_after(-300) == SignatureCause::none);
  CHECK(cause_after(-301) == SignatureCause::timestamp_too_new);
  CHECK(cause_after(1, {.tolerance = seconds(0)}) == SignatureCause::timestamp_too_old);
  CHECK(cause_after(0, {.tolerance = seconds(-5)}) == SignatureCause::none);
  CHECK(cause_after(1'000'000, {.tolerance = seconds::max()}) == SignatureCause::none);
}

TEST_CASE("A github signature has no age", "[schema][unit]") {
  SignedRequest request = signed_request({signing_key(SignatureScheme::github)});
  request.received_at = kSignedAt + seconds(1'000'000);
  CHECK(judge(request, {verification_key(SignatureScheme::github)}).state == State::valid);
}

TEST_CASE("Without a secret a signature is not judged, and without a signature a request is unsigned",
          "[schema][unit]") {
  const SignedRequest request = signed_request({signing_key(SignatureScheme::stripe)});
  const SignatureVerdict no_secret = judge(request, {});
  CHECK(no_secret.state == State::no_secret);
  CHECK(no_secret.scheme == SignatureScheme::stripe);
  CHECK(judge(signed_request({}), {}).state == State::unsigned_request);
  CHECK(judge(signed_request({}), {}).cause == SignatureCause::none);

  SECTION("a secret that has no form of its scheme is no secret, and the verdict says how it should look") {
    const SignatureVerdict verdict = judge(signed_request({signing_key(SignatureScheme::standard)}),
                                           {{SignatureScheme::standard, "not base64: TOPSECRET", "mine"}});
    CHECK(verdict.state == State::no_secret);
    CHECK(verdict.detail.find("'mine'") != std::string::npos);
    CHECK(verdict.detail.find("whsec_") != std::string::npos);
    CHECK(verdict.detail.find("TOPSECRET") == std::string::npos);
  }
  SECTION("an Ed25519 signature without a key is named as such") {
    CHECK(judge(signed_request({signing_key(SignatureScheme::standard_ed25519)}), {}).scheme ==
          SignatureScheme::standard_ed25519);
  }
}

TEST_CASE("A public key is never taken for an HMAC secret", "[schema][unit]") {
  // Else anybody who knows the public key could sign.
  const SignedRequest forged = signed_request({{SignatureScheme::github, std::string(kPublicKey)}});
  CHECK(judge(forged, {{std::nullopt, std::string(kPublicKey), "public"}}).state == State::invalid);
}

TEST_CASE("One valid scheme of several is enough", "[schema][unit]") {
  SignedRequest request = signed_request({signing_key(SignatureScheme::standard)});
  request.header("X-Hub-Signature-256") = "sha256=" + std::string(64, '0');
  const std::vector<VerificationKey> keys{verification_key(SignatureScheme::github),
                                          verification_key(SignatureScheme::standard)};
  CHECK(judge(request, keys).scheme == SignatureScheme::standard);
}

TEST_CASE("Keys that can not sign are refused without being shown", "[schema][unit]") {
  const auto refused = [](SignatureScheme scheme, const std::string& secret) {
    const auto error = check_signing_key({scheme, secret});
    return error && (secret.empty() || error->message.find(secret) == std::string::npos);
  };
  CHECK(refused(SignatureScheme::standard, ""));
  CHECK(check_signing_key({SignatureScheme::standard, "whsec_"}));
  CHECK(refused(SignatureScheme::standard, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"));
  CHECK(refused(SignatureScheme::standard, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  CHECK(refused(SignatureScheme::standard_ed25519, std::string(kPublicKey)));
  CHECK(refused(SignatureScheme::standard_ed25519, "whsk_AAAA"));
  // The public half is not that of the seed.
  CHECK(refused(SignatureScheme::standard_ed25519,
                "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6KvQ=="));
  CHECK(refused(SignatureScheme::github, ""));
  CHECK(refused(SignatureScheme::stripe, ""));
  for (const SignatureScheme scheme : signature_schemes()) CHECK_FALSE(check_signing_key(signing_key(scheme)));
  for (const SignatureScheme scheme : signature_schemes()) {
    CHECK_FALSE(check_verification_key(verification_key(scheme)));
    CHECK_FALSE(check_verification_key({std::nullopt, verification_key(scheme).secret, ""}));
  }
  CHECK(check_verification_key({std::nullopt, "whpk_AAAA", ""}));
  CHECK(check_verification_key({std::nullopt, "", ""}));

  const std::vector<SigningKey> mixed{signing_key(SignatureScheme::github), signing_key(SignatureScheme::stripe)};
  CHECK_THROWS_AS(sign(mixed, "dlv_1", kSignedAt, "{}"), std::invalid_argument);
  CHECK_THROWS_AS(signature_value({SignatureScheme::github, ""}, "dlv_1", kSignedAt, "{}"), std::invalid_argument);
  CHECK(sign({}, "dlv_1", kSignedAt, "{}").empty());
}

TEST_CASE("A scheme is known by its name, and a mistyped one gets the nearest", "[schema][unit]") {
  for (const SignatureScheme scheme : signature_schemes()) {
    CHECK(parse_signature_scheme(to_string(scheme)).value() == scheme);
  }
  CHECK(parse_signature_scheme("gihtub").error().message.find("github") != std::string::npos);
  CHECK(parse_signature_scheme("standard_ed25519").error().message.find("standard-ed25519") != std::string::npos);
  CHECK(parse_signature_scheme("zzzzzzzz").error().message.find("stripe") != std::string::npos);
}
