// What is told of the order in which deliveries came.
#include "bin_server/order/order_report.h"

#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>

#include "bin_server/order/event_moment.h"
#include "shared/support/id.h"
#include "tests/support/captures.h"
#include "tests/support/fixed_random.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;

std::string event_at(Timestamp at) {
  SeededRandom random(1);
  return make_id(id_prefix::event, at, random);
}

struct Bench : CaptureBench {
  OrderReport report{[](const CapturedRequest&) { return std::optional<Timestamp>(); }};

  // An event that happened so long after kCapturedAt, captured so long after that.
  bool send(const std::string& delivery, int attempt, Microseconds happened, Microseconds later, int answered = 200,
            const std::string& path = "/b/mine") {
    const Timestamp at = kCapturedAt + happened;
    CaptureDraft draft = request_draft(
        bin.number, fmt::format("req_{}", ++count), "POST " + path,
        {"webhook-id: " + delivery, "Hookloop-Event-Id: " + event_at(at), fmt::format("Hookloop-Attempt: {}", attempt),
         fmt::format("webhook-timestamp: {}", std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count())},
        "body of " + delivery);
    draft.received_at = at + later;
    draft.response_status = answered;
    return report.add(capture(std::move(draft)));
  }
  bool send_bare(const std::string& body, int answered = 200) {
    CaptureDraft draft = request_draft(bin.number, fmt::format("req_{}", ++count), "POST /b/mine", {}, body);
    draft.response_status = answered;
    return report.add(capture(std::move(draft)));
  }
};

std::size_t count_of(const OrderReport::Result& result, Repeat::Kind kind) {
  return result.repeats[static_cast<std::size_t>(kind)];
}

}  // namespace

TEST_CASE("An event's id tells when it happened", "[bin_server][unit]") {
  const Timestamp at = kCapturedAt + 123ms;
  CHECK(time_of_event_id(event_at(at)) == at);
  CHECK_FALSE(time_of_event_id("evt_short"));
  CHECK_FALSE(time_of_event_id("dlv_" + event_at(at).substr(4)));
  CHECK_FALSE(time_of_event_id("evt_zzzzzzzzzzzzzzzzzzzzzzzzzz"));
  CHECK(time_of_webhook_timestamp("1769860800") == kCapturedAt);
  CHECK_FALSE(time_of_webhook_timestamp("1769860800.5"));
  CHECK_FALSE(time_of_webhook_timestamp("99999999999999"));
}

TEST_CASE("Events that come in order are told as that", "[bin_server][unit]") {
  Bench bench;
  for (int i = 1; i <= 4; ++i) CHECK(bench.send(fmt::format("dlv_{}", i), 1, i * 10ms, i * 1ms));
  const auto result = bench.report.result();
  CHECK(result.captures == 4);
  CHECK(result.deliveries == 4);
  CHECK(result.late_events == 0);
  CHECK(result.repeats == std::array<std::size_t, 4>{});
  CHECK(result.deliveries_with_missing == 0);
  REQUIRE(result.lateness);
  CHECK(result.lateness->median == 2ms);
  CHECK(result.lateness->longest == 4ms);
  CHECK(result.lateness->longest_seq == 4);
}

TEST_CASE("An event that comes behind a later one is named, with how far they are apart", "[bin_server][unit]") {
  Bench bench;
  bench.send("dlv_1", 1, 10ms, 1ms);
  bench.send("dlv_3", 1, 30ms, 1ms);
  bench.send("dlv_2", 1, 20ms, 50ms);
  bench.send("dlv_4", 1, 40ms, 50ms);
  const auto result = bench.report.result();
  CHECK(result.late_events == 1);
  REQUIRE(result.late_shown.size() == 1);
  CHECK(result.late_shown[0].request == "req_3");
  CHECK(result.late_shown[0].behind_seq == 2);
  CHECK(result.late_shown[0].by == 10ms);
}

TEST_CASE("A retry of an earlier event is not out of order, and other paths are in an order of their own",
          "[bin_server][unit]") {
  Bench bench;
  bench.send("dlv_1", 1, 10ms, 1ms, 503);
  bench.send("dlv_2", 1, 20ms, 1ms);
  CHECK_FALSE(bench.send("dlv_1", 2, 10ms, 100ms));
  bench.send("dlv_0", 1, 5ms, 200ms, 200, "/b/mine/other");
  const auto result = bench.report.result();
  CHECK(result.late_events == 0);
  CHECK(count_of(result, Repeat::Kind::retry) == 1);
  REQUIRE(result.repeats_shown.size() == 1);
  CHECK(result.repeats_shown[0].request == "req_3");
  CHECK(result.repeats_shown[0].of_seq == 1);
  CHECK(result.lateness->count == 3);
}

TEST_CASE("Attempts that never came, and those that came late, are told apart", "[bin_server][unit]") {
  Bench bench;
  bench.send("dlv_1", 3, 10ms, 1ms, 503);
  bench.send("dlv_1", 2, 10ms, 2ms, 503);
  bench.send("dlv_2", 1, 20ms, 1ms);
  const auto result = bench.report.result();
  CHECK(result.late_attempts == 1);
  REQUIRE(result.late_attempts_shown.size() == 1);
  CHECK(result.late_attempts_shown[0].attempt == 2);
  CHECK(result.late_attempts_shown[0].behind_attempt == 3);
  CHECK(result.deliveries_with_missing == 1);
  CHECK(result.missing_attempts == 1);
  REQUIRE(result.missing_shown.size() == 1);
  CHECK(result.missing_shown[0].delivery_id == "dlv_1");
  CHECK(result.missing_shown[0].attempts == std::vector<std::uint32_t>{1});
}

TEST_CASE("Captures that name no delivery are told apart by their bytes", "[bin_server][unit]") {
  Bench bench;
  CHECK(bench.send_bare("one", 503));
  CHECK(bench.send_bare("one", 200));
  CHECK(bench.send_bare("one", 200));
  CHECK(bench.send_bare("two"));
  bench.send_bare("");
  bench.send_bare("");
  const auto result = bench.report.result();
  CHECK(result.without_delivery == 6);
  CHECK(result.deliveries == 0);
  CHECK(count_of(result, Repeat::Kind::retry) == 1);
  CHECK(count_of(result, Repeat::Kind::unknown) == 1);
  CHECK(result.without_time == 6);
  CHECK_FALSE(result.lateness);
}

TEST_CASE("Of a thousand repeats a hundred are shown, and all counted", "[bin_server][unit]") {
  Bench bench;
  for (int i = 0; i < 1'000; ++i) bench.send("dlv_1", 1, 0ms, 0ms);
  const auto result = bench.report.result();
  CHECK(count_of(result, Repeat::Kind::duplicate) == 999);
  CHECK(result.repeats_shown.size() == OrderReport::kMostShown);
}

}  // namespace hookloop::test
