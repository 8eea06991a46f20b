// How a connection goes on after a request: kept, closed, pipelined, shared by captures and the API.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "bin_server/cli/serve_command.h"
#include "tests/bin_server/integration/bytes.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using Store = RunningBinServer::Store;

constexpr std::string_view kGetBin = "GET /api/v1/bins/b HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct World {
  World() { api.make_bin("b"); }
  RunningBinServer server{Store::memory};
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

}  // namespace

TEST_CASE("A connection is kept for the next request", "[bin_server][integration]") {
  World world;
  for (int i = 0; i < 3; ++i) {
    world.client.send(post("/b/b", std::to_string(i)));
    const auto answer = world.client.answer();
    CHECK(answer.status == 200);
    CHECK(answer.header("Connection").empty());
  }
  CHECK(world.api.rows("b").size() == 3);
}

TEST_CASE("A sender who asks for it gets the connection closed after the answer", "[bin_server][integration]") {
  World world;
  world.client.send(post("/b/b", "x", "Connection: close\r\n"));
  const auto answer = world.client.answer();
  CHECK(answer.status == 200);
  CHECK(answer.header("Connection") == "close");
  CHECK(world.client.is_closed());
}

TEST_CASE("HTTP/1.0 closes, unless keep-alive is asked for", "[bin_server][integration]") {
  World world;
  world.client.send("GET /b/b HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  CHECK(world.client.answer().header("Connection") == "keep-alive");
  world.client.send("GET /b/b HTTP/1.0\r\n\r\n");
  const auto answer = world.client.answer();
  CHECK(answer.status == 200);
  CHECK(answer.header("Connection") == "close");
  CHECK(world.client.is_closed());
}

TEST_CASE("The answer to HEAD has the length of its body and no body", "[bin_server][integration]") {
  World world;
  world.client.send("HEAD /b/b HTTP/1.1\r\nHost: h\r\n\r\nGET /b/b HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto head = world.client.answer(/*to_head=*/true);
  const auto get = world.client.answer();
  CHECK(head.header("Content-Length") == get.header("Content-Length"));
  CHECK(get.body.size() > 0);
}

TEST_CASE("The answer to HEAD is of an unknown bin without a body too", "[bin_server][integration]") {
  World world;
  world.client.send("HEAD /b/none HTTP/1.1\r\nHost: h\r\n\r\nGET /b/b HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(world.client.answer(/*to_head=*/true).status == 404);
  CHECK(world.client.answer().status == 200);
}

TEST_CASE("A sender who waits for 100 Continue gets it before it sends the body", "[bin_server][integration]") {
  World world;
  const std::string bytes = post("/b/b", "the body", "Expect: 100-Continue\r\n");
  const std::size_t head_bytes = bytes.size() - 8;
  world.client.send(bytes.substr(0, head_bytes));
  CHECK(world.client.answer().bytes == "HTTP/1.1 100 Continue\r\n\r\n");
  world.client.send(bytes.substr(head_bytes));
  CHECK(world.client.answer().status == 200);
  CHECK(world.api.raw("b") == bytes);
}

TEST_CASE("An HTTP/1.0 sender gets no 100 Continue, which it would not understand", "[bin_server][integration]") {
  World world;
  world.client.send("POST /b/b HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  world.client.send("hi");
  CHECK(world.client.answer().status == 200);
}

TEST_CASE("A sender who waits for 100 Continue is told at once that there is no such bin",
          "[bin_server][integration]") {
  World world;
  world.client.send("POST /b/none HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(world.client.answer().status == 404);
  CHECK(world.client.is_closed());
}

TEST_CASE("A thousand pipelined requests are answered in their order", "[bin_server][integration]") {
  World world;
  constexpr int kCount = 1000;
  std::string bytes;
  for (int i = 0; i < kCount; ++i) bytes += post(fmt::format("/b/b/{}", i), std::to_string(i));
  world.client.send(bytes);
  std::vector<std::string> ids;
  for (int i = 0; i < kCount; ++i) ids.push_back(world.client.answer().header("Hookloop-Request-Id"));
  const auto rows = world.api.rows("b");
  REQUIRE(rows.size() == kCount);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i]["id"] == ids[i]);
    CHECK(rows[i]["path"] == fmt::format("/b/b/{}", i));
  }
}

TEST_CASE("Captures and API calls take turns on one connection", "[bin_server][integration]") {
  World world;
  for (int i = 1; i <= 20; ++i) {
    world.client.send(post("/b/b", std::to_string(i)));
    CHECK(world.client.answer().status == 200);
    world.client.send(kGetBin);
    CHECK(json_of(world.client.answer())["request_count"] == i);
  }
}

TEST_CASE("Captures and API calls that are pipelined in one write are served right", "[bin_server][integration]") {
  World world;
  const std::string make =
      "POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 13\r\n\r\n{\"id\":\"made\"}";
  std::string bytes;
  for (int i = 0; i < 10; ++i) bytes += post("/b/b", "x") + std::string(kGetBin) + post("/b/b", "y");
  bytes += make + post("/b/made", "to the bin that was just made") + std::string(kGetBin);
  SECTION("in one piece") { world.client.send(bytes); }
  SECTION("cut in the middle of heads and bodies") {
    std::vector<std::size_t> cuts;
    for (std::size_t at = 37; at < bytes.size(); at += 37) cuts.push_back(at);
    world.client.send_in_pieces(bytes, cuts);
  }
  for (int i = 0; i < 10; ++i) {
    CHECK(world.client.answer().status == 200);
    CHECK(json_of(world.client.answer())["request_count"] == 2 * i + 1);
    CHECK(world.client.answer().status == 200);
  }
  CHECK(world.client.answer().status == 201);
  CHECK(world.client.answer().status == 200);
  CHECK(world.client.answer().status == 200);
  CHECK(world.api.content("made") == "to the bin that was just made");
  CHECK(world.api.rows("b").size() == 20);
}

TEST_CASE("What an API request carries never becomes the next request", "[bin_server][integration]") {
  World world;
  const std::string smuggled = "DELETE /api/v1/bins/b HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string length = fmt::format("Content-Length: {}\r\n\r\n", smuggled.size());
  const std::string chunked =
      fmt::format("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n", smuggled.size(), smuggled);
  std::string request;
  int status = 0;
  SECTION("of a foreign page's POST, which is refused before its body is read") {
    request = "POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n" + length + smuggled;
    status = 403;
  }
  SECTION("of a foreign page's chunked POST") {
    request = "POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n" + chunked;
    status = 403;
  }
  SECTION("of a request to a foreign Host") {
    request = "POST /api/v1/bins HTTP/1.1\r\nHost: evil.example\r\n" + length + smuggled;
    status = 421;
  }
  SECTION("of a GET with a body") {
    request = "GET /api/v1/bins/b HTTP/1.1\r\nHost: localhost\r\n" + length + smuggled;
    status = 200;
  }
  SECTION("of a GET with a chunked body") {
    request = "GET /api/v1/bins/b HTTP/1.1\r\nHost: localhost\r\n" + chunked;
    status = 200;
  }
  SECTION("of a chunked DELETE") {
    request = "DELETE /api/v1/bins/none HTTP/1.1\r\nHost: localhost\r\n" + chunked;
    status = 404;
  }
  SECTION("of a method that the API does not know") {
    request = "BREW /api/v1/bins/b HTTP/1.1\r\nHost: localhost\r\n" + length + smuggled;
    status = 501;
  }
  SECTION("of an API request with a range, of which there are none") {
    request = "GET /api/v1/bins/b HTTP/1.1\r\nHost: localhost\r\nRange: bytes=x\r\n" + length + smuggled;
    status = 200;
  }
  world.client.send(request);
  CHECK(world.client.answer().status == status);
  // Kept or closed, the connection gives no second answer.
  world.client.half_close();
  CHECK(world.client.read_to_end().empty());
  CHECK(world.api.get("/api/v1/bins/b").status == 200);
  CHECK(world.api.get("/api/v1/bins/stray").status == 404);
}

TEST_CASE("An API request without a Content-Length has no body, and is served at once", "[bin_server][integration]") {
  World world;
  SECTION("POST") {
    world.client.send("POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\n\r\n" + post("/b/b", "next"));
    CHECK(world.client.answer().status == 201);
  }
  SECTION("PATCH") {
    world.client.send("PATCH /api/v1/bins/b HTTP/1.1\r\nHost: localhost\r\n\r\n" + post("/b/b", "next"));
    CHECK(world.client.answer().status == 200);
  }
  SECTION("DELETE") {
    world.client.send("DELETE /api/v1/bins/b/requests HTTP/1.1\r\nHost: localhost\r\n\r\n" + post("/b/b", "next"));
    CHECK(world.client.answer().status == 200);
  }
  CHECK(world.client.answer().status == 200);
  CHECK(world.api.content("b") == "next");
}

TEST_CASE("An API request in absolute form is served", "[bin_server][integration]") {
  World world;
  world.client.send("GET http://localhost/api/v1/bins/b/requests?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(world.client.answer().status == 200);
}

TEST_CASE("An API request that waits for 100 Continue gets it", "[bin_server][integration]") {
  World world;
  world.client.send(
      "POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(world.client.answer().status == 100);
  world.client.send("{}");
  CHECK(world.client.answer().status == 201);
}

TEST_CASE("A client that stops sending after its last request is still answered", "[bin_server][integration]") {
  World world;
  world.client.send(post("/b/b", "1") + std::string(kGetBin) + post("/b/b", "2"));
  world.client.half_close();
  CHECK(world.client.answer().status == 200);
  CHECK(world.client.answer().status == 200);
  CHECK(world.client.answer().status == 200);
  CHECK(world.client.is_closed());
  CHECK(world.api.rows("b").size() == 2);
}

TEST_CASE("Connections beyond the limit are told so, and those that are open go on", "[bin_server][integration]") {
  RunningBinServer server(Store::memory, [](ServeOptions& options) { options.recorder.max_connections = 3; });
  ApiClient(server.port()).make_bin("b");  // its connection is gone after this line
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(post("/b/b", "x"));
    REQUIRE(clients.back().answer().status == 200);
  }
  for (const std::size_t size : {0, 2'000'000}) {
    RawClient one_more(server.port());
    one_more.send_as_far_as_taken(post("/b/b", std::string(size, 'x')));
    CHECK(one_more.answer().status == 503);
  }
  for (RawClient& client : clients) {
    client.send(post("/b/b", "y"));
    CHECK(client.answer().status == 200);
  }
}

}  // namespace hookloop::test
