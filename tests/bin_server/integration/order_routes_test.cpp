// The order of deliveries and the comparison of two captures, over the API.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "shared/schema/event_type.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using nlohmann::json;
using Store = RunningBinServer::Store;

struct World {
  explicit World(Store store = Store::memory) : server(store) { api.make_bin("b"); }
  void send(const std::string& target, const std::string& body, const std::string& header_lines = "") {
    client.send(post(target, body, header_lines));
    REQUIRE(client.answer().status == 200);
  }
  void deliver(const std::string& delivery, int attempt, const std::string& body = "{}") {
    send("/b/b", body, fmt::format("webhook-id: {}\r\nHookloop-Attempt: {}\r\n", delivery, attempt));
  }

  RunningBinServer server;
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

}  // namespace

TEST_CASE("A capture tells what it repeats", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.deliver("dlv_1", 1);
  world.deliver("dlv_1", 1);
  world.deliver("dlv_1", 4);
  const json first = world.api.captured("b", "1");
  CHECK(first["verdict"]["repeat"].is_null());
  CHECK(first["verdict"]["missing_attempts"] == json::array());
  const json second = world.api.captured("b", "2");
  CHECK(second["verdict"]["repeat"] == json{{"kind", "duplicate"}, {"of", first["id"]}});
  CHECK(second["verdict"]["duplicate_of"] == first["id"]);
  const json third = world.api.captured("b", "3");
  CHECK(third["verdict"]["repeat"]["kind"] == "resend");
  CHECK(third["verdict"]["duplicate_of"].is_null());
  CHECK(third["verdict"]["missing_attempts"] == json{2, 3});
}

TEST_CASE("The order of a bin's deliveries is told", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.deliver("dlv_1", 1, R"({"n": 1, "app": "a"})");
  world.deliver("dlv_1", 1, R"({"n": 1, "app": "a"})");
  world.deliver("dlv_2", 2, R"({"n": 4, "app": "a"})");
  world.deliver("dlv_3", 1, R"({"n": 3, "app": "a"})");
  world.send("/b/b", "no number here");
  const json order = world.api.get_json("/api/v1/bins/b/order?sequence=body.n&by=body.app");
  CHECK(order["captures"] == 5);
  CHECK(order["deliveries"] == 3);
  CHECK(order["without_delivery"] == 1);
  CHECK(order["next"].is_null());
  CHECK(order["repeats"]["duplicate"] == 1);
  CHECK(order["repeats"]["shown"][0]["seq"] == 2);
  CHECK(order["repeats"]["shown"][0]["of_seq"] == 1);
  CHECK(order["missing_attempts"]["deliveries"] == 1);
  CHECK(order["missing_attempts"]["shown"][0] == json{{"delivery", "dlv_2"}, {"seq", 3}, {"attempts", {1}}});
  CHECK(order["sequence"]["numbers"] == 3);
  CHECK(order["sequence"]["without_number"] == 1);
  CHECK(order["sequence"]["missing"] == 1);
  CHECK(order["sequence"]["gaps"][0]["from"] == 2);
  CHECK(order["sequence"]["late"] == 1);
  CHECK(world.api.get_json("/api/v1/bins/b/order?q=delivery:dlv_1")["captures"] == 2);
  CHECK(world.api.get_json("/api/v1/bins/b/order?after=3")["captures"] == 2);
  CHECK(world.api.get_json("/api/v1/bins/b/order")["sequence"].is_null());
}

TEST_CASE("Lateness of a sender without headers is told by its payload", "[bin_server][integration]") {
  World world;
  world.send("/b/b", std::string(payload_example(EventType::PROJECT_CREATE)));
  const json order = world.api.get_json("/api/v1/bins/b/order");
  CHECK(order["lateness"]["count"] == 1);
  CHECK(order["lateness"]["median_ms"] > 1'000.0);
  CHECK(order["transit"].is_null());
}

TEST_CASE("A report that can not be read for is a 400 that says how", "[bin_server][integration]") {
  World world;
  const auto query = GENERATE("sequence=nothing", "by=body.x", "q=is:vald", "after=x", "seqence=body.n");
  CAPTURE(query);
  CHECK(world.api.get(fmt::format("/api/v1/bins/b/order?{}", query)).status == 400);
}

TEST_CASE("Two captures are compared part by part", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.send("/b/b/one?x=1&y=2", R"({"app":{"name":"A"},"n":1})", "X-Trace: 1\r\nX-Same: s\r\n");
  world.send("/b/b/two?x=1&y=3", R"({"app":{"name":"B"},"n":1,"new":true})", "x-trace: 1\r\nX-Same: s\r\n");
  const json compared = world.api.get_json("/api/v1/bins/b/requests/1/compare?with=latest");
  CHECK(compared["same"] == false);
  CHECK(compared["before"]["seq"] == 1);
  CHECK(compared["after"]["seq"] == 2);
  CHECK(compared["method"] == json{{"same", true}, {"before", "POST"}, {"after", "POST"}});
  CHECK(compared["path"]["same"] == false);
  CHECK(compared["query"]["differences"] ==
        json{{{"kind", "changed"}, {"name", "y"}, {"before", "2"}, {"after", "3"}}});
  const json& headers = compared["headers"];
  CHECK(headers["same"] == false);
  CHECK(headers["differences"][1]["kind"] == "changed");  // Content-Length
  CHECK(headers["differences"][0] ==
        json{{"kind", "name_case"}, {"name", "X-Trace"}, {"before", "X-Trace"}, {"after", "x-trace"}});
  CHECK(headers["differences"].size() == 2);
  const json& body = compared["body"];
  CHECK(body["same"] == false);
  CHECK(body["first_difference"] == 16);
  CHECK(body["before"]["bytes"] == 26);
  CHECK(body["json"]["differences"] ==
        json{{{"kind", "changed"}, {"pointer", "/app/name"}, {"before", "\"A\""}, {"after", "\"B\""}},
             {{"kind", "added"}, {"pointer", "/new"}, {"before", nullptr}, {"after", "true"}}});
}

TEST_CASE("A capture is the same as itself, and what is not there is told", "[bin_server][integration]") {
  World world;
  world.send("/b/b", "\xff\x00");
  const json compared = world.api.get_json("/api/v1/bins/b/requests/1/compare?with=1");
  CHECK(compared["same"] == true);
  CHECK(compared["body"]["first_difference"].is_null());
  CHECK(compared["body"]["json"].is_null());
  CHECK(world.api.get("/api/v1/bins/b/requests/1/compare").status == 400);
  CHECK(world.api.get("/api/v1/bins/b/requests/1/compare?with=2").status == 404);
}

}  // namespace hookloop::test
