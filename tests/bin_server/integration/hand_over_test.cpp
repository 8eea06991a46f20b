// Requests that are no captures: read whole by the recorder, served by a worker, and the connection back in step.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

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

TEST_CASE("A path that is there says which methods it takes", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  const auto answer = api.call("PUT", "/api/v1/bins");
  CHECK(answer.status == 405);
  CHECK(answer.header("Allow") == "GET, HEAD, POST");
  CHECK(api.call("POST", "/healthz").header("Allow") == "GET, HEAD");
  CHECK(api.call("POST", "/api/v1/bins/mine").header("Allow") == "DELETE, GET, HEAD, PATCH");
  CHECK(api.call("PUT", "/").status == 405);
  CHECK(api.call("PUT", "/api/v1/nothing").status == 404);
  CHECK(api.call("BREW", "/api/v1/bins").status == 501);
  const auto healthy = api.get("/healthz");
  CHECK(healthy.status == 200);
  CHECK(healthy.header("Keep-Alive").empty());  // it would tell of times and counts that are not ours
}

TEST_CASE("A head that the API can not take is refused with the limit, and the connection goes on",
          "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  RawClient client(server.port());
  const auto ask = [&client](const std::string& target, const std::string& lines) {
    client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
    const auto answer = client.answer();
    CHECK(answer.header("Content-Type") == "application/problem+json");
    return answer.status;
  };
  CHECK(ask("/" + std::string(9'000, 'a'), "") == 414);
  CHECK(ask("/" + std::string(60'000, 'a'), "") == 414);
  CHECK(ask("/healthz", "X: " + std::string(9'000, 'a') + "\r\n") == 431);
  std::string many;
  for (int i = 0; i < 101; ++i) many += "X: y\r\n";
  CHECK(ask("/healthz", many) == 431);
  CHECK(ask("/nothing", "") == 404);
}

TEST_CASE("What the API does not understand is an error, never ignored", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  const std::string form = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n{\"id\":\"mine\"}\r\n--b--\r\n";
  CHECK(api.call("POST", "/api/v1/bins", form, "Content-Type: multipart/form-data; boundary=b\r\n").status == 400);
  CHECK(api.call("POST", "/api/v1/bins?id=mine", "{}").status == 400);
  CHECK(api.get("/api/v1/bins?x=1").status == 400);
  CHECK(api.get_json("/api/v1/bins")["bins"].empty());
}

TEST_CASE("A malformed request to the API is stored nowhere: it may hold secrets", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  RawClient client(server.port());
  client.send(
      "POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{\"secrets\":[\"s\"]}\r\n");
  const auto answer = client.answer();
  CHECK(answer.status == 400);
  CHECK(answer.body.find("stored") == std::string::npos);
  CHECK(ApiClient(server.port()).get("/api/v1/bins/stray").status == 404);
}

TEST_CASE("A request to the API that is half-way when the server stops is answered", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  RawClient half(server.port());
  half.send("POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 13\r\n\r\n{\"id\":");
  REQUIRE(ApiClient(server.port()).get("/healthz").status == 200);  // the half has been read
  std::thread stopping([&server] { server.stop(); });
  const auto takes_connections = [&server] {
    try {
      return RawClient(server.port()), true;
    } catch (const std::exception&) {
      return false;
    }
  };
  while (takes_connections()) {
  }
  half.send("\"mine\"}");
  CHECK(half.answer().status == 201);
  stopping.join();
}

TEST_CASE("Who does not take an answer keeps no thread of the API", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory, [](ServeOptions& options) {
    options.workers.threads = 1;
    options.recorder.write_timeout = std::chrono::milliseconds(300);
  });
  ApiClient api(server.port());
  api.make_bin("mine");
  REQUIRE(api.call("POST", "/b/mine", std::string(20'000'000, 'x')).status == 200);
  RawClient stalled(server.port(), 4096);
  stalled.send("GET /api/v1/bins/mine/requests/1/raw HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(api.get("/healthz").status == 200);  // by the one thread that there is
}
