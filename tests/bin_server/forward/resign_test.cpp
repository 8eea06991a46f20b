#include "bin_server/forward/resign.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;

constexpr UnixSeconds kNow{std::chrono::seconds(1'769'860'800)};
const std::string kStandard = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::vector<std::string> names(const HeaderList& headers) {
  std::vector<std::string> list;
  for (const HeaderField& field : headers) list.push_back(field.name);
  return list;
}

}  // namespace

TEST_CASE("A request that is signed anew is valid now, by every scheme", "[bin_server][unit]") {
  struct Row {
    SignatureScheme scheme;
    std::string secret;
    std::string header;
  };
  const auto row = GENERATE(values<Row>({
      {SignatureScheme::standard, kStandard, "webhook-signature"},
      {SignatureScheme::github, "any text", "X-Hub-Signature-256"},
      {SignatureScheme::stripe, "any text", "Stripe-Signature"},
  }));
  HeaderList headers{{"X-First", "1"},
                     {"Webhook-Id", "dlv_kept"},
                     {"Webhook-Timestamp", "1000000000"},
                     {"webhook-signature", "v1,b2xk"},
                     {"X-HUB-Signature-256", "sha256=00"},
                     {"stripe-signature", "t=1,v1=00"},
                     {"X-Last", "2"}};
  resign(headers, {row.scheme, row.secret}, "dlv_new", kNow, "the body");
  const std::vector<VerificationKey> keys{{row.scheme, row.secret, "key"}};
  const auto verdict = verify({headers, "the body", kNow}, keys);
  CAPTURE(row.header, verdict.detail);
  CHECK(verdict.state == SignatureVerdict::State::valid);
  CHECK(find_header(headers, "webhook-id") == "dlv_kept");
  CHECK(find_header(headers, "webhook-timestamp") == "1769860800");
  CHECK(names(headers) == std::vector<std::string>{"X-First", "Webhook-Id", "webhook-timestamp", row.header, "X-Last"});
}

TEST_CASE("A request that was never signed is given what its scheme needs", "[bin_server][unit]") {
  HeaderList headers{{"Host", "h"}};
  SECTION("standard: id, timestamp and signature") {
    resign(headers, {SignatureScheme::standard, kStandard}, "dlv_new", kNow, "body");
    CHECK(names(headers) == std::vector<std::string>{"Host", "webhook-id", "webhook-timestamp", "webhook-signature"});
    CHECK(find_header(headers, "webhook-id") == "dlv_new");
  }
  SECTION("github: the signature alone") {
    resign(headers, {SignatureScheme::github, "secret"}, "dlv_new", kNow, "body");
    CHECK(names(headers) == std::vector<std::string>{"Host", "X-Hub-Signature-256"});
  }
}

TEST_CASE("The scheme of a secret is the one asked for, its own, the capture's, or that of its form",
          "[bin_server][unit]") {
  const HeaderList none;
  const HeaderList stripe{{"Stripe-Signature", "t=1,v1=00"}};
  const HeaderList github{{"X-Hub-Signature-256", "sha256=00"}};
  const auto scheme = [](const VerificationKey& key, const ResignOptions& options, const HeaderList& captured) {
    return choose_signing_key({key}, options, captured).value().scheme;
  };
  CHECK(scheme({SignatureScheme::github, "s", ""}, {{}, SignatureScheme::stripe}, none) == SignatureScheme::stripe);
  CHECK(scheme({SignatureScheme::github, "s", ""}, {}, stripe) == SignatureScheme::github);
  CHECK(scheme({{}, "s", ""}, {}, stripe) == SignatureScheme::stripe);
  CHECK(scheme({{}, kStandard, ""}, {}, github) == SignatureScheme::github);
  CHECK(scheme({{}, kStandard, ""}, {}, none) == SignatureScheme::standard);
  CHECK(scheme({{}, "s", ""}, {}, none) == SignatureScheme::github);
}

TEST_CASE("A secret that can not sign is refused with what to do, and is not shown", "[bin_server][unit]") {
  struct Row {
    std::vector<VerificationKey> secrets;
    ResignOptions options;
    const char* sentence;
  };
  const auto row = GENERATE(values<Row>({
      {{}, {}, "has no secret to sign with"},
      {{{{}, "hidden", "primary"}}, {"old", {}}, "no secret of the label 'old'; there are: primary"},
      {{{SignatureScheme::standard, "hidden", "primary"}}, {}, "'primary' can not sign by the scheme standard"},
      {{{{}, "whpk_hidden", "primary"}}, {}, "can not sign by the scheme standard-ed25519"},
  }));
  const auto key = choose_signing_key(row.secrets, row.options, {});
  REQUIRE_FALSE(key);
  CHECK_THAT(key.error().message, ContainsSubstring(row.sentence) && !ContainsSubstring("hidden"));
}

TEST_CASE("The secret of a label signs", "[bin_server][unit]") {
  const std::vector<VerificationKey> secrets{{SignatureScheme::github, "one", "first"},
                                             {SignatureScheme::github, "two", "second"}};
  CHECK(choose_signing_key(secrets, {}, {})->secret == "one");
  CHECK(choose_signing_key(secrets, {"second", {}}, {})->secret == "two");
}

}  // namespace hookloop::test
