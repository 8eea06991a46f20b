// What strangers may send to be verified: anything. No bytes may throw, cost without bound, or verify by chance.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "shared/support/random.h"
#include "shared/support/utf8.h"
#include "tests/shared/schema/signed_request.h"

using namespace hookloop;
using namespace hookloop::test;
using State = SignatureVerdict::State;

namespace {

std::vector<VerificationKey> all_keys() {
  std::vector<VerificationKey> keys;
  for (const SignatureScheme scheme : signature_schemes()) keys.push_back(verification_key(scheme));
  keys.push_back({std::nullopt, "any\xfftext", "label with \x1b[31m and \xff"});
  return keys;
}

void mutate(std::string& text, Random& random) {
  const std::size_t at = text.empty() ? 0 : random.next() % text.size();
  const char byte = static_cast<char>(random.next());
  switch (random.next() % 6) {
    case 0:
      text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), byte);
      break;
    case 1:
      if (!text.empty()) text[at] = byte;
      break;
    case 2:
      text.erase(at, 1 + random.next() % 4);
      break;
    case 3:
      text += text.substr(at);
      break;
    case 4:
      text.resize(at);
      break;
    case 5:
      text.insert(at, std::string_view("v1a,v1,sha256=,t=,=\", {}[]").substr(random.next() % 26));
      break;
  }
}

}  // namespace

TEST_CASE("A header with thousands of signatures is refused before anything is computed", "[schema][unit]") {
  for (const SignatureScheme scheme : signature_schemes()) {
    CAPTURE(to_string(scheme));
    SignedRequest request = signed_request({signing_key(scheme)});
    const std::size_t first = request.headers.size() - 1;
    const HeaderField field = request.headers[first];
    for (int i = 0; i < 5000; ++i) request.headers.push_back(field);
    const SignatureVerdict verdict = judge(request, {verification_key(scheme)});
    CHECK(verdict.cause == SignatureCause::malformed_header);
  }
  SECTION("up to the limit they are all tried, one more is too many") {
    struct Row {
      SignatureScheme scheme;
      std::string wrong;
      std::size_t most;
    };
    for (const auto& [scheme, wrong, most] :
         {Row{SignatureScheme::standard, "v1,AAAA", kMostSignatures},
          Row{SignatureScheme::standard_ed25519, "v1a,AAAA", kMostEd25519Signatures}}) {
      CAPTURE(to_string(scheme));
      SignedRequest request = signed_request({signing_key(scheme)});
      std::string& value = request.header("webhook-signature");
      for (std::size_t i = 1; i < most; ++i) value.insert(0, wrong + " ");
      CHECK(judge(request, {verification_key(scheme)}).state == State::valid);
      value += " " + wrong;
      CHECK(judge(request, {verification_key(scheme)}).cause == SignatureCause::malformed_header);
    }
  }
  SECTION("signatures of the other kind in the same header do not count") {
    SignedRequest request = signed_request({signing_key(SignatureScheme::standard_ed25519)});
    for (std::size_t i = 0; i < kMostSignatures; ++i) request.header("webhook-signature") += " v1,AAAA";
    CHECK(judge(request, {verification_key(SignatureScheme::standard_ed25519)}).state == State::valid);
  }
  SECTION("one long header is too long") {
    SignedRequest request = signed_request({signing_key(SignatureScheme::standard)});
    request.header("webhook-signature") += " v9," + std::string(kLongestSignatureHeaderBytes, 'A');
    CHECK(judge(request, {verification_key(SignatureScheme::standard)}).cause == SignatureCause::malformed_header);
  }
}

TEST_CASE("Deeply nested or exploding JSON is searched for a cause without harm", "[schema][unit]") {
  const std::string deep(kLongestReserialisedBytes / 2, '[');
  std::string wide = std::string(500, '[') + "1";
  while (wide.size() < kLongestReserialisedBytes - 600) wide += ",1";
  wide += std::string(500, ']');
  for (const std::string& body : {deep, wide}) {
    SignedRequest request = signed_request({signing_key(SignatureScheme::github)});
    request.body = body;
    CHECK(judge(request, {verification_key(SignatureScheme::github)}).cause == SignatureCause::wrong_secret);
  }
}

TEST_CASE("The search for a cause ends with its budget, and says so", "[schema][unit]") {
  SignedRequest request = signed_request({signing_key(SignatureScheme::github)}, std::string(10'000, 'x'));
  request.body += '\n';
  VerificationOptions options;
  CHECK(judge(request, {verification_key(SignatureScheme::github)}, options).cause == SignatureCause::trailing_newline);
  options.diagnosis_budget_bytes = 15'000;
  const SignatureVerdict verdict = judge(request, {verification_key(SignatureScheme::github)}, options);
  CHECK(verdict.cause == SignatureCause::wrong_secret);
  CHECK(verdict.detail.find("Not every known mistake was tried") != std::string::npos);
  options.diagnosis_budget_bytes = 0;
  CHECK(judge(request, {verification_key(SignatureScheme::github)}, options).cause == SignatureCause::wrong_secret);
}

TEST_CASE("A verdict can be shown: its detail is printable UTF-8 whatever it quotes", "[schema][unit]") {
  SignedRequest request = signed_request({signing_key(SignatureScheme::standard)});
  request.header("webhook-timestamp") = "\x1b[2J\xff\xc3(";
  const SignatureVerdict verdict = judge(request, all_keys());
  CHECK(verdict.cause == SignatureCause::timestamp_not_a_number);
  CHECK(is_utf8(verdict.detail));
  CHECK(verdict.detail.find('\x1b') == std::string::npos);
}

TEST_CASE("Ten thousand mutations of signed requests never throw, and none of them verifies", "[schema][fuzz]") {
  const auto seed = GENERATE(1U, 2U);
  SeededRandom random(seed);
  const std::vector<VerificationKey> keys = all_keys();
  const std::vector<std::string_view> sent_bodies{"{}", "\xff"};
  VerificationOptions options;
  options.other_known = keys;
  options.sent_bodies = sent_bodies;
  options.diagnosis_budget_bytes = 64 * 1024;  // many requests, so little for each
  const std::vector<std::string> bodies{R"({"a": [1, 2.50, "ü\u00e9\/"], "b": {}})", "", "x\r\n", "\"{}\"",
                                        "\xef\xbb\xbf{}"};
  for (int round = 0; round < 5'000; ++round) {
    const SignatureScheme scheme = signature_schemes()[random.next() % 4];
    SignedRequest request = signed_request({signing_key(scheme)}, bodies[random.next() % bodies.size()]);
    const SignedRequest original = request;
    const auto changes = 1 + random.next() % 4;
    for (std::uint64_t i = 0; i < changes; ++i) {
      const std::size_t at = random.next() % (request.headers.size() + 1);
      if (at == request.headers.size())
        mutate(request.body, random);
      else if (random.next() % 8 == 0)
        request.headers.push_back(request.headers[at]);
      else
        mutate(request.headers[at].value, random);
    }
    const SignatureVerdict verdict = judge(request, keys, options);
    CHECK(is_utf8(verdict.detail));
    if (verdict.state != State::valid) continue;
    // Only what the signature does not cover may differ: other headers, or white space and repeats around the
    // signature.
    const bool covers_headers = scheme == SignatureScheme::standard || scheme == SignatureScheme::standard_ed25519;
    CHECK(request.body == original.body);
    if (covers_headers) {
      CHECK(find_header(request.headers, "webhook-id") == find_header(original.headers, "webhook-id"));
      CHECK(find_header(request.headers, "webhook-timestamp") == find_header(original.headers, "webhook-timestamp"));
    }
  }
}
