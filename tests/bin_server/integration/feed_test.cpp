// The live feed over HTTP: nothing lost, nothing twice, in order, however often a viewer goes and comes back; and no
// viewer is ever felt by who captures.
#include <spdlog/fmt/fmt.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "bin_server/cli/serve_command.h"
#include "shared/support/random.h"
#include "tests/support/api_client.h"
#include "tests/support/feed_reader.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using nlohmann::json;
using Store = RunningBinServer::Store;

struct World {
  explicit World(Store store = Store::memory, const RunningBinServer::Change& change = {}) : server(store, change) {
    api.make_bin("b");
  }
  void capture(int count = 1) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += post("/b/b", "x");
    client.send(bytes);
    for (int i = 0; i < count; ++i) {
      if (client.answer().status != 200) throw std::runtime_error("not captured");
    }
  }
  RunningBinServer server;
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

// Posts `count` requests, several under way at a time. No assertions: it runs on a thread of its own.
void post_many(std::uint16_t port, int sender, int count) {
  constexpr int kAtOnce = 10;
  RawClient client(port);
  for (int sent = 0; sent < count; sent += kAtOnce) {
    std::string bytes;
    for (int i = 0; i < kAtOnce; ++i) bytes += post(fmt::format("/b/b/{}/{}", sender, sent + i), "body");
    client.send(bytes);
    for (int i = 0; i < kAtOnce; ++i) client.answer();
  }
}

}  // namespace

TEST_CASE("A viewer who breaks off again and again misses nothing, sees nothing twice, and in order",
          "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  constexpr int kSenders = 5;
  constexpr int kEach = 1000;
  std::vector<std::jthread> senders;
  for (int sender = 0; sender < kSenders; ++sender) {
    senders.emplace_back([&, sender] { post_many(world.server.port(), sender, kEach); });
  }
  SeededRandom random(7);
  std::vector<std::string> seen;
  std::vector<int> next_of(kSenders, 0);
  bool in_order = true;
  std::string last_id = "0";
  int connections = 0;
  while (seen.size() < kSenders * kEach) {
    // Leaves after any number of bytes, most often in the middle of an event.
    FeedReader viewer(world.server.port(), "b", last_id);
    ++connections;
    std::size_t bytes_left = 1 + random.next() % 60'000;
    while (seen.size() < kSenders * kEach) {
      const auto event = viewer.next_within(bytes_left);
      if (!event) break;
      const bool is_next = event->event == "captured" && event->id == std::to_string(seen.size() + 1);
      if (!is_next) FAIL("after " << last_id << " came " << event->event << ' ' << event->id << ": " << event->data);
      const json row = json::parse(event->data);
      in_order = in_order && row["seq"].dump() == event->id;
      // "/b/b/SENDER/NUMBER": each sender's own order is kept too.
      const std::string path = row["path"];
      const auto sender = static_cast<std::size_t>(path[5] - '0');
      in_order = in_order && path == fmt::format("/b/b/{}/{}", sender, next_of[sender]++);
      seen.push_back(event->id);
      last_id = event->id;
    }
    if (random.next() % 2 == 0) viewer.connection().reset();
  }
  CHECK(in_order);
  CHECK(connections > 10);
}

TEST_CASE("A viewer without a place begins with the next capture", "[bin_server][integration]") {
  World world;
  world.capture(3);
  FeedReader viewer(world.server.port(), "b");
  world.capture();
  const auto event = viewer.must_have_next();
  CHECK(event.id == "4");
  CHECK(event.event == "captured");
  const json row = json::parse(event.data);
  CHECK(row == world.api.get_json("/api/v1/bins/b/requests?limit=1")["requests"][0]);
}

