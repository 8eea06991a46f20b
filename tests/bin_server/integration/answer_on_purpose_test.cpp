// What a bin answers on purpose, seen on the raw socket: programs, waits, drips, broken connections, logins, and what
// is kept of all that.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "bin_server/cli/serve_command.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using Store = RunningBinServer::Store;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Json = nlohmann::json;

struct World {
  explicit World(const std::string& response, Store store = Store::memory) : server(store) {
    api.make_bin("b", R"(,"response":)" + response);
  }

  // Of the newest capture, once it is no longer waiting.
  Json response() {
    while (true) {
      Json response = api.captured("b").at("response");
      if (response.at("state") != "waiting") return response;
      std::this_thread::yield();
    }
  }

  RunningBinServer server;
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

std::string bytes_of(const Json& body) { return body.contains("text") ? body.at("text") : Json(""); }

}  // namespace

TEST_CASE("A fault reset ends the connection with a TCP reset and no byte", "[bin_server][integration]") {
  World world(R"({"fault": "reset"})");
  world.client.send(post("/b/b", "x"));
  CHECK(world.client.read_to_end().empty());
  CHECK(world.client.was_reset());
  const Json response = world.response();
  CHECK(response.at("status").is_null());
  CHECK(response.at("fault") == "reset");
  CHECK(response.at("sent_bytes") == 0);
  CHECK(world.api.content("b") == "x");
}

TEST_CASE("A fault close ends the connection in good order and without a byte", "[bin_server][integration]") {
  World world(R"({"fault": "close"})");
  world.client.send(post("/b/b", "x"));
  CHECK(world.client.read_to_end().empty());
  CHECK_FALSE(world.client.was_reset());
  CHECK(world.response().at("fault") == "close");
}

TEST_CASE("A fault garbage sends what is no HTTP, the same for the same seed", "[bin_server][integration]") {
  World world(R"({"fault": "garbage", "seed": 5})");
  world.client.send(post("/b/b", "x"));
  const std::string garbage = world.client.read_to_end();
  CHECK(garbage.size() == 256);
  CHECK_FALSE(garbage.starts_with("HTTP"));
  CHECK(world.response().at("sent_bytes") == 256);
  World again(R"({"fault": "garbage", "seed": 5})");
  again.client.send(post("/b/b", "x"));
  CHECK(again.client.read_to_end() == garbage);
}

TEST_CASE("A fault half sends a head that promises more than comes", "[bin_server][integration]") {
  World world(R"({"fault": "half", "body": "0123456789"})");
  world.client.send(post("/b/b", "x"));
  const std::string answer = world.client.read_to_end();
  CHECK_THAT(answer, ContainsSubstring("HTTP/1.1 200 OK\r\n"));
  CHECK_THAT(answer, ContainsSubstring("Content-Length: 10\r\n"));
  CHECK_THAT(answer, EndsWith("\r\n\r\n01234"));
  const Json response = world.response();
  CHECK(response.at("status") == 200);
  CHECK(response.at("sent_bytes") == answer.size());
}

TEST_CASE("A fault silence says nothing for as long as the sender waits", "[bin_server][integration]") {
  World world(R"({"fault": "silence"})");
  world.client.send(post("/b/b", "x"));
  while (world.api.rows("b").empty()) std::this_thread::yield();
  CHECK(world.api.captured("b").at("response").at("state") == "waiting");
  CHECK(world.client.has_nothing_to_read());
  world.client.close();
  CHECK(world.response().at("sent_bytes") == 0);
}

TEST_CASE("A delayed answer comes no sooner, and what was sent behind its request comes after it",
          "[bin_server][integration]") {
  World world(R"({"sequence": [{"delay_ms": 80, "status": 201}, {"status": 202}]})");
  const auto begin = std::chrono::steady_clock::now();
  world.client.send(post("/b/b", "first") + post("/b/b", "second"));
  CHECK(world.client.answer().status == 201);
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(80));
  CHECK(world.client.answer().status == 202);
  const auto rows = world.api.rows("b");
  REQUIRE(rows.size() == 2);
  const Json first = world.api.captured("b", "1").at("response");
  CHECK(first.at("delay_ms") == 80);
  CHECK(first.at("state") == "answered");
  CHECK(first.at("step") == "/sequence/0");
}

TEST_CASE("A delayed answer holds nobody else up", "[bin_server][integration]") {
  World world(R"({"rules": [{"when": "path:/slow", "fault": "silence"}], "otherwise": {"status": 204}})");
  world.client.send(post("/b/b/slow", "x"));
  RawClient other(world.server.port());
  for (int i = 0; i < 20; ++i) {
    other.send(post("/b/b", "y"));
    CHECK(other.answer().status == 204);
  }
  CHECK(world.client.has_nothing_to_read());
}

TEST_CASE("An answer that drips comes whole, a few bytes at a time", "[bin_server][integration]") {
  World world(R"({"body": "dripping", "drip": {"bytes": 40, "every_ms": 1}})");
  world.client.send(post("/b/b", "x"));
  const std::string first = world.client.read_some();
  CHECK(first.size() < 100);
  const auto rest = world.client.read_some();
  std::string all = first + rest;
  while (!all.ends_with("dripping")) all += world.client.read_some();
  CHECK(world.response().at("sent_bytes") == all.size());
  world.client.send(post("/b/b", "x"));
  CHECK(world.client.answer().body == "dripping");
}

TEST_CASE("A sender that leaves before its answer is told of", "[bin_server][integration]") {
  const auto store = GENERATE(Store::memory, Store::sqlite);
  World world(R"({"delay_ms": 60, "body": "late"})", store);
  world.client.send(post("/b/b", "x"));
  while (world.api.rows("b").empty()) std::this_thread::yield();
  world.client.reset();
  CHECK(world.response().at("state") == "sender_left");
}

