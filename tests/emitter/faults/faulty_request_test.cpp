// Requests with faults, judged by our own verifier and payload judge as a receiver would.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <set>

#include "shared/schema/json_text.h"
#include "shared/schema/payload.h"
#include "tests/emitter/faults/made_request.h"

using namespace hookloop;
using namespace hookloop::test;
using namespace std::chrono_literals;

namespace {

using State = SignatureVerdict::State;
using Cause = SignatureCause;
using Body = PayloadVerdict::State;

}  // namespace

TEST_CASE("Each fault is found by its cause, and by no other", "[emitter][unit]") {
  struct Row {
    std::string fault;
    State signature;
    Cause cause;
    Body payload;
  };
  const auto row = GENERATE(values<Row>({
      {"invalid-json", State::valid, Cause::none, Body::not_json},
      {"invalid-utf8", State::valid, Cause::none, Body::not_json},
      {"oversized-body:bytes=64KiB", State::valid, Cause::none, Body::valid},
      {"schema-missing-key", State::valid, Cause::none, Body::invalid},
      {"schema-wrong-type", State::valid, Cause::none, Body::invalid},
      {"schema-extra-key", State::valid, Cause::none, Body::invalid},
      {"wrong-secret", State::invalid, Cause::wrong_secret, Body::valid},
      {"missing-signature", State::unsigned_request, Cause::missing_header, Body::valid},
      {"malformed-signature", State::invalid, Cause::malformed_header, Body::valid},
      {"stale-timestamp", State::invalid, Cause::timestamp_too_old, Body::valid},
      {"future-timestamp", State::invalid, Cause::timestamp_too_new, Body::valid},
      {"body-altered", State::invalid, Cause::body_changed, Body::valid},
      {"body-reserialised", State::invalid, Cause::body_reserialised, Body::valid},
      {"truncated-body", State::invalid, Cause::body_changed, Body::not_json},
      {"wrong-content-type", State::valid, Cause::none, Body::valid},
      {"extra-headers", State::valid, Cause::none, Body::valid},
      {"slow-write", State::valid, Cause::none, Body::valid},
      {"reset-mid-body", State::valid, Cause::none, Body::valid},
  }));
  const SignatureScheme scheme = GENERATE(SignatureScheme::standard, SignatureScheme::standard_ed25519,
                                          SignatureScheme::github, SignatureScheme::stripe);
  // A time in the signature is the business of the schemes that sign one.
  const bool is_about_time = row.cause == Cause::timestamp_too_old || row.cause == Cause::timestamp_too_new;
  const bool signs_no_time = scheme == SignatureScheme::github && is_about_time;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const MadeRequest made = make({row.fault}, {.keys = {signing_key(scheme)}, .seed = seed});
    CAPTURE(row.fault, to_string(scheme), made.request.head, made.request.body);
    const SignatureVerdict verdict = made.judge(scheme);
    CHECK(to_string(verdict.state) == to_string(signs_no_time ? State::valid : row.signature));
    CHECK(to_string(verdict.cause) == to_string(signs_no_time ? Cause::none : row.cause));
    const auto payload = judge_payload(made.request.body, made.header("Hookloop-Event-Type"));
    CHECK(to_string(payload.state) == to_string(row.payload));
    CHECK(made.request.faults == std::vector<std::string>{row.fault});
  }
}

TEST_CASE("Without faults a request is what request_bytes gives, and no chance is drawn", "[emitter][unit]") {
  DeliveryTarget target;
  target.url = *parse_url("http://localhost:3000/hook");
  target.keys = {signing_key(SignatureScheme::standard)};
  target.login = {"me", "secret"};
  target.headers = {{"X-Tenant", "seven"}};
  const OutgoingDelivery delivery{"dlv_1", "evt_1", EventType::PROJECT_CREATE, "{}"};
  struct NoRandom final : Random {
    std::uint64_t next() override { throw std::logic_error("drawn"); }
  } random;
  // Faults of the schedule are for the sender: they change nothing here.
  const auto request =
      make_request(target, delivery, 3, kSignedAt,
                   faults({"drop", "delay", "burst", "reorder", "duplicate", "concurrent-duplicate"}), random);
  CHECK(request.bytes() == request_bytes(target, delivery, 3, kSignedAt));
  CHECK(request.wire == WireBehaviour{});
  CHECK(request.faults.empty());
  CHECK(request.head.ends_with("X-Tenant: seven\r\n\r\n"));
}

TEST_CASE("A ping says that it is one", "[emitter][unit]") {
  CHECK(make({}, {.type = std::nullopt}).header("Hookloop-Event-Type") == "PING");
}

TEST_CASE("A faithful request knows no faults of what it does not send", "[emitter][unit]") {
  const MakeOptions faithful{.profile = WireProfile::faithful};
  const auto made = make({"wrong-secret", "missing-signature", "malformed-signature", "stale-timestamp",
                          "future-timestamp", "wrong-event-type"},
                         faithful);
  CHECK(made.request.bytes() == make({}, faithful).request.bytes());
  CHECK(made.request.faults.empty());

  const auto others = make({"schema-extra-key", "body-altered", "wrong-content-type", "extra-headers"}, faithful);
  CHECK(others.request.faults.size() == 4);
  CHECK(others.request.bytes().find("ookloop") == std::string::npos);
}

TEST_CASE("Without a secret there is no signature to spoil", "[emitter][unit]") {
  const auto made = make({"wrong-secret", "malformed-signature", "missing-signature"}, {.keys = {}});
  CHECK(made.request.faults.empty());
  CHECK(make({"stale-timestamp"}, {.keys = {}}).request.faults.size() == 1);
}

