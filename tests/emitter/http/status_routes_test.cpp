#include <catch2/catch_test_macros.hpp>

#include "tests/support/running_platform.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Json = RunningPlatform::Json;

namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("The metrics count deliveries, attempts, depth and the state of each webhook", "[emitter][integration]") {
  ScriptedReceiver receiver({reply(500), reply(200)});
  RunningPlatform platform;
  const Json webhook =
      platform.add_webhook(receiver.url(), {{"name", "A \"quoted\" one"}, {"retry", {{"delays_ms", {0}}}}});
  const Json paused = platform.add_webhook(receiver.url(), {{"name", "Paused"}, {"state", "paused"}});
  platform.attach(webhook, {"App created"});
  platform.add_app();
  platform.wait_until_settled();
  platform.attach(paused, {"App created"});
  platform.must("PATCH", "/api/v1/webhooks/" + webhook["id"].get<std::string>(), {{"state", "disabled"}});
  platform.add_app();

  const RawAnswer answer = platform.call("GET", "/metrics");
  CHECK(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  const std::string& text = answer.body;
  CHECK(has_line(text, "hookloop_events_total 2"));
  CHECK(has_line(text, "hookloop_deliveries{state=\"pending\"} 1"));
  CHECK(has_line(text, "hookloop_deliveries{state=\"delivered\"} 1"));
  CHECK(has_line(text, "hookloop_attempts_total{outcome=\"accepted\"} 1"));
  CHECK(has_line(text, "hookloop_attempts_total{outcome=\"rejected\"} 1"));
  CHECK(has_line(text, "hookloop_outbox_depth 1"));
  CHECK(has_line(text, "hookloop_in_flight 0"));
  const std::string name = "{webhook=\"" + webhook["id"].get<std::string>() + "\",name=\"A \\\"quoted\\\" one\"";
  CHECK(has_line(text, "hookloop_webhook_state" + name + ",state=\"disabled\"} 1"));
  CHECK(has_line(text, "hookloop_webhook_state" + name + ",state=\"enabled\"} 0"));
}

TEST_CASE("Health says that the server is alive, and that its store can be written", "[emitter][integration]") {
  RunningPlatform platform;
  CHECK(platform.get("/healthz")["status"] == "alive");
  CHECK(platform.get("/readyz")["status"] == "ready");
}

TEST_CASE("Real time is told and not moved", "[emitter][integration]") {
  RunningPlatform platform;
  CHECK(platform.get("/api/v1/clock")["virtual"] == false);
  CHECK(problem_of(platform.call("POST", "/api/v1/clock/advance", {{"by_ms", 1}})).type == "time-is-real");
}
