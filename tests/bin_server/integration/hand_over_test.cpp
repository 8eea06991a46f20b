// Requests that are no captures: read whole by the recorder, served by a worker, and the connection back in step.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "bin_server/cli/serve_command.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

using namespace hookloop;
using namespace hookloop::test;

TEST_CASE("The body of a refused request is never taken for the next request", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  const std::string hidden = "DELETE /api/v1/bins/mine HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string refused[] = {
      "POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nContent-Type: text/plain\r\n",
      "POST /api/v1/bins HTTP/1.1\r\nHost: evil.example\r\n",
      "POST /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: localhost\r\n",
      "POST /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(9'000, 'x') + "\r\n",
  };
  for (const std::string& head : refused) {
    RawClient client(server.port());
    client.send(head + "Content-Length: " + std::to_string(hidden.size()) + "\r\n\r\n" + hidden);
    CHECK(client.answer().status >= 400);
    client.half_close();
    CHECK_FALSE(client.next_answer().has_value());
    CHECK(api.get("/api/v1/bins/mine").status == 200);
  }
  CHECK(api.rows("mine").empty());
}

TEST_CASE("A request to the API without a body needs no length", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  RawClient client(server.port());
  client.send("POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.answer().status == 201);
}

TEST_CASE("A request to the API may come in chunks and wait for leave", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  RawClient client(server.port());
  client.send(
      "POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.answer().status == 100);
  client.send("d\r\n{\"id\":\"mine\"}\r\n0\r\n\r\n");
  RawAnswer answer = client.answer();
  while (answer.status == 100) answer = client.answer();
  CHECK(answer.status == 201);
  CHECK(ApiClient(server.port()).get("/api/v1/bins/mine").status == 200);
}

TEST_CASE("The API refuses a body that is too large, and one that does not come in time", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory, [](ServeOptions& options) {
    options.recorder.api_body_bytes = 100;
    options.recorder.body_timeout = std::chrono::milliseconds(100);
  });
  RawClient large(server.port());
  large.send("POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n\r\n");
  CHECK(large.answer().status == 413);
  RawClient slow(server.port());
  slow.send("POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
  CHECK(slow.answer().status == 408);
}

TEST_CASE("A feed under a path that is written otherwise takes no thread of the API", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory, [](ServeOptions& options) { options.workers.threads = 1; });
  ApiClient api(server.port());
  api.make_bin("mine");
  RawClient viewer(server.port());
  viewer.send("GET /api/v1/bins/mine/fee%64 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(viewer.read_some().starts_with("HTTP/1.1 200"));
  CHECK(api.get("/healthz").status == 200);
}
