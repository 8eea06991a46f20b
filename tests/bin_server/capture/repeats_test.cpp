// What a capture is to the earlier ones of its delivery.
#include "bin_server/capture/repeats.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <optional>

#include "tests/support/captures.h"

namespace hookloop::test {
namespace {

struct Sent {
  std::optional<int> attempt;
  int answered = 200;
  int sent_at = 1'700'000'000;
  std::string body = "body";
  bool complete = true;
};

struct Bench : CaptureBench {
  CapturedRequest send(const std::string& delivery, const Sent& sent) {
    std::vector<std::string> headers{"webhook-id: " + delivery, fmt::format("webhook-timestamp: {}", sent.sent_at)};
    if (sent.attempt) headers.push_back(fmt::format("Hookloop-Attempt: {}", *sent.attempt));
    CaptureDraft draft = request_draft(bin.number, fmt::format("req_{}", ++count), "POST /b/mine", headers, sent.body);
    draft.response_status = sent.answered;
    draft.complete = sent.complete;
    return capture(std::move(draft));
  }
  DeliveryHistory history(const CapturedRequest& request) { return read_delivery_history(store, request); }
  std::string told(const CapturedRequest& request) {
    const auto repeat = history(request).repeat;
    return repeat ? fmt::format("{} of {}", to_string(repeat->kind), repeat->of) : "first";
  }
};

}  // namespace

TEST_CASE("The first capture of a delivery repeats nothing, and so does one that names none", "[bin_server][unit]") {
  Bench bench;
  const auto first = bench.send("dlv_1", {1});
  bench.send("dlv_1", {2});
  CHECK(bench.told(first) == "first");
  CHECK(bench.told(bench.send("dlv_2", {1})) == "first");
  CHECK(bench.told(bench.capture("POST /b/mine", {}, "body")) == "first");
}

TEST_CASE("A further attempt after a refusal is a retry, after a success a resend", "[bin_server][unit]") {
  Bench bench;
  bench.send("dlv_1", {1, 503});
  CHECK(bench.told(bench.send("dlv_1", {2, 503})) == "retry of req_1");
  CHECK(bench.told(bench.send("dlv_1", {3, 200})) == "retry of req_2");
  CHECK(bench.told(bench.send("dlv_1", {4, 200})) == "resend of req_3");
  CHECK(bench.told(bench.send("dlv_1", {5, 200})) == "resend of req_4");
}

TEST_CASE("An attempt that broke off was not accepted, whatever it was answered", "[bin_server][unit]") {
  Bench bench;
  bench.send("dlv_1", {1, 200, 1'700'000'000, "bo", false});
  CHECK(bench.told(bench.send("dlv_1", {2})) == "retry of req_1");
}

TEST_CASE("The same attempt again is a duplicate, whatever was answered", "[bin_server][unit]") {
  Bench bench;
  bench.send("dlv_1", {1, 503});
  bench.send("dlv_1", {2, 200});
  CHECK(bench.told(bench.send("dlv_1", {1, 200})) == "duplicate of req_1");
  CHECK(bench.told(bench.send("dlv_1", {2, 200})) == "duplicate of req_2");
}

TEST_CASE("Without a number of the attempt, time and bytes tell", "[bin_server][unit]") {
  Bench bench;
  bench.send("dlv_1", {{}, 503, 1'700'000'000});
  CHECK(bench.told(bench.send("dlv_1", {{}, 503, 1'700'000'000})) == "duplicate of req_1");
  CHECK(bench.told(bench.send("dlv_1", {{}, 200, 1'700'000'005})) == "retry of req_2");
  CHECK(bench.told(bench.send("dlv_1", {{}, 200, 1'700'000'010})) == "resend of req_3");
  CHECK(bench.told(bench.send("dlv_1", {{}, 200, 1'700'000'010, "other bytes"})) == "resend of req_4");
}

TEST_CASE("What can not be told is unknown", "[bin_server][unit]") {
  Bench bench;
  SECTION("one tells its attempt and the other does not") {
    bench.send("dlv_1", {1, 503});
    CHECK(bench.told(bench.send("dlv_1", {{}, 200})) == "unknown of req_1");
  }
  SECTION("an attempt comes behind a later one that was accepted") {
    bench.send("dlv_1", {2, 200});
    CHECK(bench.told(bench.send("dlv_1", {1, 200})) == "unknown of req_1");
  }
}

TEST_CASE("Attempts that were not seen before a later one are named", "[bin_server][unit]") {
  Bench bench;
  CHECK(bench.history(bench.send("dlv_1", {1, 503})).missing_attempts.empty());
  CHECK(bench.history(bench.send("dlv_1", {4, 503})).missing_attempts == std::vector<std::uint32_t>{2, 3});
  CHECK(bench.history(bench.send("dlv_1", {3, 503})).missing_attempts == std::vector<std::uint32_t>{2});
  CHECK(bench.history(bench.send("dlv_2", {1'000'000})).missing_attempts.size() == kMostMissing);
  CHECK(bench.history(bench.send("dlv_3", {{}})).missing_attempts.empty());
}

}  // namespace hookloop::test
