#include <catch2/catch_test_macros.hpp>
#include <set>

#include "shared/support/digest.h"
#include "tests/support/running_platform.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Json = RunningPlatform::Json;

namespace {

const Json kNoPause = {{"retry", {{"delays_ms", {0, 0, 0}}}}};

std::string path_of(const Json& delivery, const std::string& rest = "") {
  return "/api/v1/deliveries/" + delivery["id"].get<std::string>() + rest;
}

std::string query(const Json& next) { return std::to_string(next.get<std::int64_t>()); }

}  // namespace

TEST_CASE("A delivery shows every attempt as it was sent and answered", "[emitter][integration]") {
  ScriptedReceiver receiver({reply(503, "busy", "Retry-After: 0\r\n"), reply(200, "thanks")});
  RunningPlatform platform;
  const Json webhook = platform.add_webhook(receiver.url("/hook?a=1"), kNoPause);
  platform.attach(webhook, {"App created"});
  platform.add_app();
  platform.wait_until_settled();

  const Json row = platform.get("/api/v1/deliveries")["deliveries"].at(0);
  CHECK(row["state"] == "delivered");
  CHECK(row["attempt_count"] == 2);
  CHECK(row["webhook"] == webhook["id"]);
  CHECK(row["event"]["type"] == "PROJECT_CREATE");
  const Json whole = platform.get(path_of(row));
  const auto received = receiver.received();
  CHECK(whole["payload"]["text"] == received.at(0).body);
  REQUIRE(whole["attempts"].size() == 2);
  const Json& first = whole["attempts"][0];
  CHECK(first["request"]["head"]["text"] == received[0].head);
  CHECK(first["request"]["body"].is_null());
  CHECK(first["outcome"] == "rejected");
  CHECK(first["status"] == 503);
  CHECK(first["answer"]["body"]["text"] == "busy");
  CHECK(first["retry_after_ms"] == 0);
  CHECK(first["next"] == "retry");
  CHECK(first["next_attempt_at"].is_string());
  CHECK(first["phases"]["whole_us"] > 0);
  CHECK(whole["attempts"][1]["answer"]["body"]["text"] == "thanks");
  CHECK(whole["attempts"][1]["next"] == "delivered");
}

TEST_CASE("A fault is told of in the ledger, with the bytes that it made", "[emitter][integration]") {
  ScriptedReceiver receiver({reply(200)});
  RunningPlatform platform;
  platform.attach(platform.add_webhook(receiver.url()), {"App created"});
  platform.must("POST", "/api/v1/apps", {{"name", "A"}, {"faults", {"truncated-body", "duplicate"}}});
  platform.wait_until_settled();

  const auto lines = platform.ledger();
  const auto received = receiver.received();
  REQUIRE(lines.size() == 2);
  REQUIRE(received.size() == 2);
  CHECK(received[0].bytes == received[1].bytes);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(lines[i]["copy"] == i + 1);
    CHECK(lines[i]["attempt"] == 1);
    CHECK(lines[i]["request"]["body"]["sha256"] == sha256_hex(received[i].body));
  }
  CHECK(lines[0]["faults"] == Json({"duplicate", "truncated-body"}));
  const Json delivery = platform.get("/api/v1/deliveries")["deliveries"].at(0);
  CHECK(platform.get(path_of(delivery))["attempts"][0]["request"]["body"]["text"] == received[0].body);
}

TEST_CASE("Pages of deliveries do not shift while more are made", "[emitter][integration]") {
  RunningPlatform platform;
  const Json webhook = platform.add_webhook("http://127.0.0.1:1/", {{"state", "paused"}});
  platform.attach(webhook, {"App created"});
  for (int i = 0; i < 5; ++i) platform.add_app();

  const Json newest = platform.get("/api/v1/deliveries?limit=2");
  CHECK(newest["deliveries"][0]["number"] == 5);
  CHECK(newest["next"] == 4);
  platform.add_app();
  const Json second = platform.get("/api/v1/deliveries?limit=2&before=" + query(newest["next"]));
  CHECK(second["deliveries"][0]["number"] == 3);
  const Json last = platform.get("/api/v1/deliveries?limit=2&before=" + query(second["next"]));
  CHECK(last["deliveries"].size() == 1);
  CHECK(last["next"].is_null());

  const Json forward = platform.get("/api/v1/deliveries?limit=2&after=1");
  CHECK(forward["deliveries"][0]["number"] == 3);
  CHECK(forward["deliveries"][1]["number"] == 2);
  CHECK(forward["next"] == 3);
}