TEST_CASE("A sender that only ends its side still gets its answer", "[bin_server][integration]") {
  World world(R"({"delay_ms": 30, "body": "late"})");
  world.client.send(post("/b/b", "x"));
  world.client.half_close();
  CHECK(world.client.answer().body == "late");
  CHECK(world.response().at("state") == "answered");
}

TEST_CASE("What was really answered is kept with each capture, whatever the bin says later",
          "[bin_server][integration]") {
  const auto store = GENERATE(Store::memory, Store::sqlite);
  World world(R"({"status": 418, "headers": [["X-A", "1"], ["x-a", "2"]], "body_base64": "AP8="})", store);
  world.client.send(post("/b/b", "x"));
  const auto answer = world.client.answer();
  CHECK(answer.status == 418);
  CHECK(answer.body == std::string("\0\xff", 2));
  CHECK(world.api.call("PATCH", "/api/v1/bins/b", R"({"response": {"status": 200, "headers": null}})").status == 200);
  const Json response = world.response();
  CHECK(response.at("status") == 418);
  CHECK(response.at("body").at("base64") == "AP8=");
  CHECK(response.at("headers").dump().find(R"(["X-A","1"],["x-a","2"])") != std::string::npos);
}

TEST_CASE("The plain answer is shown as it was sent", "[bin_server][integration]") {
  World world("null");
  world.client.send(post("/b/b", "x"));
  const auto answer = world.client.answer();
  const Json response = world.response();
  CHECK(bytes_of(response.at("body")) == answer.body);
  CHECK(response.at("headers").at(1) == Json({"Hookloop-Request-Id", answer.header("Hookloop-Request-Id")}));
}

TEST_CASE("A template answers with what was asked", "[bin_server][integration]") {
  World world(R"({"template": true, "status": 201, "headers": {"X-Challenge": "{{query.challenge}}"},
                  "body": "{\"challenge\": {{body.challenge | json}}, \"id\": \"{{id}}\"}"})");
  world.client.send(post("/b/b?challenge=%22a%22", R"({"challenge": "\u00e9"})"));
  const auto answer = world.client.answer();
  CHECK(answer.header("X-Challenge") == "\"a\"");
  CHECK(json_of(answer).at("challenge") == "é");
  CHECK(json_of(answer).at("id") == answer.header("Hookloop-Request-Id"));
}

TEST_CASE("A bin that asks for a login answers 401 without it, and captures all the same",
          "[bin_server][integration]") {
  struct Row {
    std::string headers;
    int status;
    std::string problem;
  };
  const auto row = GENERATE(values<Row>({
      {"Authorization: Basic bWF4OnB3\r\n", 200, ""},
      {"", 401, "unauthorized: the bin asks for a login, and none was sent"},
      {"Authorization: Basic bWF4OnBX\r\n", 401, "unauthorized: the login or the password is another"},
      {"Authorization: Bearer bWF4OnB3\r\n", 401,
       "unauthorized: the bin asks for a login as HTTP Basic, and another kind was sent"},
      {"Authorization: Basic !\r\n", 401, "unauthorized: the login that was sent can not be read as HTTP Basic"},
  }));
  World world(R"(null,"login":"max","password":"pw")");
  world.client.send(post("/b/b", "x", row.headers));
  const auto answer = world.client.answer();
  CHECK(answer.status == row.status);
  CHECK(answer.header("WWW-Authenticate").empty() == (row.status == 200));
  const Json captured = world.api.captured("b");
  CHECK(captured.at("problems") == (row.problem.empty() ? Json::array() : Json::array({row.problem})));
  CHECK(captured.at("response").at("status") == row.status);
  CHECK(world.api.get("/api/v1/bins/b").body.find("pw\"") == std::string::npos);
}

TEST_CASE("A description that is not right changes nothing of what a bin answers", "[bin_server][integration]") {
  World world(R"({"status": 201})");
  const auto refused = world.api.call("PATCH", "/api/v1/bins/b",
                                      R"({"name": "new", "response": {"rules": [{"when": "typ:x", "status": 500}]}})");
  CHECK(refused.status == 400);
  CHECK(json_of(refused).at("pointer") == "/response/rules/0/when");
  CHECK(world.api.bin("b").at("name") == "b");
  world.client.send(post("/b/b", "x"));
  CHECK(world.client.answer().status == 201);
}

TEST_CASE("An answer that waits when the server ends is not waited for longer than the grace",
          "[bin_server][integration]") {
  RunningBinServer server(
      Store::sqlite, [](ServeOptions& options) { options.recorder.shutdown_grace = std::chrono::milliseconds(50); });
  ApiClient api(server.port());
  api.make_bin("b", R"(,"response":{"fault":"silence"})");
  RawClient client(server.port());
  client.send(post("/b/b", "x"));
  while (api.rows("b").empty()) std::this_thread::yield();
  server.restart();
  CHECK(client.is_closed());
  CHECK(ApiClient(server.port()).captured("b").at("response").at("state") == "unknown");
}

TEST_CASE("What a bin answers survives the server's end", "[bin_server][integration]") {
  World world(
      R"({"sequence": [{"status": 503, "headers": {"Retry-After": "2"}, "times": 2}, {"body": "é"}], "by": "attempt"})",
      Store::sqlite);
  const Json before = world.api.bin("b").at("response");
  world.server.restart();
  ApiClient api(world.server.port());
  CHECK(api.bin("b").at("response") == before);
  RawClient client(world.server.port());
  client.send(post("/b/b", "x", "webhook-id: one\r\nHookloop-Attempt: 2\r\n"));
  CHECK(client.answer().header("Retry-After") == "2");
}

}  // namespace hookloop::test
