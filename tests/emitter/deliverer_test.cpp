#include "emitter/deliver/deliverer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/fake_transport.h"
#include "tests/support/fake_interrupt.h"
#include "tests/support/manual_clock.h"

using namespace hookloop;
using namespace hookloop::test;
using namespace std::chrono_literals;

namespace {

const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

OutgoingDelivery delivery() {
  return {"dlv_1", "evt_1", EventType::PROJECT_VERSION_CREATE, R"({"version":{"name":"Version #1"}})"};
}

DeliveryTarget target() {
  DeliveryTarget target;
  target.url = *parse_url("http://localhost:3000/hook?a=b");
  return target;
}

// A deliverer with its whole world. The pauses are a list's, without chance.
struct Scene {
  ManualClock clock;
  FakeTransport transport;
  std::uint32_t retries;
  std::vector<AttemptReport> reports;
  std::vector<std::optional<LastAttempt>> ended;
  bool is_interrupted = false;
  std::size_t interrupted_after = SIZE_MAX;  // attempts, in the pause that follows
  FakeInterrupt interrupt{[this] { return is_interrupted; }};

  Scene(std::vector<Exchange> exchanges, std::uint32_t retry_count)
      : transport(std::move(exchanges)), retries(retry_count) {}

  RetryRules rules() const {
    RetryRules rules;
    for (std::uint32_t retry = 0; retry < retries; ++retry) rules.delays.push_back(500ms * (1 << retry));
    return rules;
  }
  AttemptResult deliver(const DeliveryTarget& to, std::optional<UnixSeconds> timestamp = std::nullopt) {
    Deliverer deliverer(
        transport, clock, interrupt, to, {rules(), {}, {}, 1},
        {[this](std::uint64_t, const OutgoingDelivery&, const AttemptReport& report, const OutgoingRequest*) {
           reports.push_back(report);
           if (reports.size() == interrupted_after) is_interrupted = true;
         },
         [this](std::uint64_t, const std::optional<LastAttempt>& last) { ended.push_back(last); }});
    deliverer.deliver(delivery(), timestamp);
    REQUIRE(ended.size() == 1);
    REQUIRE(ended[0]);
    return ended[0]->result;
  }
};

}  // namespace

TEST_CASE("An instrumented request carries ids, type, attempt and time in headers", "[emitter][unit]") {
  CHECK(request_bytes(target(), delivery(), 2, UnixSeconds(1700000000s)) ==
        "POST /hook?a=b HTTP/1.1\r\n"
        "Host: localhost:3000\r\n"
        "User-Agent: Hookloop/" HOOKLOOP_VERSION
        "\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 33\r\n"
        "webhook-id: dlv_1\r\n"
        "webhook-timestamp: 1700000000\r\n"
        "Hookloop-Event-Id: evt_1\r\n"
        "Hookloop-Event-Type: PROJECT_VERSION_CREATE\r\n"
        "Hookloop-Attempt: 2\r\n"
        "\r\n"
        R"({"version":{"name":"Version #1"}})");
}

TEST_CASE("A faithful request carries nothing that tells of us", "[emitter][unit]") {
  DeliveryTarget faithful = target();
  faithful.profile = WireProfile::faithful;
  faithful.login = {"Aladdin", "open sesame"};
  CHECK(request_bytes(faithful, delivery(), 2, UnixSeconds(1700000000s)) ==
        "POST /hook?a=b HTTP/1.1\r\n"
        "Host: localhost:3000\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 33\r\n"
        "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"
        "\r\n"
        R"({"version":{"name":"Version #1"}})");
}

TEST_CASE("A request is signed with every key of every scheme so that it verifies", "[emitter][unit]") {
  struct Row {
    SignatureScheme scheme;
    std::vector<std::string> secrets;
  };
  const auto row = GENERATE(values<Row>({
      {SignatureScheme::standard, {kSecret}},
      {SignatureScheme::standard, {kSecret, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"}},
      {SignatureScheme::standard_ed25519,
       {"whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="}},
      {SignatureScheme::github, {"It's a Secret to Everybody"}},
      {SignatureScheme::stripe, {"whsec_any text is a key"}},
  }));
  CAPTURE(to_string(row.scheme));
  DeliveryTarget signing = target();
  for (const std::string& secret : row.secrets) signing.keys.push_back({row.scheme, secret});
  const UnixSeconds now(1700000000s);
  const SentRequest request{request_bytes(signing, delivery(), 1, now), signing.url};
  const HeaderList headers = request.headers();
  const std::string body = request.body();
  for (const std::string& secret : row.secrets) {
    const VerificationKey key{row.scheme, secret, "the secret"};
    const auto verdict = verify({headers, body, now}, std::span(&key, 1));
    CAPTURE(verdict.detail);
    CHECK(verdict.state == SignatureVerdict::State::valid);
  }
}

TEST_CASE("A delivery's retries keep its id and body, and each has its number, time and signature", "[emitter][unit]") {
  Scene scene({answered(500), failed(SendFailure::refused), answered(204)}, 5);
  DeliveryTarget signing = target();
  signing.keys = {{SignatureScheme::standard, kSecret}};
  CHECK(scene.deliver(signing).outcome == AttemptOutcome::accepted);

  REQUIRE(scene.transport.sent.size() == 3);
  CHECK(scene.clock.sleeps() == std::vector<Microseconds>{500ms, 1s});
  for (std::size_t i = 0; i < 3; ++i) {
    const SentRequest& sent = scene.transport.sent[i];
    CHECK(sent.header("webhook-id") == "dlv_1");
    CHECK(sent.header("Hookloop-Attempt") == std::to_string(i + 1));
    CHECK(sent.body() == delivery().payload);
  }
  CHECK(scene.transport.sent[0].header("webhook-timestamp") == "1769860800");
  CHECK(scene.transport.sent[2].header("webhook-timestamp") == "1769860801");
  CHECK(scene.transport.sent[0].header("webhook-signature") != scene.transport.sent[2].header("webhook-signature"));
  CHECK(scene.reports.size() == 3);
  CHECK(scene.reports[0].decision.delay == 500ms);
  CHECK(scene.reports[2].decision.kind == RetryDecision::Kind::delivered);
}

TEST_CASE("A delivery waits for as long as the receiver asks", "[emitter][unit]") {
  SECTION("in seconds") {
    Scene scene({answered(503, "", {{"retry-after", "7"}}), answered(200)}, 1);
    CHECK(scene.deliver(target()).outcome == AttemptOutcome::accepted);
    CHECK(scene.clock.sleeps() == std::vector<Microseconds>{7s});
    CHECK(scene.reports[0].retry_after == 7s);
  }
  SECTION("as a date") {
    Scene scene({answered(429, "", {{"Retry-After", "Sat, 31 Jan 2026 12:00:30 GMT"}}), answered(200)}, 1);
    CHECK(scene.deliver(target()).outcome == AttemptOutcome::accepted);
    CHECK(scene.clock.sleeps() == std::vector<Microseconds>{30s});
  }
  SECTION("and not at all by a text that is neither") {
    Scene scene({answered(503, "", {{"Retry-After", "soon"}}), answered(200)}, 1);
    CHECK(scene.deliver(target()).outcome == AttemptOutcome::accepted);
    CHECK(scene.clock.sleeps() == std::vector<Microseconds>{500ms});
  }
}

TEST_CASE("A delivery ends where the policy says", "[emitter][unit]") {
  SECTION("after its last retry") {
    Scene scene({answered(500)}, 2);
    CHECK(scene.deliver(target()).status == 500);
    CHECK(scene.transport.sent.size() == 3);
  }
  SECTION("at 410") {
    Scene scene({answered(410)}, 2);
    CHECK(scene.deliver(target()).status == 410);
    CHECK(scene.transport.sent.size() == 1);
  }
  SECTION("a redirect is not followed") {
    Scene scene({answered(302, "", {{"Location", "http://localhost:4000/"}})}, 1);
    CHECK(scene.deliver(target()).outcome == AttemptOutcome::rejected);
    for (const SentRequest& sent : scene.transport.sent) CHECK(sent.url == target().url);
  }
}

TEST_CASE("A given timestamp is said by every attempt", "[emitter][unit]") {
  Scene scene({answered(500), answered(200)}, 1);
  scene.deliver(target(), UnixSeconds(42s));
  for (const SentRequest& sent : scene.transport.sent) CHECK(sent.header("webhook-timestamp") == "42");
}

TEST_CASE("A delivery that is interrupted makes no further attempt", "[emitter][unit]") {
  Scene scene({answered(500), answered(200)}, 5);
  SECTION("in the pause before a retry") {
    scene.interrupted_after = 1;
    CHECK(scene.deliver(target()).status == 500);
    CHECK(scene.reports.at(0).decision.kind == RetryDecision::Kind::retry);
  }
  SECTION("during an attempt") {
    scene.is_interrupted = true;
    CHECK(scene.deliver(target()).status == 500);
    CHECK(scene.reports.at(0).decision.kind == RetryDecision::Kind::interrupted);
    CHECK(scene.clock.sleeps().empty());
  }
  CHECK(scene.transport.sent.size() == 1);
}