TEST_CASE("A viewer may name its place in the address at its first call", "[bin_server][integration]") {
  World world;
  world.capture(3);
  RawClient client(world.server.port());
  client.send("GET /api/v1/bins/b/feed?after=2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  std::string seen;
  while (seen.find("event: captured") == std::string::npos) seen += client.read_some();
  CHECK(seen.find("id: 3\n") != std::string::npos);
  CHECK(seen.find("id: 2\n") == std::string::npos);
  CHECK(seen.find("Content-Type: text/event-stream") != std::string::npos);
  CHECK(seen.find("Cache-Control: no-store") != std::string::npos);
}

TEST_CASE("A viewer who searches is told of what matches, and how far it has got", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  const auto send = [&](const std::string& path) {
    world.client.send(post("/b/b" + path, "x"));
    REQUIRE(world.client.answer().status == 200);
  };
  send("/cats");
  send("/dogs");
  RawClient viewer(world.server.port());
  std::string seen;
  const auto read_until = [&](const std::string& text) {
    while (seen.find(text) == std::string::npos) seen += viewer.read_some();
  };
  viewer.send("GET /api/v1/bins/b/feed?after=0&q=path:/cats HTTP/1.1\r\nHost: localhost\r\n\r\n");
  read_until("id: 2\n\n");  // the dogs were looked at
  CHECK(seen.find("id: 1\nevent: captured\n") != std::string::npos);
  send("/dogs");
  read_until("id: 3\n\n");
  send("/cats");
  read_until("id: 4\nevent: captured\n");
  world.api.call("DELETE", "/api/v1/bins/b/requests");
  send("/cats");
  read_until("id: 5\nevent: captured\n");
  CHECK(seen.find("dogs") == std::string::npos);
  CHECK(seen.find("gap") == std::string::npos);
}

TEST_CASE("A viewer whose search can not be read is told where the mistake is", "[bin_server][integration]") {
  World world;
  const auto answer = world.api.get("/api/v1/bins/b/feed?q=a%20pth:x");
  CHECK(answer.status == 400);
  CHECK(json::parse(answer.body)["column"] == 3);
}

TEST_CASE("Where captures were deleted the viewer is told of a gap", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.capture(10);
  SECTION("in the middle") {
    world.api.call("DELETE", "/api/v1/bins/b/requests/4");
    world.api.call("DELETE", "/api/v1/bins/b/requests/5");
    FeedReader viewer(world.server.port(), "b", "2");
    CHECK(viewer.must_have_next().id == "3");
    const auto gap = viewer.must_have_next();
    CHECK(gap.event == "gap");
    CHECK(json::parse(gap.data) == json::parse(R"({"after":3,"next":6,"missed":2})"));
    CHECK(viewer.must_have_next().id == "6");
  }
  SECTION("all of them, while the viewer was away, and others came") {
    world.api.call("DELETE", "/api/v1/bins/b/requests");
    world.capture();
    FeedReader viewer(world.server.port(), "b", "2");
    const auto gap = viewer.must_have_next();
    CHECK(gap.event == "gap");
    CHECK(json::parse(gap.data)["missed"] == 8);
    CHECK(viewer.must_have_next().id == "11");
  }
  SECTION("all of them, and nothing came since") {
    world.api.call("DELETE", "/api/v1/bins/b/requests");
    FeedReader viewer(world.server.port(), "b", "2");
    const auto gap = viewer.must_have_next();
    CHECK(json::parse(gap.data) == json::parse(R"({"after":2,"next":11,"missed":8})"));
    world.capture();
    CHECK(viewer.must_have_next().id == "11");
  }
}

TEST_CASE("A gap at the end is told of after a restart too", "[bin_server][integration]") {
  World world(Store::sqlite);
  world.capture(3);
  world.api.call("DELETE", "/api/v1/bins/b/requests");
  world.server.restart();
  FeedReader viewer(world.server.port(), "b", "1");
  const auto gap = viewer.must_have_next();
  CHECK(gap.event == "gap");
  CHECK(json::parse(gap.data) == json::parse(R"({"after":1,"next":4,"missed":2})"));
}

TEST_CASE("A viewer who is too far behind is told so and goes on from there", "[bin_server][integration]") {
  World world(Store::memory, [](ServeOptions& options) { options.feed_backlog = 5; });
  world.capture(20);
  FeedReader viewer(world.server.port(), "b", "3");
  const auto gap = viewer.must_have_next();
  CHECK(gap.event == "gap");
  const json told = json::parse(gap.data);
  CHECK(told["after"] == 3);
  const int next = told["next"];
  CHECK(told["missed"] == next - 4);
  for (int seq = next; seq <= 20; ++seq) CHECK(viewer.must_have_next().id == std::to_string(seq));
}

TEST_CASE("A place that the bin never gave begins anew", "[bin_server][integration]") {
  World world;
  world.capture(2);
  FeedReader viewer(world.server.port(), "b", "1000");  // of an earlier bin with this id
  CHECK(viewer.must_have_next().id == "1");
  CHECK(viewer.must_have_next().id == "2");
}

TEST_CASE("A Last-Event-ID that is none of ours is a 400 problem", "[bin_server][integration]") {
  World world;
  const std::string id = GENERATE("x", "-1", "1.5", "99999999999999999999", "1 2");
  const auto answer = world.api.call("GET", "/api/v1/bins/b/feed", "", fmt::format("Last-Event-ID: {}\r\n", id));
  CHECK(answer.status == 400);
  CHECK(world.api.get("/api/v1/bins/b/feed?after=x").status == 400);
  CHECK(world.api.get("/api/v1/bins/b/feed?since=1").status == 400);
}

TEST_CASE("A viewer's HEAD is answered and keeps no thread", "[bin_server][integration]") {
  World world(Store::memory, [](ServeOptions& options) { options.workers.max_viewers = 1; });
  CHECK(world.api.call("HEAD", "/api/v1/bins/b/feed").status == 200);
  // The answer is there a moment before its thread is free.
  std::unique_ptr<FeedReader> viewer;
  for (int tries = 1; !viewer; ++tries) {
    try {
      viewer = std::make_unique<FeedReader>(world.server.port(), "b");
    } catch (const std::runtime_error&) {
      if (tries == 1'000) throw;
    }
  }
  world.capture();
  CHECK(viewer->must_have_next().id == "1");
}

TEST_CASE("The feed of a bin that is deleted ends", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.capture();
  FeedReader viewer(world.server.port(), "b", "0");
  CHECK(viewer.must_have_next().id == "1");
  CHECK(world.api.call("DELETE", "/api/v1/bins/b").status == 204);
  world.api.make_bin("b");  // another bin, though its id is the same
  world.capture();
  CHECK_FALSE(viewer.next());
}

TEST_CASE("The feed of a bin whose time is over ends", "[bin_server][integration]") {
  World world;
  world.api.make_bin("short", R"(,"expires_in_ms":300)");
  FeedReader viewer(world.server.port(), "short");
  CHECK_FALSE(viewer.next());
}

TEST_CASE("One viewer too many is told so", "[bin_server][integration]") {
  World world(Store::memory, [](ServeOptions& options) { options.workers.max_viewers = 2; });
  FeedReader first(world.server.port(), "b");
  FeedReader second(world.server.port(), "b");
  RawClient third(world.server.port());
  third.send("GET /api/v1/bins/b/feed HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(third.answer().status == 503);
  CHECK(world.api.get("/healthz").status == 200);
}

TEST_CASE("Viewers do not starve the API, however they write the address", "[bin_server][integration]") {
  World world(Store::memory, [](ServeOptions& options) { options.workers.threads = 2; });
  const std::string target =
      GENERATE("/api/v1/bins/b/feed", "/api/v1/bins/b/fee%64", "http://localhost/api/v1/bins/b/feed",
               "/%61pi/v1/bins/b/feed", "/api/v1/bins/b/feed?after=0");
  std::vector<RawClient> viewers;
  for (int i = 0; i < 4; ++i) {
    viewers.emplace_back(world.server.port());
    viewers.back().send(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", target));
  }
  for (RawClient& viewer : viewers) CHECK(viewer.read_head().starts_with("HTTP/1.1 200"));
  CHECK(world.api.get("/healthz").status == 200);
}

TEST_CASE("A viewer who never reads slows no capture and keeps nobody from stopping", "[bin_server][integration]") {
  World world(Store::sqlite);
  // Its buffers are full soon: a row is some 700 bytes.
  RawClient stalled(world.server.port(), 4096);
  stalled.send("GET /api/v1/bins/b/feed HTTP/1.1\r\nHost: localhost\r\n\r\n");
  FeedReader other(world.server.port(), "b");
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) world.capture(50);
  const auto captured = std::chrono::steady_clock::now();
  // Were each capture to wait for the viewer's patience of seconds, these would take hours.
  CHECK(captured - begin < RawClient::kPatience);
  for (int seq = 1; seq <= 10'000; ++seq) {
    if (other.must_have_next().id != std::to_string(seq)) FAIL("the other viewer missed " << seq);
  }
  const auto stopping = std::chrono::steady_clock::now();
  world.server.stop();
  CHECK(std::chrono::steady_clock::now() - stopping < std::chrono::seconds(8));
}

TEST_CASE("When the server stops its viewers are told in good order and at once", "[bin_server][integration]") {
  World world;
  FeedReader viewer(world.server.port(), "b");
  const auto begin = std::chrono::steady_clock::now();
  std::thread stopping([&] { world.server.stop(); });
  CHECK_FALSE(viewer.next());
  stopping.join();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

}  // namespace hookloop::test
