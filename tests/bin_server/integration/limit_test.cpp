// What is too large, or for no bin, is refused with a reason, while it is still being read, and counted where a person
// sees it.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "bin_server/cli/serve_command.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using Store = RunningBinServer::Store;

constexpr std::size_t kBodyLimit = 100'000;
constexpr std::size_t kHeadLimit = 2'000;

struct World {
  World() { api.make_bin("b"); }
  RunningBinServer server{Store::memory, [](ServeOptions& options) {
                            options.recorder.limits.body_bytes = kBodyLimit;
                            options.recorder.limits.head_bytes = kHeadLimit;
                          }};
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

std::string head(std::string_view lines) { return fmt::format("POST /b/b HTTP/1.1\r\nHost: h\r\n{}\r\n", lines); }

}  // namespace

TEST_CASE("A body over the limit is refused before it is sent", "[bin_server][integration]") {
  World world;
  const std::string expect = GENERATE("", "Expect: 100-continue\r\n");
  world.client.send(head(fmt::format("{}Content-Length: {}\r\n", expect, kBodyLimit + 1)));
  const auto answer = world.client.answer();
  CHECK(answer.status == 413);
  CHECK(json_of(answer)["detail"].get<std::string>().find("--max-body") != std::string::npos);
  CHECK(world.client.is_closed());
  CHECK(world.api.bin("b")["refused"]["body_too_large"] == 1);
  CHECK(world.api.rows("b").empty());
}

TEST_CASE("A sender who goes on sending a body that is too large still gets its answer", "[bin_server][integration]") {
  World world;
  std::string bytes = head("Content-Length: 3000000\r\n") + std::string(3'000'000, 'x');
  world.client.send(bytes);
  CHECK(world.client.answer().status == 413);
  CHECK(world.api.bin("b")["refused"]["body_too_large"] == 1);
}

TEST_CASE("A chunked body is refused as soon as it passes the limit", "[bin_server][integration]") {
  World world;
  world.client.send(head("Transfer-Encoding: chunked\r\n"));
  const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
  std::size_t sent = 0;
  while (sent <= kBodyLimit) {
    world.client.send(chunk);
    sent += chunk.size();
  }
  // The last chunk never comes: the answer does not wait for the end.
  CHECK(world.client.answer().status == 413);
  CHECK(world.api.bin("b")["refused"]["body_too_large"] == 1);
  CHECK(world.api.rows("b").empty());
}

TEST_CASE("A body of exactly the limit is captured", "[bin_server][integration]") {
  World world;
  world.client.send(post("/b/b", std::string(kBodyLimit, 'x')));
  CHECK(world.client.answer().status == 200);
  CHECK(world.api.bin("b")["refused"]["body_too_large"] == 0);
}

TEST_CASE("A head over the limit is answered 431 and counted in its bin", "[bin_server][integration]") {
  World world;
  SECTION("while it still comes") { world.client.send("POST /b/b HTTP/1.1\r\nX: " + std::string(kHeadLimit, 'x')); }
  SECTION("when it came whole") { world.client.send(head("X: " + std::string(kHeadLimit, 'x') + "\r\n")); }
  SECTION("of many small lines") {
    std::string lines;
    while (lines.size() < kHeadLimit) lines += "X: y\r\n";
    world.client.send(head(lines));
  }
  SECTION("with an endless target") { world.client.send("POST /b/b?" + std::string(kHeadLimit, 'x')); }
  const auto answer = world.client.answer();
  CHECK(answer.status == 431);
  CHECK(json_of(answer)["detail"].get<std::string>().find("--max-head") != std::string::npos);
  CHECK(world.client.is_closed());
  CHECK(world.api.bin("b")["refused"]["head_too_large"] == 1);
}

TEST_CASE("A head of exactly the limit is captured", "[bin_server][integration]") {
  World world;
  const std::string empty = head("X: \r\n");
  const std::string bytes = head("X: " + std::string(kHeadLimit - empty.size(), 'x') + "\r\n");
  REQUIRE(bytes.size() == kHeadLimit);
  world.client.send(bytes);
  CHECK(world.client.answer().status == 200);
}

TEST_CASE("What all connections hold half-way is limited, and who holds the most is refused",
          "[bin_server][integration]") {
  RunningBinServer server(Store::memory, [](ServeOptions& options) {
    options.recorder.unfinished_bytes = 6'000;
    options.recorder.max_connections = 10;
  });
  ApiClient api(server.port());
  api.make_bin("b");
  std::vector<RawClient> halves;
  const auto begin_half = [&](std::size_t bytes) {
    halves.emplace_back(server.port());
    halves.back().send(head("Content-Length: 4000\r\n") + std::string(bytes, 'x'));  // small enough for one read
    // Answered when what was sent before has been read.
    CHECK(api.get("/healthz").status == 200);
  };
  begin_half(3'900);
  begin_half(400);
  begin_half(3'500);
  const auto answer = halves[2].answer();
  CHECK(answer.status == 503);
  CHECK(json_of(answer)["detail"].get<std::string>().find("--max-unfinished") != std::string::npos);
  CHECK(api.bin("b")["refused"]["not_stored"] == 1);

  // What it held is free again, and the others go on.
  halves[1].send(std::string(3'600, 'y'));
  CHECK(halves[1].answer().status == 200);
  halves[0].send(std::string(100, 'y'));
  CHECK(halves[0].answer().status == 200);
}

TEST_CASE("A request to an unknown bin is a 404 problem and is not stored", "[bin_server][integration]") {
  World world;
  world.client.send(post("/b/none", "body") + post("/b/b", "next"));
  const auto answer = world.client.answer();
  CHECK(answer.status == 404);
  CHECK(answer.header("Content-Type") == "application/problem+json");
  CHECK(json_of(answer)["detail"].get<std::string>().find("none") != std::string::npos);
  CHECK(world.client.answer().status == 200);
}

TEST_CASE("A request to what can be no bin is a 400 problem that names the rule", "[bin_server][integration]") {
  World world;
  const std::string id = GENERATE(as<std::string>(), "", "a.b", "a%20b", "caf\xc3\xa9", std::string(65, 'a'));
  world.client.send(post("/b/" + id, "body"));
  const auto answer = world.client.answer();
  CHECK(answer.status == 400);
  CHECK(json_of(answer)["detail"].get<std::string>().find("1 to 64 characters") != std::string::npos);
}

TEST_CASE("With --auto-create any id makes its bin at the first capture", "[bin_server][integration]") {
  RunningBinServer server(Store::sqlite, [](ServeOptions& options) { options.capture.auto_create = true; });
  RawClient client(server.port());
  client.send(post("/b/made-up", "1") + post("/b/made-up", "2") + post("/b/a.b", ""));
  CHECK(client.answer().status == 200);
  CHECK(client.answer().status == 200);
  CHECK(client.answer().status == 400);
  CHECK(ApiClient(server.port()).rows("made-up").size() == 2);
}

TEST_CASE("With --auto-create the limit of bins holds", "[bin_server][integration]") {
  RunningBinServer server(Store::memory, [](ServeOptions& options) {
    options.capture.auto_create = true;
    options.capture.max_bins = 2;
  });
  RawClient client(server.port());
  client.send(post("/b/one", "") + post("/b/two", "") + post("/b/three", "") + post("/b/two", ""));
  CHECK(client.answer().status == 200);
  CHECK(client.answer().status == 200);
  CHECK(client.answer().status == 503);
  CHECK(client.answer().status == 200);
  CHECK(ApiClient(server.port()).call("POST", "/api/v1/bins", "{}").status == 409);
}

}  // namespace hookloop::test
