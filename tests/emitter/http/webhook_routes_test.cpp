#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <span>

#include "shared/schema/signature.h"
#include "tests/support/running_platform.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Json = RunningPlatform::Json;

namespace {

constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kNewSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

std::string path_of(const Json& webhook, const std::string& rest = "") {
  return "/api/v1/webhooks/" + webhook["id"].get<std::string>() + rest;
}

bool has_text(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("A webhook of which nothing was said retries as the default profile does", "[emitter][integration]") {
  RunningPlatform platform;
  const Json webhook = platform.add_webhook("http://127.0.0.1:1/");
  CHECK(webhook["retry"]["profile"] == "default");
  CHECK(webhook["retry"]["retries"] == 5);
  CHECK(webhook["state"] == "enabled");
  CHECK(webhook["max_in_flight"] == 16);
}

TEST_CASE("Secrets and passwords go in and never come out", "[emitter][integration]") {
  RunningPlatform platform;
  const Json webhook = platform.add_webhook("http://127.0.0.1:1/",
                                            {{"secret", kSecret}, {"login", "ada"}, {"password", "correct horse"}});
  CHECK(webhook["has_password"] == true);
  CHECK(webhook["secrets"].size() == 1);
  platform.must("POST", path_of(webhook, "/rotate"), {{"secret", kNewSecret}});
  platform.must("POST", path_of(webhook, "/ping"));
  platform.wait_until_settled();
  for (const char* target :
       {"/api/v1/webhooks", "/api/v1/deliveries", "/api/v1/ledger", "/api/v1/events", "/metrics"}) {
    INFO(target);
    const std::string body = platform.call("GET", target).body;
    CHECK_FALSE(has_text(body, "MfKQ9r8"));
    CHECK_FALSE(has_text(body, "C2FVsBQ"));
    CHECK_FALSE(has_text(body, "correct horse"));
    CHECK_FALSE(has_text(body, "YWRhOmNvcnJlY3QgaG9yc2U"));  // as Basic writes it
  }
}

TEST_CASE("How a webhook retries is a profile's name, a backoff or a fixed list", "[emitter][integration]") {
  RunningPlatform platform;
  const auto retry = [&](const Json& value) {
    return platform.add_webhook("http://127.0.0.1:1/", {{"retry", value}})["retry"];
  };
  CHECK(retry("github")["retries"] == 0);
  CHECK(retry("svix")["retries"] == 7);
  CHECK(retry("svix")["delays_ms"][0] == 5000);
  CHECK(retry({{"retries", 3}, {"first_delay_ms", 20}})["profile"] == "custom");
  CHECK(retry({{"delays_ms", {10, 20}}})["retries"] == 2);
  CHECK(retry({{"delays_ms", {10, 20}}, {"jitter_share", 0.5}})["jitter_share"] == 0.5);
  CHECK(retry({{"profile", "stripe"}})["profile"] == "stripe");

  const auto told = [&](const Json& value) {
    return problem_of(
        platform.call("POST", "/api/v1/webhooks", {{"name", "A"}, {"url", "http://127.0.0.1:1/"}, {"retry", value}}));
  };
  CHECK(has_text(told("strpe").detail, "did you mean stripe?"));
  CHECK(told({{"delays_ms", {10, -1}}}).pointer == "/retry/delays_ms/1");
  CHECK(told({{"retries", 1000000}}).pointer == "/retry/retries");
  CHECK(told({{"retries", 3}, {"delays_ms", {1}}}).pointer == "/retry/delays_ms");
  CHECK(told(7).pointer == "/retry");
}

TEST_CASE("What is wrong with a webhook is told by its pointer", "[emitter][integration]") {
  RunningPlatform platform;
  const auto told = [&](Json more) {
    Json fields{{"name", "A"}, {"url", "http://127.0.0.1:1/"}};
    fields.update(more);
    return problem_of(platform.call("POST", "/api/v1/webhooks", fields));
  };
  CHECK(told({{"url", "http://ada:secret@127.0.0.1/"}}).pointer == "/url");
  CHECK(told({{"url", "gopher://127.0.0.1/"}}).pointer == "/url");
  CHECK(told({{"headers", {{"X-A", "a\r\nX-B: b"}}}}).pointer == "/headers/0/1");
  CHECK(told({{"headers", {{"Host", "elsewhere"}}}}).pointer == "/headers/0/0");
  CHECK(told({{"secret", "short"}}).pointer == "/secret");
  CHECK(has_text(told({{"secret", "short"}}).detail, "whsec_"));
  CHECK(told({{"signature_scheme", "githb"}}).pointer == "/signature_scheme");
  CHECK(told({{"guarantee", "exactly_once"}}).pointer == "/guarantee");
  CHECK(told({{"timeout_ms", 1.5}}).pointer == "/timeout_ms");
  CHECK(told({{"max_in_flight", 0}}).pointer == "/max_in_flight");
  CHECK(told({{"breaker", {{"failures", 0}}}}).pointer == "/breaker/failures");
  CHECK(told({{"faults", {"delay:by=5"}}}).pointer == "/faults/0");
  CHECK(told({{"state", "sleeping"}}).pointer == "/state");
  CHECK(told({{"state", "paused"}, {"enabled", true}}).pointer == "/enabled");
  CHECK(platform.get("/api/v1/webhooks")["webhooks"].empty());
}

TEST_CASE("A change keeps what it does not name, and null takes a setting back", "[emitter][integration]") {
  RunningPlatform platform;
  const Json webhook = platform.add_webhook(
      "http://127.0.0.1:1/a", {{"secret", kSecret}, {"login", "ada"}, {"password", "pw"}, {"rate_per_second", 5}});
  Json changed = platform.must("PATCH", path_of(webhook), {{"url", "http://127.0.0.1:1/b"}, {"ordered", true}});
  CHECK(changed["url"] == "http://127.0.0.1:1/b");
  CHECK(changed["ordered"] == true);
  CHECK(changed["login"] == "ada");
  CHECK(changed["rate_per_second"] == 5);
  changed =
      platform.must("PATCH", path_of(webhook),
                    {{"login", nullptr}, {"password", nullptr}, {"secret", nullptr}, {"rate_per_second", nullptr}});
  CHECK(changed["login"].is_null());
  CHECK(changed["has_password"] == false);
  CHECK(changed["secrets"].empty());
  CHECK(changed["rate_per_second"].is_null());
}

TEST_CASE("A state is changed with the settings, or neither is", "[emitter][integration]") {
  RunningPlatform platform;
  const Json webhook = platform.add_webhook("http://127.0.0.1:1/");
  const Json paused =
      platform.must("PATCH", path_of(webhook), {{"name", "B"}, {"state", "paused"}, {"state_reason", "lunch"}});
  CHECK(paused["state"] == "paused");
  CHECK(paused["state_reason"] == "lunch");
  CHECK(problem_of(platform.call("PATCH", path_of(webhook), {{"name", ""}, {"state", "enabled"}})).pointer == "/name");
  CHECK(platform.get(path_of(webhook))["state"] == "paused");
  CHECK(platform.must("PATCH", path_of(webhook), {{"enabled", true}})["state"] == "enabled");
}

TEST_CASE("A rotation signs with both secrets while they overlap", "[emitter][integration]") {
  ScriptedReceiver receiver({reply(200)});
  RunningPlatform platform;
  const Json webhook = platform.add_webhook(receiver.url(), {{"secret", kSecret}});
  const Json rotated = platform.must("POST", path_of(webhook, "/rotate"), {{"secret", kNewSecret}});
  CHECK(rotated["secrets"].size() == 2);
  CHECK(rotated["secrets"][0]["expires_at"].is_null());
  CHECK(rotated["secrets"][1]["expires_at"].is_string());
  platform.must("POST", path_of(webhook, "/ping"));
  platform.wait_until_settled();

  const ReceivedRequest received = receiver.received().at(0);
  const auto signatures = find_header(received.headers, "webhook-signature");
  REQUIRE(signatures);
  CHECK(std::count(signatures->begin(), signatures->end(), ' ') == 1);
  for (const char* secret : {kSecret, kNewSecret}) {
    VerificationKey key;
    key.scheme = SignatureScheme::standard;
    key.secret = secret;
    const auto now = std::chrono::floor<std::chrono::seconds>(SystemClock().now());
    CHECK(verify({received.headers, received.body, now}, std::span(&key, 1)).state == SignatureVerdict::State::valid);
  }
}

TEST_CASE("A removed webhook cancels what it owes, says how much, and stays readable", "[emitter][integration]") {
  RunningPlatform platform;
  const Json webhook = platform.add_webhook("http://127.0.0.1:1/", {{"state", "paused"}});
  platform.attach(webhook, {"App created"});
  platform.add_app("A");
  platform.add_app("B");
  const Json removed = platform.must("DELETE", path_of(webhook));
  CHECK(removed["cancelled"] == 2);
  CHECK(platform.get("/api/v1/deliveries?state=cancelled")["deliveries"].size() == 2);
  CHECK(platform.get(path_of(webhook))["removed_at"].is_string());
  CHECK(platform.get("/api/v1/attachments")["attachments"].empty());
  CHECK(problem_of(platform.call("POST", path_of(webhook, "/ping"))).type == "webhook-removed");
}

TEST_CASE("An attachment takes the events of its scope alone, and says which those are", "[emitter][integration]") {
  RunningPlatform platform;
  const Json app = platform.add_app();
  const Json webhook = platform.add_webhook("http://127.0.0.1:1/");
  const auto told = [&](const Json& target, const char* event) {
    return problem_of(platform.call("POST", "/api/v1/attachments",
                                    {{"webhook", webhook["id"]}, {"app", target}, {"events", {event}}}));
  };
  const auto on_account = told(nullptr, "PROJECT_VERSION_CREATE");
  CHECK(on_account.pointer == "/events/0");
  CHECK(has_text(on_account.detail, "PROJECT_CREATE (App created)"));
  CHECK(has_text(told(app["guid"], "App created").detail, "PROJECT_TEST (App test)"));
  CHECK(told("none", "App test").pointer == "/app");
  CHECK(told(nullptr, "App cretaed").pointer == "/events/0");

  const Json attachment =
      platform.must("POST", "/api/v1/attachments",
                    {{"webhook", webhook["id"]}, {"app", app["guid"]}, {"events", {"project.test", "App published"}}});
  const std::string path = "/api/v1/attachments/" + attachment["id"].get<std::string>();
  CHECK(attachment["events"] == Json({"PROJECT_PUBLISH", "PROJECT_TEST"}));
  CHECK(platform.must("PATCH", path, {{"events", {"App test"}}})["events"] == Json::array({"PROJECT_TEST"}));
  CHECK(platform.get(path)["app"] == app["guid"]);
  CHECK(platform.get("/api/v1/attachments?app=account")["attachments"].empty());
  CHECK(platform.call("DELETE", path).status == 204);
  CHECK(problem_of(platform.call("GET", path)).type == "unknown-attachment");
}