TEST_CASE("Of several faults of the signature one is done", "[emitter][unit]") {
  const auto all = make({"wrong-secret", "malformed-signature", "missing-signature"});
  CHECK(all.request.faults == std::vector<std::string>{"missing-signature"});
  const auto two = make({"wrong-secret", "malformed-signature"});
  CHECK(two.request.faults == std::vector<std::string>{"malformed-signature"});
}

TEST_CASE("A rotation signed with wrong secrets still looks like one", "[emitter][unit]") {
  const SigningKey key = signing_key(SignatureScheme::standard);
  const auto made = make({"wrong-secret"}, {.keys = {key, {key.scheme, std::string(kOtherStandardSecret)}}});
  const std::string value = made.header("webhook-signature");
  CHECK(std::count(value.begin(), value.end(), ' ') == 1);
  CHECK(made.judge().cause == SignatureCause::wrong_secret);
}

TEST_CASE("The timestamp lies as far off as was asked, and never before 1970", "[emitter][unit]") {
  CHECK(make({"stale-timestamp:by=1h"}).header("webhook-timestamp") == "1699996400");
  CHECK(make({"future-timestamp:by=1h"}).header("webhook-timestamp") == "1700003600");
  CHECK(make({"stale-timestamp:by=1500ms"}).header("webhook-timestamp") == "1699999998");
  CHECK(make({"stale-timestamp"}, {.at = UnixSeconds(5s)}).header("webhook-timestamp") == "0");
  const auto both = make({"future-timestamp:by=1h", "stale-timestamp:by=1h"});
  CHECK(both.header("webhook-timestamp") == "1699996400");
  CHECK(both.request.faults == std::vector<std::string>{"stale-timestamp:by=1h"});
}

TEST_CASE("An altered body differs in one byte and is still a valid payload", "[emitter][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    std::set<std::string> bodies;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const auto made = make({"body-altered"}, {.type = type.type, .seed = seed});
      REQUIRE(made.request.body.size() == made.payload.size());
      int different = 0;
      for (std::size_t i = 0; i < made.payload.size(); ++i)
        different += made.payload[i] != made.request.body[i] ? 1 : 0;
      CHECK(different == 1);
      CHECK(judge_payload(made.request.body, type.id).state == PayloadVerdict::State::valid);
      bodies.insert(made.request.body);
    }
    CHECK(bodies.size() > 1);
  }
}

TEST_CASE("A wrong event type is one of the catalogue and not the right one", "[emitter][unit]") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const auto made = make({"wrong-event-type"}, {.seed = seed});
    const std::string said = made.header("Hookloop-Event-Type");
    CHECK(event_type_from_id(said));
    CHECK(said != "PROJECT_VERSION_CREATE");
    CHECK(judge_payload(made.request.body, said).state == PayloadVerdict::State::invalid);
    CHECK(made.judge().state == SignatureVerdict::State::valid);
  }
}

TEST_CASE("Extra headers come last, some of them twice in another case", "[emitter][unit]") {
  const auto made = make({"extra-headers", "wrong-content-type"});
  CHECK(made.header("Content-Type") == "text/plain");
  CHECK(header_values(made.headers(), "x-trace").size() == 3);
  CHECK(header_values(made.headers(), "Accept").size() == 2);
  CHECK(made.request.head.ends_with("\r\nX-Empty: \r\naccept: application/json\r\n\r\n"));
}

TEST_CASE("Faults of the wire are told of beside the bytes", "[emitter][unit]") {
  const auto slow = make({"slow-write:bytes=8,by=1ms"});
  CHECK(slow.request.wire == WireBehaviour{8, 1ms, std::nullopt});
  const auto reset = make({"reset-mid-body", "slow-write"});
  CHECK(reset.request.wire == WireBehaviour{16, 50ms, reset.request.head.size() + reset.payload.size() / 2});
  CHECK(reset.header("Content-Length") == std::to_string(reset.payload.size()));
  const auto empty = make({"reset-mid-body"}, {.payload = ""});
  CHECK(empty.request.wire.reset_after == empty.request.head.size() - 1);
}

TEST_CASE("Any faults with any payload give a request that HTTP understands", "[emitter][unit]") {
  const std::string payload =
      GENERATE(as<std::string>{}, "", "{}", "[]", "null", "12", "-0.5e3", "\"\"", R"({"a":{"b":[1,{"c":"d"}]},"a":2})",
               "{", "\xff\xfe", std::string("\0\0", 2), " ", "}", "\"\\u0041\"", std::string(2000, '['),
               std::string(400, '[') + std::string(400, ']'), compact_payload(EventType::IOS_BUILD_FAILURE));
  const bool is_ping = GENERATE(false, true);
  SeededRandom random(42);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> planned;
    for (const FaultInfo& fault : fault_catalogue()) {
      if (random.next() % 3 != 0) continue;
      planned.emplace_back(fault.kind == FaultKind::oversized_body ? "oversized-body:bytes=3000" : fault.name);
    }
    const MakeOptions options{.type = is_ping ? std::nullopt : std::optional(EventType::IOS_BUILD_FAILURE),
                              .payload = payload,
                              .seed = random.next()};
    const MadeRequest made = make(planned, options);
    CAPTURE(payload, planned, made.request.head);
    CHECK(made.header("Content-Length") == std::to_string(made.request.body.size()));
    CHECK(head_size(made.request.bytes()) == made.request.head.size());
    CHECK(made.request.faults.size() <= planned.size());
    const std::size_t end = made.request.bytes().size();
    CHECK(made.request.wire.reset_after.value_or(0) < end);
    CHECK(make(planned, options).request.bytes() == made.request.bytes());
  }
}
