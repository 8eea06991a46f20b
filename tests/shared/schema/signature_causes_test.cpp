// What a verdict says of a request whose signature is not right: one thing is changed at a time.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "shared/schema/signature_crypto.h"
#include "shared/support/digest.h"
#include "shared/support/encoding.h"
#include "tests/shared/schema/signed_request.h"

using namespace hookloop;
using namespace hookloop::test;
using State = SignatureVerdict::State;

namespace {

const std::vector<VerificationKey> kStandardKeys{verification_key(SignatureScheme::standard)};
const std::vector<VerificationKey> kGithubKeys{verification_key(SignatureScheme::github)};
const std::vector<VerificationKey> kStripeKeys{verification_key(SignatureScheme::stripe)};
const std::vector<VerificationKey> kEd25519Keys{verification_key(SignatureScheme::standard_ed25519)};

SignedRequest standard_request() { return signed_request({signing_key(SignatureScheme::standard)}); }
SignedRequest github_request() { return signed_request({signing_key(SignatureScheme::github)}); }
SignedRequest stripe_request() { return signed_request({signing_key(SignatureScheme::stripe)}); }

std::string mac(std::string_view key, const std::string& content) { return hmac_sha256(key, {content}); }

std::string standard_content(const SignedRequest& request) { return "dlv_1.1700000000." + request.body; }

bool tells(const SignatureVerdict& verdict, std::string_view words) {
  return verdict.detail.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("A missing header is named", "[schema][unit]") {
  SECTION("the signature itself: the request is unsigned") {
    SignedRequest request = standard_request();
    request.remove("webhook-signature");
    const SignatureVerdict verdict = judge(request, kStandardKeys);
    CHECK(verdict.state == State::unsigned_request);
    CHECK(verdict.cause == SignatureCause::missing_header);
    CHECK(tells(verdict, "webhook-signature"));
    CHECK(tells(judge(request, {{std::nullopt, "any text", ""}}), "X-Hub-Signature-256 or Stripe-Signature"));
  }
  SECTION("what the signature covers: the signature can not be right") {
    for (const std::string_view name : {"webhook-id", "webhook-timestamp"}) {
      SignedRequest request = standard_request();
      request.remove(name);
      const SignatureVerdict verdict = judge(request, kStandardKeys);
      CHECK(verdict.state == State::invalid);
      CHECK(verdict.cause == SignatureCause::missing_header);
      CHECK(tells(verdict, name));
    }
  }
}

TEST_CASE("A header that can not be read, or in two ways, is malformed", "[schema][unit]") {
  SECTION("standard") {
    for (const std::string value : {"", "v1", "v1,", ",x", "rubbish", "v1,***", "v1,AAAA", "\xff\xfe"}) {
      CAPTURE(value);
      SignedRequest request = standard_request();
      request.header("webhook-signature") = value;
      CHECK(judge(request, kStandardKeys).cause == SignatureCause::malformed_header);
    }
  }
  SECTION("github") {
    for (const std::string value : {"", "sha256", "sha256=", "757107ea", "sha256=xyz", "=00"}) {
      CAPTURE(value);
      SignedRequest request = github_request();
      request.header("X-Hub-Signature-256") = value;
      CHECK(judge(request, kGithubKeys).cause == SignatureCause::malformed_header);
    }
  }
  SECTION("stripe") {
    const std::string zeros(64, '0');
    const std::vector<std::string> values{"",
                                          "t=1700000000",
                                          "v1=" + zeros,
                                          "t=1700000000,v1=",
                                          "t=1700000000,v1=xyz",
                                          "t=1700000000,t=1700000001,v1=" + zeros,
                                          ",,=,"};
    for (const std::string& value : values) {
      CAPTURE(value);
      SignedRequest request = stripe_request();
      request.header("Stripe-Signature") = value;
      CHECK(judge(request, kStripeKeys).cause == SignatureCause::malformed_header);
    }
  }
  SECTION("an id or a timestamp that is there twice with different values") {
    for (const std::string_view name : {"webhook-id", "webhook-timestamp"}) {
      SignedRequest request = standard_request();
      request.headers.push_back({std::string(name), request.header(name)});
      CHECK(judge(request, kStandardKeys).state == State::valid);
      request.headers.back().value += "0";
      CHECK(judge(request, kStandardKeys).cause == SignatureCause::malformed_header);
    }
  }
}

TEST_CASE("A timestamp that is no number is named before the signature is tried", "[schema][unit]") {
  for (const std::string text : {"yesterday", "1700000000.5", "0x10", "1e9", "2023-11-14T22:13:20Z", "+1700000000"}) {
    CAPTURE(text);
    SignedRequest request = standard_request();
    request.header("webhook-timestamp") = text;
    CHECK(judge(request, kStandardKeys).cause == SignatureCause::timestamp_not_a_number);
    request = stripe_request();
    request.header("Stripe-Signature") = "t=" + text + ",v1=" + std::string(64, '0');
    CHECK(judge(request, kStripeKeys).cause == SignatureCause::timestamp_not_a_number);
  }
}

TEST_CASE("A timestamp is called too old or too new only when the signature is right", "[schema][unit]") {
  SignedRequest request = standard_request();
  request.received_at += std::chrono::hours(1);
  CHECK(judge(request, kStandardKeys).cause == SignatureCause::timestamp_too_old);
  request.body = "another";
  CHECK(judge(request, kStandardKeys).cause == SignatureCause::wrong_secret);

  SECTION("numbers beyond all clocks are far away, not an error") {
    for (const auto& [text, cause] : {std::pair("99999999999999999999999", SignatureCause::timestamp_too_new),
                                      std::pair("-99999999999999999999999", SignatureCause::timestamp_too_old),
                                      std::pair("9223372036854775807", SignatureCause::timestamp_too_new)}) {
      SignedRequest far = standard_request();
      far.header("webhook-timestamp") = text;
      far.header("webhook-signature") = "v1," + base64_encode(mac(*base64_decode(kStandardSecret.substr(6)),
                                                                  "dlv_1." + std::string(text) + "." + far.body));
      CHECK(judge(far, kStandardKeys).cause == cause);
    }
  }
  SECTION("milliseconds are recognised") {
    SignedRequest millis = standard_request();
    millis.header("webhook-timestamp") = "1700000000000";
    millis.header("webhook-signature") =
        "v1," + base64_encode(mac(*base64_decode(kStandardSecret.substr(6)), "dlv_1.1700000000000." + millis.body));
    const SignatureVerdict verdict = judge(millis, kStandardKeys);
    CHECK(verdict.cause == SignatureCause::timestamp_too_new);
    CHECK(tells(verdict, "milliseconds"));
  }
}

TEST_CASE("A signature by a stranger is a wrong secret, and says what can not be told apart", "[schema][unit]") {
  for (const SignatureScheme scheme : {SignatureScheme::standard, SignatureScheme::github, SignatureScheme::stripe}) {
    SigningKey stranger = signing_key(scheme);
    stranger.secret = scheme == SignatureScheme::standard ? kOtherStandardSecret : "a stranger's";
    const SignatureVerdict verdict = judge(signed_request({stranger}), {verification_key(scheme)});
    CHECK(verdict.state == State::invalid);
    CHECK(verdict.scheme == scheme);
    CHECK(verdict.cause == SignatureCause::wrong_secret);
    CHECK(tells(verdict, "another secret than 'primary'"));
    CHECK(tells(verdict, "or over a body that was changed"));
  }
  const SigningKey stranger{SignatureScheme::standard_ed25519, "whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="};
  CHECK(judge(signed_request({stranger}), kEd25519Keys).cause == SignatureCause::wrong_secret);
}

TEST_CASE("A secret that was decoded wrongly is recognised", "[schema][unit]") {
  const std::string text = "whsec_c2VjcmV0IHRleHQgb2YgMjQgYnl0ZXM=";
  const std::string decoded = "secret text of 24 bytes";
  SECTION("stripe and github, where the text is the key") {
    for (const std::string& wrong_key : {decoded, text.substr(6), text + "\n"}) {
      SignedRequest request = signed_request({});
      request.header("X-Hub-Signature-256") = "sha256=" + hex_encode(mac(wrong_key, request.body));
      CHECK(judge(request, {{SignatureScheme::github, text, "primary"}}).cause ==
            SignatureCause::secret_decoded_wrongly);
      request.remove("X-Hub-Signature-256");
      request.header("Stripe-Signature") =
          "t=1700000000,v1=" + hex_encode(mac(wrong_key, "1700000000." + request.body));
      CHECK(judge(request, {{std::nullopt, text, "primary"}}).cause == SignatureCause::secret_decoded_wrongly);
    }
  }
  SECTION("standard, where the base64 is to be decoded") {
    for (const std::string& wrong_key : {text, text.substr(6), text + "\r\n"}) {
      SignedRequest request = signed_request({});
      request.header("webhook-signature") = "v1," + base64_encode(mac(wrong_key, standard_content(request)));
      const SignatureVerdict verdict = judge(request, {{std::nullopt, text, "primary"}});
      CHECK(verdict.cause == SignatureCause::secret_decoded_wrongly);
      CHECK_FALSE(tells(verdict, "c2VjcmV0"));
    }
  }
}

TEST_CASE("A secret that is known for something else is named", "[schema][unit]") {
  const std::vector<VerificationKey> others{{std::nullopt, std::string(kOtherStandardSecret), "staging"}};
  VerificationOptions options;
  options.other_known = others;
  const SignatureVerdict verdict =
      judge(signed_request({{SignatureScheme::standard, std::string(kOtherStandardSecret)}}), kStandardKeys, options);
  CHECK(verdict.state == State::invalid);
  CHECK(verdict.cause == SignatureCause::other_known_secret);
  CHECK(tells(verdict, "'staging'"));
}

TEST_CASE("A body with a line end more or less is recognised", "[schema][unit]") {
  const std::string signed_body = GENERATE("{}", "{}\n", "{}\r\n", "");
  for (const SignatureScheme scheme : signature_schemes()) {
    for (const std::string end : {"\n", "\r\n"}) {
      SignedRequest longer = signed_request({signing_key(scheme)}, signed_body);
      longer.body += end;
      CHECK(judge(longer, {verification_key(scheme)}).cause == SignatureCause::trailing_newline);
      SignedRequest shorter = signed_request({signing_key(scheme)}, signed_body + end);
      shorter.body = signed_body;
      CHECK(judge(shorter, {verification_key(scheme)}).cause == SignatureCause::trailing_newline);
    }
  }
}

TEST_CASE("A body that was parsed and written again is recognised", "[schema][unit]") {
  struct Case {
    std::string signed_body;
    std::string received;
  };
  const std::vector<Case> cases{
      {R"({"b":1,"a":[1,2]})", R"({"b": 1, "a": [1, 2]})"},
      {R"({"b": 1, "a": [1, 2]})", R"({"b":1,"a":[1,2]})"},
      {"{\n  \"b\": 1\n}", R"({"b":1})"},
      {"{\n    \"b\": [],\n    \"a\": [\n        1\n    ]\n}\n", R"({"b":[],"a":[1]})"},
      {R"({"a":2,"b":1})", R"({"b": 1, "a": 2})"},
      {R"({"city": "Z\u00fcrich \ud83d\ude00"})", "{\"city\":\"Zürich 😀\"}"},
      {"{\"city\":\"Zürich\"}", R"({"city": "Z\u00FCrich"})"},
      {R"({"u":"http:\/\/x\/\u00fc"})", "{\"u\": \"http://x/ü\"}"},
      {R"({"u":"a\u003cb\u0026c"})", R"({"u": "a<b&c"})"},
      // No double could hold these.
      {R"({"n":12345678901234567890123,"f":1.10,"z":-0,"e":1E+05})",
       R"({"n": 12345678901234567890123, "f": 1.10, "z": -0, "e": 1E+05})"},
  };
  for (const auto& [signed_body, received] : cases) {
    CAPTURE(signed_body, received);
    SignedRequest request = signed_request({signing_key(SignatureScheme::standard)}, signed_body);
    request.body = received;
    CHECK(judge(request, kStandardKeys).cause == SignatureCause::body_reserialised);
  }
  SECTION("a value that changed is no other way of writing") {
    SignedRequest request = signed_request({signing_key(SignatureScheme::standard)}, R"({"a":1})");
    request.body = R"({"a": 2})";
    CHECK(judge(request, kStandardKeys).cause == SignatureCause::wrong_secret);
  }
  SECTION("a body over the limit is not tried") {
    const std::string text(kLongestReserialisedBytes, 'x');
    SignedRequest request = signed_request({signing_key(SignatureScheme::standard)}, "{\"a\":\"" + text + "\"}");
    request.body = "{\"a\": \"" + text + "\"}";
    CHECK(judge(request, kStandardKeys).cause == SignatureCause::wrong_secret);
  }
}

TEST_CASE("A body that was changed is named only where something shows it", "[schema][unit]") {
  const std::vector<std::pair<std::string, std::string>> changes{
      {"a\nb\nc", "a\r\nb\r\nc"},       {"a\r\nb\r\nc", "a\nb\nc"}, {"{}", "\xef\xbb\xbf{}"},
      {"\xef\xbb\xbf{}", "{}"},         {"x y", "  x y\n\n"},       {"Zürich", "ZÃ¼rich"},
      {R"({"a":1})", R"("{\"a\":1}")"}, {"", R"({"a":1})"}};
  for (const auto& [signed_body, received] : changes) {
    CAPTURE(signed_body, received);
    SignedRequest request = signed_request({signing_key(SignatureScheme::github)}, signed_body);
    request.body = received;
    CHECK(judge(request, kGithubKeys).cause == SignatureCause::body_changed);
  }

  SignedRequest request = standard_request();
  const std::string sent = request.body;
  request.body[11] = 'v';
  CHECK(judge(request, kStandardKeys).cause == SignatureCause::wrong_secret);

  SECTION("a body that is known to have been sent") {
    const std::vector<std::string_view> sent_bodies{"something else", sent};
    VerificationOptions options;
    options.sent_bodies = sent_bodies;
    const SignatureVerdict verdict = judge(request, kStandardKeys, options);
    CHECK(verdict.cause == SignatureCause::body_changed);
    CHECK(tells(verdict, "number 12 "));
  }
  SECTION("its own Content-Length or Content-Digest") {
    SignedRequest cut = standard_request();
    cut.header("Content-Length") = std::to_string(cut.body.size());
    cut.body.resize(5);
    CHECK(judge(cut, kStandardKeys).cause == SignatureCause::body_changed);
    request.header("Content-Digest") = "sha-256=:" + base64_encode(sha256(sent)) + ":";
    CHECK(judge(request, kStandardKeys).cause == SignatureCause::body_changed);
  }
  SECTION("a Content-Digest that fits is told, and proves nothing: whoever changes the body may write it anew") {
    SignedRequest strange = signed_request({{SignatureScheme::standard, std::string(kOtherStandardSecret)}});
    strange.header("Content-Digest") = "sha-256=:" + base64_encode(sha256(strange.body)) + ":";
    const SignatureVerdict verdict = judge(strange, kStandardKeys);
    CHECK(verdict.cause == SignatureCause::wrong_secret);
    CHECK(tells(verdict, "or over a body that was changed since"));
    CHECK(tells(verdict, "its Content-Digest, which nobody signed, fits the body"));
  }
  SECTION("the same bytes in another request prove nothing: a proxy may alter each attempt in the same way") {
    const std::vector<std::string_view> sent_bodies{request.body};
    VerificationOptions options;
    options.sent_bodies = sent_bodies;
    const SignatureVerdict verdict = judge(request, kStandardKeys, options);
    CHECK(verdict.cause == SignatureCause::wrong_secret);
    CHECK(tells(verdict, "or over a body that was changed since."));
    CHECK_FALSE(tells(verdict, "was sent"));
  }
}

TEST_CASE("The right signature in a wrong encoding is recognised", "[schema][unit]") {
  SECTION("standard") {
    SignedRequest request = standard_request();
    const std::string bytes = mac(*base64_decode(kStandardSecret.substr(6)), standard_content(request));
    std::string url = base64_encode(bytes);
    for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
    const std::string unpadded = base64_encode(bytes).substr(0, 43);
    for (const std::string& text : {hex_encode(bytes), unpadded, base64_encode(hex_encode(bytes)),
                                    url == base64_encode(bytes) ? unpadded : url}) {
      CAPTURE(text);
      request.header("webhook-signature") = "v1," + text;
      CHECK(judge(request, kStandardKeys).cause == SignatureCause::wrong_encoding);
    }
  }
  SECTION("github and stripe") {
    SignedRequest request = signed_request({});
    const auto encodings = [](const std::string& bytes) {
      std::string upper = hex_encode(bytes);
      for (char& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
      return std::vector<std::string>{upper, base64_encode(bytes), base64_encode(hex_encode(bytes))};
    };
    for (const std::string& text : encodings(mac(kTextSecret, request.body))) {
      request.header("X-Hub-Signature-256") = "sha256=" + text;
      CHECK(judge(request, kGithubKeys).cause == SignatureCause::wrong_encoding);
    }
    for (const std::string& text : encodings(mac(kTextSecret, "1700000000." + request.body))) {
      request.header("Stripe-Signature") = "t=1700000000,v1=" + text;
      CHECK(judge(request, kStripeKeys).cause == SignatureCause::wrong_encoding);
    }
  }
  SECTION("Ed25519 in hex") {
    SignedRequest request = signed_request({signing_key(SignatureScheme::standard_ed25519)});
    request.header("webhook-signature") =
        "v1a," + hex_encode(*base64_decode(request.header("webhook-signature").substr(4)));
    CHECK(judge(request, kEd25519Keys).cause == SignatureCause::wrong_encoding);
  }
}

TEST_CASE("Another scheme than the secret's is named", "[schema][unit]") {
  SECTION("another scheme's header") {
    const SignatureVerdict verdict = judge(github_request(), kStandardKeys);
    CHECK(verdict.state == State::invalid);
    CHECK(verdict.scheme == SignatureScheme::github);
    CHECK(verdict.cause == SignatureCause::wrong_scheme);
    CHECK(judge(standard_request(), kEd25519Keys).cause == SignatureCause::wrong_scheme);
    CHECK(judge(standard_request(), kStripeKeys).cause == SignatureCause::wrong_scheme);
  }
  SECTION("the other standard kind in the same header") {
    const SignatureVerdict verdict =
        judge(signed_request({signing_key(SignatureScheme::standard_ed25519)}), kStandardKeys);
    CHECK(verdict.cause == SignatureCause::wrong_scheme);
    CHECK(verdict.scheme == SignatureScheme::standard_ed25519);
  }
  SECTION("outdated or foreign algorithms") {
    SignedRequest request = signed_request({});
    request.header("X-Hub-Signature") = "sha1=" + std::string(40, '0');
    CHECK(judge(request, kGithubKeys).cause == SignatureCause::wrong_scheme);
    CHECK(judge(request, {}).state == State::no_secret);
    request.header("X-Hub-Signature-256") = "sha1=" + std::string(40, '0');
    CHECK(judge(request, kGithubKeys).cause == SignatureCause::wrong_scheme);
    request = stripe_request();
    request.header("Stripe-Signature") = "t=1700000000,v0=" + std::string(64, '0');
    CHECK(judge(request, kStripeKeys).cause == SignatureCause::wrong_scheme);
  }
  SECTION("the known secret in a scheme that it is not kept for") {
    const SignatureVerdict verdict = judge(github_request(), kStripeKeys);
    CHECK(verdict.cause == SignatureCause::wrong_scheme);
    CHECK(tells(verdict, "signed with 'primary' in the scheme github"));
  }
  SECTION("the right header over what another scheme signs") {
    SignedRequest request = standard_request();
    const std::string key = *base64_decode(kStandardSecret.substr(6));
    for (const std::string& content : {request.body, "1700000000." + request.body}) {
      request.header("webhook-signature") = "v1," + base64_encode(mac(key, content));
      CHECK(judge(request, kStandardKeys).cause == SignatureCause::wrong_scheme);
    }
    request = stripe_request();
    request.header("Stripe-Signature") = "t=1700000000,v1=" + hex_encode(mac(kTextSecret, request.body));
    CHECK(judge(request, kStripeKeys).cause == SignatureCause::wrong_scheme);
  }
}

TEST_CASE("A signature for another id or timestamp than the headers carry is recognised", "[schema][unit]") {
  const SigningKey key = signing_key(SignatureScheme::standard);
  SignedRequest request = standard_request();
  const auto resigned = [&](std::string_view id, std::int64_t timestamp) {
    request.header("webhook-signature") =
        signature_value(key, id, UnixSeconds(std::chrono::seconds(timestamp)), request.body);
    return judge(request, kStandardKeys).cause;
  };
  CHECK(resigned("evt_1", 1700000000) == SignatureCause::other_id_or_timestamp);
  CHECK(resigned("", 1700000000) == SignatureCause::other_id_or_timestamp);
  CHECK(resigned("dlv_1", 1700000000000) == SignatureCause::other_id_or_timestamp);
  CHECK(resigned("dlv_1", 1700000) == SignatureCause::other_id_or_timestamp);
  CHECK(resigned("dlv_1", 1699999000) == SignatureCause::wrong_secret);

  // The retry that carries the first attempt's signature.
  const std::vector<UnixSeconds> sent{UnixSeconds(std::chrono::seconds(1699999000))};
  VerificationOptions options;
  options.sent_timestamps = sent;
  const SignatureVerdict verdict = judge(request, kStandardKeys, options);
  CHECK(verdict.cause == SignatureCause::other_id_or_timestamp);
  CHECK(tells(verdict, "another attempt"));
}

TEST_CASE("Of several schemes that fail, the verdict is the one that says most", "[schema][unit]") {
  SignedRequest request = github_request();
  request.body += '\n';
  request.header("Stripe-Signature") = "rubbish";
  CHECK(judge(request, {{std::nullopt, std::string(kTextSecret), ""}}).cause == SignatureCause::trailing_newline);
}

TEST_CASE("Every cause and state has the name that the API uses", "[schema][unit]") {
  CHECK(to_string(SignatureCause::none) == "none");
  CHECK(to_string(SignatureCause::body_reserialised) == "body_reserialised");
  CHECK(to_string(SignatureCause::other_id_or_timestamp) == "other_id_or_timestamp");
  CHECK(to_string(State::unsigned_request) == "unsigned");
  CHECK(to_string(State::no_secret) == "no_secret");
}