TEST_CASE("A filter names deliveries by state, webhook, event, type and time", "[emitter][integration]") {
  RunningPlatform platform;
  const Json one = platform.add_webhook("http://127.0.0.1:1/", {{"state", "paused"}});
  const Json two = platform.add_webhook("http://127.0.0.1:1/", {{"state", "paused"}});
  platform.attach(one, {"App created", "App removed"});
  platform.attach(two, {"App created"});
  const Json app = platform.add_app();
  platform.must("DELETE", "/api/v1/apps/" + app["guid"].get<std::string>());
  const auto count = [&](const std::string& text) {
    return platform.get("/api/v1/deliveries?" + text)["deliveries"].size();
  };
  CHECK(count("") == 3);
  CHECK(count("state=pending") == 3);
  CHECK(count("state=delivered") == 0);
  CHECK(count("webhook=" + one["id"].get<std::string>()) == 2);
  CHECK(count("event=" + app["event"]["id"].get<std::string>()) == 2);
  CHECK(count("type=App%20removed") == 1);
  CHECK(count("from=2000-01-01T00:00:00Z") == 3);
  CHECK(count("to=2000-01-01T00:00:00Z") == 0);
  const auto told = [&](const std::string& text) {
    return problem_of(platform.call("GET", "/api/v1/deliveries?" + text));
  };
  CHECK(told("state=pendng").detail.find("pending") != std::string::npos);
  CHECK(told("webhook=whk_none").status == 400);
  CHECK(told("event=evt_none").status == 400);
  CHECK(told("from=yesterday").status == 400);
}

TEST_CASE("What was given up is resent by hand, one or all that a filter names", "[emitter][integration]") {
  ScriptedReceiver receiver({reply(500), reply(500), reply(200)});
  RunningPlatform platform;
  platform.attach(platform.add_webhook(receiver.url(), {{"retry", "none"}, {"ordered", true}}), {"App created"});
  platform.add_app("A");
  platform.add_app("B");
  platform.wait_until_settled();
  CHECK(platform.get("/api/v1/deliveries?state=exhausted")["deliveries"].size() == 2);

  const Json first = platform.get("/api/v1/deliveries?state=exhausted")["deliveries"][1];
  platform.must("POST", path_of(first, "/resend"));
  platform.wait_until_settled();
  const Json resent = platform.get(path_of(first));
  CHECK(resent["state"] == "delivered");
  CHECK(resent["attempts"][1]["cause"] == "manual");
  CHECK(find_header(receiver.received()[2].headers, "webhook-id") == first["id"].get<std::string>());

  CHECK(platform.must("POST", "/api/v1/deliveries/resend?state=exhausted")["resent"] == 1);
  platform.wait_until_settled();
  CHECK(platform.get("/api/v1/deliveries?state=delivered")["deliveries"].size() == 2);
  CHECK(problem_of(platform.call("POST", "/api/v1/deliveries/dlv_none/resend")).type == "unknown-delivery");
}

TEST_CASE("What is pending is cancelled by hand, one or all that a filter names", "[emitter][integration]") {
  RunningPlatform platform;
  platform.attach(platform.add_webhook("http://127.0.0.1:1/", {{"state", "paused"}}), {"App created"});
  for (int i = 0; i < 3; ++i) platform.add_app();
  const Json first = platform.get("/api/v1/deliveries")["deliveries"][2];
  CHECK(platform.must("POST", path_of(first, "/cancel"))["state"] == "cancelled");
  CHECK(problem_of(platform.call("POST", path_of(first, "/cancel"))).type == "delivery-ended");
  CHECK(platform.must("POST", "/api/v1/deliveries/cancel?type=App%20created")["cancelled"] == 2);
}

TEST_CASE("410 disables the webhook, and says so wherever one looks", "[emitter][integration]") {
  ScriptedReceiver receiver({reply(410)});
  RunningPlatform platform;
  const Json webhook = platform.add_webhook(receiver.url(), kNoPause);
  platform.attach(webhook, {"App created"});
  platform.add_app();
  platform.wait_until_settled();
  CHECK(platform.get("/api/v1/deliveries")["deliveries"][0]["state"] == "exhausted");
  const Json after = platform.get("/api/v1/webhooks/" + webhook["id"].get<std::string>());
  CHECK(after["state"] == "disabled");
  CHECK(after["state_reason"].get<std::string>().find("410") != std::string::npos);
  CHECK(platform.add_app()["event"]["deliveries"] == 0);
}

TEST_CASE("A redirect is recorded and never followed", "[emitter][integration]") {
  ScriptedReceiver elsewhere({reply(200)});
  ScriptedReceiver receiver({reply(307, "", "Location: " + elsewhere.url() + "\r\n")});
  RunningPlatform platform;
  platform.attach(platform.add_webhook(receiver.url(), {{"retry", "none"}}), {"App created"});
  platform.add_app();
  platform.wait_until_settled();
  CHECK(platform.ledger().at(0)["status"] == 307);
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("The ledger goes on after a line that was read, and no further than it was asked for",
          "[emitter][integration]") {
  ScriptedReceiver receiver({reply(200)});
  RunningPlatform platform;
  platform.attach(platform.add_webhook(receiver.url()), {"App created"});
  for (int i = 0; i < 450; ++i) platform.add_app();  // more than is read at a time, twice
  platform.wait_until_settled();
  const auto lines = platform.ledger();
  REQUIRE(lines.size() == 450);
  std::set<std::string> ids;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(lines[i]["number"] == i + 1);
    ids.insert(lines[i]["delivery"]);
  }
  CHECK(ids.size() == 450);
  CHECK(platform.ledger("?after=448").size() == 2);
  CHECK(platform.ledger("?after=448&limit=1").at(0)["number"] == 449);
  CHECK(platform.ledger("?after=450").empty());
}
