// How long a target may be, how many headers there may be, and how often requests may come: what is over is refused,
// counted where a person sees it, and not kept.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "bin_server/cli/serve_command.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

struct World {
  explicit World(const RequestBoundsOptions& bounds)
      : server(RunningBinServer::Store::memory, [&](ServeOptions& options) { options.recorder.bounds = bounds; }) {
    api.make_bin("b");
    api.make_bin("other");
  }
  nlohmann::json refused(const char* bin = "b") { return api.bin(bin)["refused"]; }

  RunningBinServer server;
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

RequestBoundsOptions with_rates(std::uint64_t bin, std::uint64_t client) {
  RequestBoundsOptions bounds;
  bounds.bin_rate = bin;
  bounds.client_rate = client;
  return bounds;
}

}  // namespace

TEST_CASE("A target of the limit is captured, one that is longer is answered 414", "[bin_server][integration]") {
  RequestBoundsOptions bounds;
  bounds.target_bytes = 100;
  World world(bounds);
  const std::string longest = "/b/b?" + std::string(95, 'x');
  world.client.send(post(longest, "1") + post(longest + "x", "2") + post("/b/b", "3"));
  CHECK(world.client.answer().status == 200);
  const auto answer = world.client.answer();
  CHECK(answer.status == 414);
  CHECK(json_of(answer)["type"] == "urn:hookloop:problem:target-too-long");
  CHECK(json_of(answer)["detail"].get<std::string>().find("--max-target") != std::string::npos);
  CHECK(world.client.answer().status == 200);  // the connection goes on
  CHECK(world.refused()["target_too_long"] == 1);
  CHECK(world.api.rows("b").size() == 2);
}

TEST_CASE("As many headers as the limit are captured, one more is answered 431", "[bin_server][integration]") {
  RequestBoundsOptions bounds;
  bounds.header_fields = 5;
  World world(bounds);
  const auto request = [](int fields) {
    std::string bytes = "POST /b/b HTTP/1.1\r\nHost: h\r\n";
    for (int i = 1; i < fields; ++i) bytes += fmt::format("X-{}: y\r\n", i);
    return bytes + "\r\n";
  };
  world.client.send(request(5) + request(6) + request(5));
  CHECK(world.client.answer().status == 200);
  const auto answer = world.client.answer();
  CHECK(answer.status == 431);
  CHECK(json_of(answer)["detail"].get<std::string>().find("--max-headers") != std::string::npos);
  CHECK(world.client.answer().status == 200);
  CHECK(world.refused()["too_many_headers"] == 1);
}

TEST_CASE("Over a bin's rate requests are answered 429 and when to come again, and other bins go on",
          "[bin_server][integration]") {
  World world(with_rates(2, 0));
  world.client.send(post("/b/b", "1") + post("/b/b", "2") + post("/b/b", "3") + post("/b/other", "4"));
  CHECK(world.client.answer().status == 200);
  CHECK(world.client.answer().status == 200);
  const auto answer = world.client.answer();
  CHECK(answer.status == 429);
  CHECK(answer.header("Retry-After") == "1");
  CHECK(json_of(answer)["detail"].get<std::string>().find("--max-rate") != std::string::npos);
  CHECK(world.client.answer().status == 200);
  CHECK(world.refused()["too_often"] == 1);
  CHECK(world.refused("other")["too_often"] == 0);
  CHECK(world.api.rows("b").size() == 2);
}

TEST_CASE("Over an address's rate requests are answered 429 whatever the bin and the connection",
          "[bin_server][integration]") {
  World world(with_rates(0, 2));
  world.client.send(post("/b/b", "1") + post("/b/none", "2") + post("/b/other", "3"));
  CHECK(world.client.answer().status == 200);
  CHECK(world.client.answer().status == 404);  // counts too, or ids could be guessed
  const auto answer = world.client.answer();
  CHECK(answer.status == 429);
  CHECK(json_of(answer)["detail"].get<std::string>().find("--max-client-rate") != std::string::npos);
  RawClient second(world.server.port());
  second.send(post("/b/b", "4"));
  CHECK(second.answer().status == 429);
  CHECK(world.refused("other")["client_too_often"] == 1);
  CHECK(world.api.get_json("/api/v1/bins")["bins"].size() == 2);  // the API is not meant
}

TEST_CASE("What is no HTTP counts for the rate as well", "[bin_server][integration]") {
  World world(with_rates(0, 1));
  world.client.send("rubbish /b/b\r\n\r\n");
  CHECK(world.client.answer().status == 400);
  RawClient second(world.server.port());
  second.send("rubbish /b/b\r\n\r\n");
  CHECK(second.answer().status == 429);
  CHECK(world.api.rows("b").size() == 1);
}

TEST_CASE("Without a rate everything is captured", "[bin_server][integration]") {
  World world({});
  std::string bytes;
  for (int i = 0; i < 200; ++i) bytes += post("/b/b", "x");
  world.client.send(bytes);
  for (int i = 0; i < 200; ++i) REQUIRE(world.client.answer().status == 200);
}

}  // namespace hookloop::test
