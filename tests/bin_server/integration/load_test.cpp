// Many at once: captures, API calls, viewers, deletes and the end of the server, all together.
#include <spdlog/fmt/fmt.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "bin_server/cli/serve_command.h"
#include "shared/support/random.h"
#include "tests/bin_server/integration/bytes.h"
#include "tests/support/api_client.h"
#include "tests/support/feed_reader.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using nlohmann::json;
using Store = RunningBinServer::Store;

// What senders were told, by all of them.
struct Acknowledged {
  std::mutex mutex;
  std::map<std::string, std::string> bodies;  // by request id
};

// Sends distinct bodies on one connection until it breaks, or `count` are answered.
void send_until_the_end(std::uint16_t port, int sender, int count, Acknowledged& acknowledged) {
  try {
    RawClient client(port);
    for (int i = 0; i < count; ++i) {
      const std::string body = fmt::format("{}-{}-{}", sender, i, std::string(static_cast<std::size_t>(i % 1500), 'b'));
      if (client.send_as_far_as_taken(post("/b/b", body)) == 0) return;
      const auto answer = client.next_answer();
      if (!answer) return;
      if (answer->status == 200) {
        const std::lock_guard lock(acknowledged.mutex);
        acknowledged.bodies[answer->header("Hookloop-Request-Id")] = body;
      }
    }
  } catch (const std::exception&) {
    // The server went in the middle of an answer: this one was not acknowledged.
  }
}

}  // namespace

TEST_CASE("Captures, calls, viewers and deletes at once disturb nobody", "[bin_server][integration]") {
  RunningBinServer server(GENERATE(Store::memory, Store::sqlite));
  ApiClient api(server.port());
  api.make_bin("b");
  constexpr int kSenders = 4;
  constexpr int kEach = 500;
  Acknowledged acknowledged;
  std::atomic<bool> done = false;
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int sender = 0; sender < kSenders; ++sender) {
    threads.emplace_back([&, sender] { send_until_the_end(server.port(), sender, kEach, acknowledged); });
  }
  const auto guarded = [&](auto work) {
    return std::thread([&done, &failures, work]() mutable {
      try {
        while (!done) work();
      } catch (const std::exception&) {
        ++failures;
      }
    });
  };
  std::vector<std::thread> others;
  others.push_back(guarded([&, own = std::make_shared<ApiClient>(server.port())] {
    own->get_json("/api/v1/bins/b/requests?limit=20");
    own->get_json("/api/v1/bins");
    if (own->get("/readyz").status != 200) ++failures;
  }));
  others.push_back(guarded([&, own = std::make_shared<ApiClient>(server.port()), number = 0]() mutable {
    const std::string bin = fmt::format("other-{}", ++number);
    own->make_bin(bin);
    RawClient client(server.port());
    client.send(post("/b/" + bin, "x"));
    if (client.answer().status != 200) ++failures;
    own->call("PATCH", "/api/v1/bins/" + bin, R"({"response":{"status":201}})");
    if (own->call("DELETE", "/api/v1/bins/" + bin).status != 204) ++failures;
  }));
  others.push_back(guarded([&] {
    FeedReader viewer(server.port(), "b", "0");
    for (int i = 0; i < 50 && !done; ++i) {
      if (!viewer.next()) ++failures;
    }
  }));
  for (std::thread& thread : threads) thread.join();
  done = true;
  // A viewer waits for its next event: one more capture lets it go.
  RawClient last(server.port());
  last.send(post("/b/b", "the last"));
  CHECK(last.answer().status == 200);
  for (std::thread& thread : others) thread.join();

  CHECK(failures == 0);
  CHECK(acknowledged.bodies.size() == kSenders * kEach);
  const auto rows = api.rows("b");
  CHECK(rows.size() == kSenders * kEach + 1);
  for (const auto& [id, body] : acknowledged.bodies) {
    if (!difference(api.content("b", id), body).empty()) FAIL("the body of " << id << " is another");
  }
}

