// Forwarding on arrival: order, bytes, loops, targets that hang or are not there, and restarts.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "bin_server/cli/serve_command.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"
#include "tests/support/scripted_receiver.h"
#include "tests/support/temp_dir.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using nlohmann::json;
using Store = RunningBinServer::Store;

std::string forward_to(const std::vector<std::string>& urls, const std::string& more = "") {
  return fmt::format(R"(,"forward":{{"targets":{}{}}})", json(urls).dump(), more);
}

void capture(RawClient& client, const std::string& bin, const std::string& body, const std::string& header_lines = "") {
  client.send(post("/b/" + bin, body, header_lines));
  REQUIRE(client.answer().status == 200);
}

json exchanges(ApiClient& api, const std::string& bin, const std::string& request = "latest") {
  return json_of(api.get(fmt::format("/api/v1/bins/{}/requests/{}/exchanges", bin, request)))["exchanges"];
}

// Asks until the capture has so many; a test's own time-out ends what never comes.
json wait_for_exchanges(ApiClient& api, const std::string& bin, const std::string& request, std::size_t count) {
  const auto end = std::chrono::steady_clock::now() + RawClient::kPatience;
  while (std::chrono::steady_clock::now() < end) {
    json found = exchanges(api, bin, request);
    if (found.size() >= count) return found;
    std::this_thread::yield();
  }
  FAIL("the capture " << request << " has no " << count << " exchanges");
  return {};
}

std::vector<std::string> bodies(const ScriptedReceiver& receiver) {
  std::vector<std::string> list;
  for (const ReceivedRequest& received : receiver.received()) list.push_back(received.body);
  return list;
}

std::vector<std::string> numbers(int from, int to) {
  std::vector<std::string> list;
  for (int i = from; i <= to; ++i) list.push_back(std::to_string(i));
  return list;
}

}  // namespace

TEST_CASE("A capture is forwarded to every target, and each one's answer is kept with it",
          "[bin_server][integration]") {
  const RunningBinServer server(GENERATE(Store::memory, Store::sqlite));
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver one({reply(200, "one")});
  ScriptedReceiver two({reply(500, "two")});
  api.make_bin("b", forward_to({one.url("/hook"), two.url("/")}));
  client.send("PUT /b/b/path?x=1 HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nContent-Length: 4\r\nx-a: 2\r\n\r\nbody");
  REQUIRE(client.answer().status == 200);
  const json kept = wait_for_exchanges(api, "b", "1", 2);
  const std::string head = one.received().at(0).head;
  CHECK_THAT(head, StartsWith(fmt::format("PUT /hook/path?x=1 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX-A: 1\r\n"
                                          "Content-Length: 4\r\nx-a: 2\r\nVia: 1.1 hookloop-",
                                          one.port())));
  CHECK_THAT(head, ContainsSubstring("-b\r\n\r\n"));
  CHECK(one.received().at(0).body == "body");
  CHECK_THAT(two.received().at(0).head, StartsWith("PUT /path?x=1 HTTP/1.1\r\n"));
  for (const json& exchange : kept) {
    const bool is_one = exchange["to"] == one.url("/hook");
    CHECK(exchange["kind"] == "forward");
    CHECK(exchange["status"] == (is_one ? 200 : 500));
    CHECK(exchange["answer"]["body"]["text"] == (is_one ? "one" : "two"));
  }
  CHECK(api.captured("b")["exchanges"].size() == 2);
}

