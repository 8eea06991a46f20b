#include "bin_server/capture/judge.h"

#include <catch2/catch_test_macros.hpp>

#include "bin_server/store/memory/memory_capture_store.h"
#include "shared/schema/event_type.h"
#include "shared/support/digest.h"

namespace hookloop::test {
namespace {

const Timestamp kNow{std::chrono::seconds(1'769'860'800)};
const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct Bench {
  MemoryCaptureStore store;
  Judge judge{store};
  Bin bin = store.create_bin("mine", kNow, {}).value();
  int count = 0;

  // Captures a delivery of the documented event, signed with kSecret.
  CapturedRequest capture(const std::string& delivery, std::optional<std::uint32_t> attempt, int status = 200,
                          std::string body = std::string(payload_example(EventType::PROJECT_VERSION_CREATE))) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(kNow);
    HeaderList headers = delivery_headers({delivery, "evt_1", "PROJECT_VERSION_CREATE", attempt}, seconds);
    const SigningKey key{SignatureScheme::standard, kSecret};
    for (HeaderField& field : sign(std::span(&key, 1), delivery, seconds, body)) headers.push_back(std::move(field));
    CaptureDraft draft;
    draft.bin = bin.number;
    draft.id = "req_" + std::to_string(++count);
    draft.received_at = kNow;
    draft.head = "POST /b/mine HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    for (const HeaderField& field : headers) draft.head += field.name + ": " + field.value + "\r\n";
    draft.head += "\r\n";
    draft.content_sha256 = sha256(body);
    draft.content_bytes = body.size();
    draft.body = std::move(body);
    draft.response_status = status;
    draft.delivery_id = delivery;
    draft.attempt = attempt;
    const Seq seq = store.append(std::span(&draft, 1)).value().front();
    return *store.find_request(bin.number, seq);
  }

  void set_secrets(std::vector<VerificationKey> secrets) {
    BinSettings settings = *bin.settings;
    settings.secrets = std::move(secrets);
    REQUIRE_FALSE(store.change_bin(bin.number, settings).has_value());
    bin = *store.find_bin("mine");
  }
};

}  // namespace

TEST_CASE("Judge finds a documented payload valid, from a list's row too", "[bin_server][unit]") {
  Bench bench;
  CapturedRequest request = bench.capture("dlv_1", 1);
  request.body.clear();  // as a list has it
  const auto verdict = bench.judge.judge(bench.bin, request);
  CHECK(verdict->payload.state == PayloadVerdict::State::valid);
  CHECK(verdict->payload.type == EventType::PROJECT_VERSION_CREATE);
}

TEST_CASE("Judge names what is wrong with a payload", "[bin_server][unit]") {
  Bench bench;
  const auto request = bench.capture("dlv_1", 1, 200, R"({"project": {}})");
  const auto verdict = bench.judge.judge(bench.bin, request);
  CHECK(verdict->payload.state == PayloadVerdict::State::invalid);
  CHECK_FALSE(verdict->payload.violations.empty());
}

TEST_CASE("Judge follows the bin's secrets, also for what was captured before", "[bin_server][unit]") {
  Bench bench;
  const auto request = bench.capture("dlv_1", 1);
  CHECK(bench.judge.judge(bench.bin, request)->signature.state == SignatureVerdict::State::no_secret);
  bench.set_secrets({{std::nullopt, kSecret, "secret 1"}});
  CHECK(bench.judge.judge(bench.bin, request)->signature.state == SignatureVerdict::State::valid);
  bench.set_secrets({{std::nullopt, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "secret 1"}});
  CHECK(bench.judge.judge(bench.bin, request)->signature.cause == SignatureCause::wrong_secret);
}

TEST_CASE("Judge proves a changed body by another capture of the delivery", "[bin_server][unit]") {
  Bench bench;
  bench.set_secrets({{std::nullopt, kSecret, "secret 1"}});
  const auto original = bench.capture("dlv_1", 1);
  CaptureDraft altered = original;  // but for its seq, which the store gives
  altered.body[10] = 'X';
  altered.id = "req_altered";
  REQUIRE(bench.store.append(std::span(&altered, 1)));
  const auto captured = bench.store.find_request(bench.bin.number, "req_altered");
  REQUIRE(captured);
  CHECK(bench.judge.judge(bench.bin, *captured)->signature.cause == SignatureCause::body_changed);
  CHECK(bench.judge.judge(bench.bin, original)->signature.state == SignatureVerdict::State::valid);
}

TEST_CASE("Judge tells a duplicate from a retry", "[bin_server][unit]") {
  Bench bench;
  SECTION("the same attempt twice is a duplicate of the first") {
    const auto first = bench.capture("dlv_1", 1);
    const auto second = bench.capture("dlv_1", 1);
    const auto third = bench.capture("dlv_1", 1);
    CHECK_FALSE(bench.judge.duplicate_of(first).has_value());
    CHECK(bench.judge.duplicate_of(second) == first.id);
    CHECK(bench.judge.duplicate_of(third) == first.id);
  }
  SECTION("the next attempt is a retry, and so is one of a sender who does not count, after a refusal") {
    bench.capture("dlv_1", 1, 503);
    CHECK_FALSE(bench.judge.duplicate_of(bench.capture("dlv_1", 2)).has_value());
    bench.capture("dlv_2", std::nullopt, 503);
    CHECK_FALSE(bench.judge.duplicate_of(bench.capture("dlv_2", std::nullopt)).has_value());
  }
  SECTION("a delivery that was accepted and comes again uncounted is a duplicate") {
    const auto first = bench.capture("dlv_1", std::nullopt, 200);
    CHECK(bench.judge.duplicate_of(bench.capture("dlv_1", std::nullopt)) == first.id);
  }
  SECTION("other deliveries have nothing to do with it") {
    bench.capture("dlv_1", 1);
    CHECK_FALSE(bench.judge.duplicate_of(bench.capture("dlv_2", 1)).has_value());
  }
}

}  // namespace hookloop::test