TEST_CASE("When the server stops under load nothing that was answered is lost", "[bin_server][integration]") {
  TempDir folder;
  Acknowledged acknowledged;
  SeededRandom random(9);
  for (int round = 0; round < 5; ++round) {
    RunningBinServer server(folder.path());
    ApiClient api(server.port());
    if (round == 0) api.make_bin("b");
    std::vector<std::thread> senders;
    for (int sender = 0; sender < 6; ++sender) {
      senders.emplace_back([&, sender] { send_until_the_end(server.port(), sender, 1'000'000, acknowledged); });
    }
    // Stops after this many captures, whatever the senders are about.
    const auto wanted = 100 * (round + 1) + static_cast<int>(random.next() % 200);
    while (api.bin("b")["total_count"] < wanted * (round + 1)) {
    }
    server.stop();
    for (std::thread& sender : senders) sender.join();
  }
  RunningBinServer server(folder.path());
  ApiClient api(server.port());
  std::set<std::string> ids;
  for (const json& row : api.rows("b")) CHECK(ids.insert(row["id"]).second);
  CHECK(ids.size() == api.bin("b")["request_count"]);
  for (const auto& [id, body] : acknowledged.bodies) {
    if (!ids.contains(id)) FAIL(id << " was answered and is lost");
    if (!difference(api.content("b", id), body).empty()) FAIL("the body of " << id << " is another");
  }
}

TEST_CASE("A request that is half-way when the server stops may come to its end within the grace",
          "[bin_server][integration]") {
  RunningBinServer server;
  ApiClient(server.port()).make_bin("b");
  RawClient half_way(server.port());
  RawClient idle(server.port());
  const std::string bytes = post("/b/b", "0123456789", "Expect: 100-continue\r\n");
  half_way.send(bytes.substr(0, bytes.size() - 10));
  REQUIRE(half_way.answer().status == 100);  // the server has read this far
  std::thread stopping([&] { server.stop(); });
  CHECK(idle.is_closed());  // so the server has begun to stop
  half_way.send(bytes.substr(bytes.size() - 10));
  const auto answer = half_way.answer();
  CHECK(answer.status == 200);
  CHECK(answer.header("Connection") == "close");
  stopping.join();
}

TEST_CASE("A request that is half-way when the grace is over is stored as incomplete", "[bin_server][integration]") {
  TempDir folder;
  const std::string bytes = post("/b/b", "0123456789", "Expect: 100-continue\r\n");
  {
    RunningBinServer server(
        folder.path(), [](ServeOptions& options) { options.recorder.shutdown_grace = std::chrono::milliseconds(50); });
    ApiClient(server.port()).make_bin("b");
    RawClient half_way(server.port());
    half_way.send(bytes.substr(0, bytes.size() - 10));
    REQUIRE(half_way.answer().status == 100);
    half_way.send("012");
    std::thread stopping([&] { server.stop(); });
    CHECK(half_way.answer().status == 503);
    stopping.join();
  }
  RunningBinServer server(folder.path());
  ApiClient api(server.port());
  const json captured = api.captured("b");
  CHECK(captured["complete"] == false);
  CHECK(captured["response"]["status"] == 503);
  CHECK(difference(api.raw("b"), bytes.substr(0, bytes.size() - 7)).empty());
}

TEST_CASE("What was refused is not stored when the server stops right after", "[bin_server][integration]") {
  RunningBinServer server(Store::sqlite, [](ServeOptions& options) {
    options.recorder.limits.body_bytes = 10;
    options.recorder.shutdown_grace = std::chrono::milliseconds(0);
  });
  ApiClient(server.port()).make_bin("b");
  RawClient refused(server.port());
  refused.send("POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n");
  CHECK(refused.answer().status == 413);
  server.restart();
  CHECK(ApiClient(server.port()).rows("b").empty());
}

TEST_CASE("A client that leaves the API waiting for its body does not keep the server from stopping",
          "[bin_server][integration]") {
  RunningBinServer server(
      Store::memory, [](ServeOptions& options) { options.recorder.shutdown_grace = std::chrono::milliseconds(50); });
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(server.port());
    clients.back().send("POST /api/v1/bins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
  }
  CHECK(ApiClient(server.port()).get("/healthz").status == 200);  // nor from serving others
  const auto begin = std::chrono::steady_clock::now();
  server.stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("Stopping twice, and stopping what was never asked anything, is no trouble", "[bin_server][integration]") {
  RunningBinServer server(GENERATE(Store::memory, Store::sqlite));
  server.stop();
  server.stop();
}

}  // namespace hookloop::test