TEST_CASE("Captures reach each target in the order of their arrival, each once", "[bin_server][integration]") {
  const RunningBinServer server(Store::sqlite);
  ApiClient api(server.port());
  ScriptedReceiver one({reply(200)});
  ScriptedReceiver two({reply(200)});
  api.make_bin("b", forward_to({one.url(), two.url()}));
  constexpr int kSenders = 4;
  constexpr int kEach = 50;
  std::vector<std::thread> senders;
  for (int sender = 0; sender < kSenders; ++sender) {
    senders.emplace_back([&server] {
      RawClient client(server.port());
      for (int i = 0; i < kEach; ++i) {
        client.send(post("/b/b", "x"));
        (void)client.answer();
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  const std::string last = std::to_string(kSenders * kEach);
  wait_for_exchanges(api, "b", last, 2);
  for (const ScriptedReceiver* receiver : {&one, &two}) {
    CHECK(receiver->received().size() == kSenders * kEach);
    CHECK(receiver->connections() == 1);  // one after the other, on a kept connection
  }
  for (int seq = 1; seq <= kSenders * kEach; ++seq) {
    CAPTURE(seq);
    CHECK(exchanges(api, "b", std::to_string(seq)).size() == 2);
  }
}

TEST_CASE("A target gets captures in the order of their seq", "[bin_server][integration]") {
  const RunningBinServer server(Store::memory);
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver receiver({reply(200)});
  api.make_bin("b", forward_to({receiver.url()}));
  std::string pipelined;
  for (int i = 1; i <= 60; ++i) pipelined += post("/b/b", std::to_string(i));
  client.send(pipelined);
  for (int i = 1; i <= 60; ++i) REQUIRE(client.answer().status == 200);
  wait_for_exchanges(api, "b", "60", 1);
  CHECK(bodies(receiver) == numbers(1, 60));
}

TEST_CASE("A target that hangs holds up neither another target nor another bin nor a sender",
          "[bin_server][integration]") {
  const RunningBinServer server(
      Store::memory, [](ServeOptions& options) { options.recorder.shutdown_grace = std::chrono::milliseconds(1); });
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver hanging({hang()});
  ScriptedReceiver healthy({reply(200)});
  ScriptedReceiver other({reply(200)});
  api.make_bin("b", forward_to({hanging.url(), healthy.url()}));
  api.make_bin("other", forward_to({other.url()}));
  for (int i = 1; i <= 20; ++i) {
    capture(client, "b", std::to_string(i));
    capture(client, "other", std::to_string(i));
  }
  wait_for_exchanges(api, "b", "20", 1);
  wait_for_exchanges(api, "other", "20", 1);
  CHECK(bodies(healthy) == numbers(1, 20));
  CHECK(bodies(other) == numbers(1, 20));
  CHECK(hanging.connections() == 1);
}

TEST_CASE("A target that is late, or not there, is a failure that is kept, and the next capture is sent",
          "[bin_server][integration]") {
  const RunningBinServer server(Store::memory);
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver slow({hang(), reply(200)});
  const std::string nobody = fmt::format("http://127.0.0.1:{}/", free_port());
  api.make_bin("b", forward_to({slow.url(), nobody}, R"(,"timeout_ms":50)"));
  capture(client, "b", "1");
  capture(client, "b", "2");
  for (const char* seq : {"1", "2"}) {
    for (const json& exchange : wait_for_exchanges(api, "b", seq, 2)) {
      if (exchange["to"] == nobody)
        CHECK(exchange["failure"] == "refused");
      else
        CHECK(exchange["failure"] == (seq == std::string("1") ? json("timed_out") : json(nullptr)));
    }
  }
}

TEST_CASE("A redirect of a target is not followed", "[bin_server][integration]") {
  const RunningBinServer server(Store::memory);
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver elsewhere({reply(200)});
  ScriptedReceiver receiver({reply(302, "", "Location: " + elsewhere.url() + "\r\n")});
  api.make_bin("b", forward_to({receiver.url()}));
  capture(client, "b", "x");
  CHECK(wait_for_exchanges(api, "b", "1", 1)[0]["status"] == 302);
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("A capture that comes back to its bin is kept, labelled, and goes no further", "[bin_server][integration]") {
  RunningBinServer server(Store::memory);
  ApiClient api(server.port());
  RawClient client(server.port());
  const std::string base = fmt::format("http://127.0.0.1:{}/b/", server.port());
  SECTION("at once") {
    api.make_bin("b", forward_to({base + "b"}));
    capture(client, "b", "x");
    CHECK(wait_for_exchanges(api, "b", "1", 1)[0]["status"] == 200);
    const json back = wait_for_exchanges(api, "b", "2", 1)[0];
    CHECK(back["failure"] == "loop");
    CHECK(back["request"].is_null());
    CHECK_THAT(back["detail"].get<std::string>(), ContainsSubstring("came back"));
    CHECK(api.bin("b")["total_count"] == 2);
  }
  SECTION("by way of another bin") {
    api.make_bin("b", forward_to({base + "c"}));
    api.make_bin("c", forward_to({base + "b"}));
    capture(client, "b", "x");
    CHECK(wait_for_exchanges(api, "b", "2", 1)[0]["failure"] == "loop");
    CHECK(api.bin("b")["total_count"] == 2);
    CHECK(api.bin("c")["total_count"] == 1);
  }
  SECTION("by way of another server") {
    RunningBinServer far(Store::memory);
    ApiClient far_api(far.port());
    far_api.make_bin("b", forward_to({base + "b"}));  // the same id is another bin
    api.make_bin("b", forward_to({fmt::format("http://127.0.0.1:{}/b/b", far.port())}));
    capture(client, "b", "x");
    CHECK(wait_for_exchanges(api, "b", "2", 1)[0]["failure"] == "loop");
    CHECK(far_api.bin("b")["total_count"] == 1);
  }
}

TEST_CASE("A chain of bins that is no loop is followed to its end", "[bin_server][integration]") {
  const RunningBinServer server(Store::memory);
  ApiClient api(server.port());
  RawClient client(server.port());
  const std::string base = fmt::format("http://127.0.0.1:{}/b/", server.port());
  api.make_bin("a", forward_to({base + "b"}));
  api.make_bin("b", forward_to({base + "c"}));
  api.make_bin("c");
  capture(client, "a", "x");
  wait_for_exchanges(api, "b", "1", 1);
  CHECK(api.content("c") == "x");
}

TEST_CASE("What is no whole request is not forwarded, and what comes after it is", "[bin_server][integration]") {
  const RunningBinServer server(Store::memory);
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver receiver({reply(200)});
  api.make_bin("b", forward_to({receiver.url()}));
  client.send("POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nshort");
  client.half_close();
  CHECK(client.answer().status == 400);
  RawClient second(server.port());
  capture(second, "b", "whole");
  wait_for_exchanges(api, "b", "2", 1);
  CHECK(exchanges(api, "b", "1")[0]["failure"] == "not_sendable");
  CHECK(bodies(receiver) == std::vector<std::string>{"whole"});
}

TEST_CASE("A new target gets what comes after it was set, and one that stays misses nothing",
          "[bin_server][integration]") {
  const RunningBinServer server(GENERATE(Store::memory, Store::sqlite));
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver first({reply(200)});
  ScriptedReceiver second({reply(200)});
  const auto set_targets = [&](const std::vector<std::string>& urls) {
    const json forward{{"forward", {{"targets", urls}}}};
    REQUIRE(api.call("PATCH", "/api/v1/bins/b", forward.dump()).status == 200);
  };
  api.make_bin("b");
  capture(client, "b", "1");
  set_targets({first.url()});
  capture(client, "b", "2");
  set_targets({first.url(), second.url()});
  capture(client, "b", "3");
  wait_for_exchanges(api, "b", "3", 2);
  set_targets({second.url()});
  capture(client, "b", "4");
  wait_for_exchanges(api, "b", "4", 1);
  set_targets({});
  capture(client, "b", "5");
  set_targets({first.url(), second.url()});
  capture(client, "b", "6");
  wait_for_exchanges(api, "b", "6", 2);
  CHECK(bodies(first) == std::vector<std::string>{"2", "3", "6"});
  CHECK(bodies(second) == std::vector<std::string>{"3", "4", "6"});
}

TEST_CASE("After a restart forwarding goes on where it was, and what was under way is sent again",
          "[bin_server][integration]") {
  const TempDir folder;
  const auto short_grace = [](ServeOptions& options) {
    options.recorder.shutdown_grace = std::chrono::milliseconds(1);
  };
  ScriptedReceiver receiver({reply(200), reply(200), hang(), reply(200)});
  {
    RunningBinServer server(folder.path(), short_grace);
    ApiClient api(server.port());
    RawClient client(server.port());
    api.make_bin("b", forward_to({receiver.url()}));
    for (int i = 1; i <= 5; ++i) capture(client, "b", std::to_string(i));
    wait_for_exchanges(api, "b", "2", 1);
    while (receiver.received().size() < 3) std::this_thread::yield();  // the third is under way and hangs
  }
  RunningBinServer server(folder.path(), short_grace);
  ApiClient api(server.port());
  wait_for_exchanges(api, "b", "5", 1);
  CHECK(bodies(receiver) == std::vector<std::string>{"1", "2", "3", "3", "4", "5"});
  CHECK(exchanges(api, "b", "3").size() == 1);
  CHECK(json_of(api.get("/api/v1/bins/b"))["forward"]["targets"][0]["forwarded_seq"] == 5);
}

TEST_CASE("A bin tells where it forwards to and how far it has come", "[bin_server][integration]") {
  const RunningBinServer server(Store::memory);
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver receiver({reply(200)});
  api.make_bin("plain");
  CHECK(api.bin("plain")["forward"]["targets"].empty());
  const json forward{{"targets", {{{"url", receiver.url("/?key=1")}, {"append_path", false}}}}, {"timeout_ms", 250}};
  api.make_bin("b", ",\"forward\":" + forward.dump());
  capture(client, "b", "x");
  wait_for_exchanges(api, "b", "1", 1);
  const json shown = api.bin("b")["forward"];
  CHECK(shown["timeout_ms"] == 250);
  CHECK(shown["targets"][0] == json{{"url", receiver.url("/?key=1")}, {"append_path", false}, {"forwarded_seq", 1}});
  CHECK(receiver.received().at(0).head.starts_with("POST /?key=1 HTTP/1.1\r\n"));
}

TEST_CASE("A target that may not be sent to is refused, and nothing is changed", "[bin_server][integration]") {
  const RunningBinServer server(Store::memory);
  ApiClient api(server.port());
  api.make_bin("b");
  const std::string forward = R"("forward":{"targets":["http://127.0.0.1:1/","http://10.0.0.1/"]})";
  const RawAnswer answer = api.call("PATCH", "/api/v1/bins/b", R"({"name":"changed",)" + forward + "}");
  CHECK(answer.status == 403);
  CHECK(json_of(answer)["pointer"] == "/forward/targets/1");
  CHECK_THAT(json_of(answer)["detail"].get<std::string>(),
             ContainsSubstring("10.0.0.1:80 is a private address") && ContainsSubstring("--allow-target"));
  CHECK(api.bin("b")["name"] == "b");
  CHECK(api.bin("b")["forward"]["targets"].empty());
  CHECK(api.call("POST", "/api/v1/bins", R"({"id":"c",)" + forward + "}").status == 403);
  CHECK(api.get("/api/v1/bins/c").status == 404);
}

TEST_CASE("A name that leads where nothing may go is kept as a failure", "[bin_server][integration]") {
  const RunningBinServer server(Store::memory, [](ServeOptions& options) {
    options.targets.denied = {"127.0.0.0/8", "::1"};
  });
  ApiClient api(server.port());
  RawClient client(server.port());
  ScriptedReceiver receiver({reply(200)});
  api.make_bin("b", forward_to({fmt::format("http://localhost:{}/", receiver.port())}));
  capture(client, "b", "x");
  const json exchange = wait_for_exchanges(api, "b", "1", 1)[0];
  CHECK(exchange["failure"] == "target_denied");
  CHECK_THAT(exchange["detail"].get<std::string>(), ContainsSubstring("--deny-target"));
  CHECK(receiver.connections() == 0);
}

}  // namespace hookloop::test
