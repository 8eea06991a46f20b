// Who may use the API, and what every answer says to a browser; captures are open to anyone.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bin_server/cli/serve_command.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

struct World {
  World() { api.make_bin("b"); }
  RawAnswer ask(const std::string& request_line, const std::string& header_lines) {
    RawClient client(server.port());
    client.send(request_line + " HTTP/1.1\r\n" + header_lines + "Content-Length: 2\r\n\r\n{}");
    return client.answer();
  }
  RunningBinServer server{RunningBinServer::Store::memory};
  ApiClient api{server.port()};
};

constexpr const char* kToken = "0123456789abcdef";

RunningBinServer server_with_token() {
  return RunningBinServer(RunningBinServer::Store::memory, [](ServeOptions& options) { options.token.token = kToken; });
}

}  // namespace

TEST_CASE("With a token API, feed and page answer only who knows it, and captures stay open",
          "[bin_server][integration]") {
  const auto server = server_with_token();
  const auto ask = [&](const std::string& line, const std::string& header_lines = "") {
    RawClient client(server.port());
    client.send(line + " HTTP/1.1\r\nHost: localhost\r\n" + header_lines + "Content-Length: 13\r\n\r\n" +
                R"({"id":"mine"})");
    return client.answer();
  };
  const std::string known = "Authorization: Bearer 0123456789abcdef\r\n";
  CHECK(ask("POST /api/v1/bins").status == 401);
  CHECK(ask("POST /api/v1/bins", "Authorization: Bearer 0123456789abcdeX\r\n").status == 401);
  CHECK(ask("POST /api/v1/bins", known).status == 201);
  for (const char* target :
       {"/", "/bins/mine", "/api/v1/bins", "/api/v1/bins/mine/feed", "/api/v1/bins/mine/requests"}) {
    CAPTURE(target);
    const auto refused = ask(std::string("GET ") + target);
    CHECK(refused.status == 401);
    CHECK(refused.header("WWW-Authenticate") == "Basic realm=\"Hookloop\", charset=\"UTF-8\"");
  }
  CHECK(ask("GET /", "Authorization: Basic YWRhOjAxMjM0NTY3ODlhYmNkZWY=\r\n").status == 200);  // ada:
  CHECK(ask("GET /healthz").status == 200);
  CHECK(ask("POST /b/mine").status == 200);
  CHECK(ask("GET /api/v1/bins/mine/requests/1/raw", known).status == 200);
}

TEST_CASE("A foreign Host is refused with 421, on reading and on the page too", "[bin_server][integration]") {
  World world;
  const std::string host =
      GENERATE("Host: evil.example\r\n", "Host: 127.0.0.1.evil.example\r\n", "Host: localhost.evil.example:8080\r\n",
               "Host: evil.example@localhost\r\n", "Host: 10.0.0.1\r\n", "Host:\r\n", "",
               "Host: localhost\r\nHost: evil.example\r\n", "Host: evil.example\r\nHost: localhost\r\n");
  const std::string line = GENERATE("GET /api/v1/bins", "POST /api/v1/bins", "GET /", "GET /healthz");
  CAPTURE(host, line);
  const auto answer = world.ask(line, host);
  CHECK(answer.status == 421);
  CHECK(answer.header("Content-Type") == "application/problem+json");
}

TEST_CASE("The server's own names are welcome", "[bin_server][integration]") {
  World world;
  const std::string host =
      GENERATE("localhost", "localhost:8080", "127.0.0.1", "127.1.2.3:1", "[::1]:8080", "LOCALHOST");
  CHECK(world.ask("GET /api/v1/bins", fmt::format("Host: {}\r\n", host)).status == 200);
}

TEST_CASE("A page of another origin may not write", "[bin_server][integration]") {
  World world;
  const std::string foreign = GENERATE("Origin: http://evil.example\r\n", "Origin: null\r\n",
                                       "Origin: http://localhost:1\r\n", "Origin: http://localhost.evil.example\r\n",
                                       "Origin: file://\r\n", "Origin:\r\n", "Sec-Fetch-Site: cross-site\r\n");
  const std::string line = GENERATE("POST /api/v1/bins", "PATCH /api/v1/bins/b", "DELETE /api/v1/bins/b",
                                    "DELETE /api/v1/bins/b/requests", "DELETE /api/v1/bins/b/requests/latest");
  CAPTURE(foreign, line);
  const auto answer = world.ask(line, "Host: localhost\r\n" + foreign);
  CHECK(answer.status == 403);
  CHECK(world.api.get("/api/v1/bins/b").status == 200);
  CHECK(answer.header("Access-Control-Allow-Origin").empty());
}

TEST_CASE("The server's own page may write", "[bin_server][integration]") {
  World world;
  const std::string origin = fmt::format(
      "Host: localhost:{0}\r\nOrigin: http://localhost:{0}\r\nSec-Fetch-Site: same-origin\r\n", world.server.port());
  CHECK(world.ask("POST /api/v1/bins", origin).status == 201);
}

TEST_CASE("Captures are open to every Host and Origin", "[bin_server][integration]") {
  World world;
  CHECK(world.ask("POST /b/b", "Host: evil.example\r\nOrigin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n")
            .status == 200);
  CHECK(world.ask("POST /b/b", "").status == 200);
}

TEST_CASE("Every answer of the API tells a browser to be strict", "[bin_server][integration]") {
  World world;
  const std::string target = GENERATE("/", "/bins/b", "/api/v1/bins", "/api/v1/bins/none", "/nothing");
  const auto answer = world.api.get(target);
  CHECK(answer.header("X-Content-Type-Options") == "nosniff");
  const std::string policy = answer.header("Content-Security-Policy");
  CHECK(policy.find("default-src 'none'") != std::string::npos);
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
}

TEST_CASE("The page is served at / and for every bin, and health beside it", "[bin_server][integration]") {
  World world;
  CHECK(world.api.get("/").header("Content-Type").starts_with("text/html"));
  CHECK(world.api.get("/bins/b").header("Content-Type").starts_with("text/html"));
  CHECK(json_of(world.api.get("/healthz"))["status"] == "alive");
  CHECK(json_of(world.api.get("/readyz"))["status"] == "ready");
}

TEST_CASE("An API body that is too large is refused with 413", "[bin_server][integration]") {
  World world;
  RawClient client(world.server.port());
  client.send("POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n");
  CHECK(client.answer().status == 413);
}

TEST_CASE("Who sends too many wrong tokens has to wait, and so has a right one from there",
          "[bin_server][integration]") {
  const auto server = server_with_token();
  RawClient client(server.port());
  const auto ask = [&](std::string_view header_lines) {
    client.send(fmt::format("GET /api/v1/bins HTTP/1.1\r\nHost: localhost\r\n{}\r\n", header_lines));
    return client.answer();
  };
  for (int i = 0; i < 30; ++i) REQUIRE(ask("").status == 401);  // who sends none guesses none
  std::vector<int> statuses;
  // More than come back in the time that this takes.
  for (int i = 0; i < 40; ++i) statuses.push_back(ask(fmt::format("Authorization: Bearer wrong{}\r\n", i)).status);
  CHECK(std::count(statuses.begin(), statuses.begin() + 10, 401) == 10);
  CHECK(std::count(statuses.begin(), statuses.end(), 429) > 10);
  CHECK(ask("").status == 401);

  const auto answer = ask("Authorization: Bearer wrong\r\n");
  if (answer.status == 429) CHECK(answer.header("Retry-After") == "1");
}

}  // namespace hookloop::test
