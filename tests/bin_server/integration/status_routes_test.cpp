// How the server is: alive, ready, its numbers, its document.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "bin_server/cli/serve_command.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("The metrics count captures, bytes, commits, refusals and what is kept", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory,
                          [](ServeOptions& options) { options.recorder.limits.body_bytes = 100; });
  ApiClient api(server.port());
  api.make_bin("b");
  api.make_bin("gone");
  RawClient client(server.port());
  std::size_t bytes = 0;
  for (int i = 0; i < 3; ++i) {
    const std::string request = post("/b/b", "some bytes");
    bytes += request.size();
    client.send(request);
    REQUIRE(client.answer().status == 200);
  }
  for (const char* bin : {"b", "gone"}) {
    RawClient refused(server.port());
    refused.send(post(fmt::format("/b/{}", bin), std::string(101, 'x')));
    REQUIRE(refused.answer().status == 413);
  }
  REQUIRE(api.call("DELETE", "/api/v1/bins/gone").status == 204);
  REQUIRE(api.call("DELETE", "/api/v1/bins/b/requests/1").status == 204);

  const RawAnswer answer = api.get("/metrics");
  CHECK(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  const std::string& text = answer.body;
  CHECK(has_line(text, "hookloop_captures_total 3"));
  CHECK(has_line(text, fmt::format("hookloop_captured_bytes_total {}", bytes)));
  CHECK(has_line(text, "hookloop_commit_seconds_count 3"));
  CHECK(has_line(text, "hookloop_commit_seconds_bucket{le=\"+Inf\"} 3"));
  CHECK(has_line(text, "hookloop_refused_total{reason=\"body_too_large\"} 2"));  // a deleted bin's too
  CHECK(has_line(text, "hookloop_refused_total{reason=\"not_stored\"} 0"));
  CHECK(has_line(text, "hookloop_bins 1"));
  CHECK(has_line(text, "hookloop_kept_requests 2"));
  CHECK(has_line(text, fmt::format("hookloop_kept_bytes {}", bytes * 2 / 3)));
  CHECK(has_line(text, "hookloop_unindexed_requests 3"));  // in memory there is no index
  CHECK(has_line(text, "hookloop_viewers 0"));
  CHECK(has_line(text, "hookloop_api_serving 1"));
  CHECK(has_line(text, "hookloop_build_info{version=\"" HOOKLOOP_VERSION "\"} 1"));
}

TEST_CASE("The metrics tell of connections, viewers and requests that are half-way", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("b");
  RawClient viewer(server.port());
  viewer.send("GET /api/v1/bins/b/feed HTTP/1.1\r\nHost: localhost\r\n\r\n");
  REQUIRE(viewer.read_head().find("200") != std::string::npos);
  RawClient sender(server.port());
  const std::string head = "POST /b/b HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n";
  sender.send(head);
  REQUIRE(sender.answer().status == 100);  // it was read

  const std::string text = api.get("/metrics").body;
  CHECK(has_line(text, "hookloop_viewers 1"));
  CHECK(has_line(text, "hookloop_connections 1"));
  CHECK(has_line(text, fmt::format("hookloop_unfinished_bytes {}", head.size())));
}

TEST_CASE("No bin and no secret is named in the metrics", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("a-telling-name", R"(,"secrets":["a-telling-secret"])");
  CHECK(api.get("/metrics").body.find("telling") == std::string::npos);
}

TEST_CASE("Health says that the server is alive, and that its store can be written", "[bin_server][integration]") {
  RunningBinServer server;
  ApiClient api(server.port());
  CHECK(api.get_json("/healthz")["status"] == "alive");
  CHECK(api.get_json("/readyz")["status"] == "ready");
  CHECK(api.get_json("/openapi.json")["openapi"] == "3.1.0");
}

}  // namespace hookloop::test
