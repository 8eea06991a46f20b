// What a bin's target answers is returned to the sender of the capture: the bytes on the wire, what is kept, what is
// said where there is no answer, and what viewers are told.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <deque>
#include <nlohmann/json.hpp>
#include <thread>

#include "bin_server/cli/serve_command.h"
#include "tests/support/api_client.h"
#include "tests/support/feed_reader.h"
#include "tests/support/running_bin_server.h"
#include "tests/support/scripted_receiver.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;
using Store = RunningBinServer::Store;
using Json = nlohmann::json;

void short_grace(ServeOptions& options) { options.recorder.shutdown_grace = std::chrono::milliseconds(20); }

std::string returning(const std::vector<std::string>& urls, const std::string& more = "") {
  return fmt::format(R"(,"forward":{{"targets":{},"return_answer":true{}}})", Json(urls).dump(), more);
}

struct World {
  explicit World(Store store = Store::memory, const RunningBinServer::Change& change = short_grace)
      : server(store, change) {}

  RawAnswer ask(const std::string& bin = "b", const std::string& header_lines = "") {
    client.send(post("/b/" + bin, "x", header_lines));
    return client.answer();
  }
  // What was answered to a capture, once it is not waiting any more.
  Json response(const std::string& request = "latest") {
    while (true) {
      Json response = api.captured("b", request).at("response");
      if (response.at("state") != "waiting") return response;
      std::this_thread::yield();
    }
  }
  // Its exchanges, once there are so many.
  Json exchanges(const std::string& request, std::size_t count) {
    while (true) {
      Json found = api.get_json("/api/v1/bins/b/requests/" + request + "/exchanges").at("exchanges");
      if (found.size() >= count) return found;
      std::this_thread::yield();
    }
  }
  void wait_for_captures(std::size_t count) {
    while (api.rows("b").size() < count) std::this_thread::yield();
  }

  RunningBinServer server;
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

std::string problem_type(const RawAnswer& answer) { return json_of(answer).at("type"); }

}  // namespace

TEST_CASE("A target's answer reaches the sender byte for byte, framed anew, and that is what is kept",
          "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  const std::string body("\0\xff\r\nbinary", 10);
  ScriptedReceiver target(
      {{"HTTP/1.1 418 I'm a teapot\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\nsEt-Cookie: a=1\r\n"
        "Connection: X-Hop\r\nX-Hop: 1\r\nX-EMPTY:\r\nset-cookie:   b=2  \r\nKeep-Alive: timeout=5\r\n"
        "Content-Length: 10\r\n\r\n" +
        body}});
  world.api.make_bin("b", returning({target.url()}));
  world.client.send(post("/b/b", "x"));
  const RawAnswer answer = world.client.answer();
  const Json captured = world.api.captured("b");
  CHECK(answer.bytes == fmt::format("HTTP/1.1 418 I'm a teapot\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\nsEt-Cookie: "
                                    "a=1\r\nX-EMPTY: \r\nset-cookie: b=2\r\nContent-Security-Policy: sandbox\r\n"
                                    "Hookloop-Request-Id: {}\r\nHookloop-Body-Sha256: {}\r\nContent-Length: 10\r\n\r\n",
                                    captured.at("id").get<std::string>(),
                                    captured.at("body").at("sha256").get<std::string>()) +
                            body);
  const Json response = world.response();
  CHECK(response.at("state") == "answered");
  CHECK(response.at("status") == 418);
  CHECK(response.at("sent_bytes") == answer.bytes.size());
  CHECK(response.at("body").at("bytes") == body.size());
  CHECK(response.at("headers").at(1) == Json({"sEt-Cookie", "a=1"}));
  CHECK(world.exchanges("1", 1).at(0).at("status") == 418);
  CHECK(target.received().at(0).body == "x");
}

TEST_CASE("A chunked answer and one that ends with its connection are returned with their length",
          "[bin_server][integration]") {
  World world;
  const std::string reply = GENERATE(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabcde");
  ScriptedReceiver target({{reply, Reply::Then::close}});
  world.api.make_bin("b", returning({target.url()}));
  const RawAnswer answer = world.ask();
  CHECK(answer.body == "abcde");
  CHECK(answer.header("Content-Length") == "5");
  for (const char* name : {"Transfer-Encoding", "Trailer", "X-T", "Link"}) CHECK(answer.header(name).empty());
  CHECK_FALSE(answer.header("Date").empty());
}

TEST_CASE("Answers without a body are returned so", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({{"HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n"},
                           {"HTTP/1.1 204 No Content\r\n\r\n"},
                           {"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"},
                           reply(200, "end")});
  world.api.make_bin("b", returning({target.url()}));
  world.client.send("HEAD /b/b HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(world.client.answer(/*to_head=*/true).header("Content-Length") == "42");
  for (const int status : {204, 304}) {
    CHECK(world.ask().status == status);
  }
  CHECK(world.ask().body == "end");  // the connection was not put out of step
}

TEST_CASE("A redirect is returned and not followed", "[bin_server][integration]") {
  World world;
  ScriptedReceiver elsewhere({reply(200)});
  ScriptedReceiver target({reply(302, "", "Location: " + elsewhere.url() + "\r\n")});
  world.api.make_bin("b", returning({target.url()}));
  const RawAnswer answer = world.ask();
  CHECK(answer.status == 302);
  CHECK(answer.header("Location") == elsewhere.url());
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("Of several targets the first one's answer is returned, and all are kept", "[bin_server][integration]") {
  World world;
  ScriptedReceiver first({reply(201, "first")});
  ScriptedReceiver second({reply(500, "second")});
  world.api.make_bin("b", returning({first.url(), second.url()}));
  CHECK(world.ask().body == "first");
  CHECK(world.exchanges("1", 2).size() == 2);
  const Json turned{{"forward", {{"targets", {second.url(), first.url()}}}}};
  REQUIRE(world.api.call("PATCH", "/api/v1/bins/b", turned.dump()).status == 200);
  CHECK(world.ask().body == "second");
  CHECK(world.api.bin("b").at("forward").at("return_answer") == true);
}

TEST_CASE("What is pipelined is answered in its order, each by its own answer", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(200, "one"), reply(201, "two"), reply(202, "three")});
  world.api.make_bin("b", returning({target.url()}));
  world.api.make_bin("plain");
  world.client.send(post("/b/b", "1") + post("/b/plain", "") + post("/b/b", "2") + post("/b/b", "3"));
  CHECK(world.client.answer().body == "one");
  CHECK_THAT(world.client.answer().body, ContainsSubstring("captured"));
  CHECK(world.client.answer().body == "two");
  CHECK(world.client.answer().body == "three");
  CHECK(world.ask("plain").status == 200);
  world.client.send("GET /api/v1/bins HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(world.client.answer().status == 200);
}

TEST_CASE("A sender that asks for the end of its connection gets it with the answer", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(200, "one")});
  world.api.make_bin("b", returning({target.url()}));
  CHECK(world.ask("b", "Connection: close\r\n").header("Connection") == "close");
  CHECK(world.client.is_closed());
  RawClient old(world.server.port());
  old.send("POST /b/b HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
  CHECK(old.answer().body == "one");
  CHECK(old.is_closed());
  RawClient half(world.server.port());
  half.send(post("/b/b", "x"));
  half.half_close();
  CHECK(half.answer().body == "one");
}

TEST_CASE("A target that fails is a 502 that says how, and the capture is kept", "[bin_server][integration]") {
  World world;
  struct Row {
    Reply reply;
    std::string word;
  };
  const Row row = GENERATE(
      values<Row>({{hang_up(), "closed_early"},
                   {reset(), "reset"},
                   {{"rubbish\r\n\r\n"}, "malformed_answer"},
                   {{"HTTP/1.1 101 Switching Protocols\r\n\r\n"}, "malformed_answer"},
                   {{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", Reply::Then::close}, "closed_early"}}));
  ScriptedReceiver target({row.reply, reply(200, "next")});
  world.api.make_bin("b", returning({target.url()}));
  const RawAnswer answer = world.ask();
  CHECK(answer.status == 502);
  CHECK(problem_type(answer) == "urn:hookloop:problem:target-failed");
  CHECK_THAT(json_of(answer).at("detail").get<std::string>(), ContainsSubstring(row.word));
  CHECK(answer.header("Hookloop-Request-Id") == world.api.captured("b").at("id"));
  CHECK(world.response().at("status") == 502);
  CHECK(world.ask().body == "next");
}

TEST_CASE("A target that is not there is a 502 at once, and its address is not told", "[bin_server][integration]") {
  World world;
  const std::uint16_t port = free_port();
  world.api.make_bin("b", returning({fmt::format("http://127.0.0.1:{}/", port)}));
  const RawAnswer answer = world.ask();
  CHECK(answer.status == 502);
  CHECK_THAT(answer.body, ContainsSubstring("refused") && !ContainsSubstring(std::to_string(port)));
}

TEST_CASE("A target that is slow is a 504, also for those who are behind in line", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({hang(), reply(200, "late"), reply(200, "third")});
  world.api.make_bin("b", returning({target.url()}, R"(,"timeout_ms":150)"));
  RawClient second(world.server.port());
  world.client.send(post("/b/b", "1"));
  world.wait_for_captures(1);
  second.send(post("/b/b", "2"));
  const RawAnswer answer = world.client.answer();
  CHECK(answer.status == 504);
  CHECK(problem_type(answer) == "urn:hookloop:problem:target-timed-out");
  CHECK_THAT(answer.body, ContainsSubstring("timeout_ms"));
  // Its turn came in its own time or did not; an answer it has, and the right one.
  const RawAnswer behind = second.answer();
  CHECK((behind.status == 504 || behind.body == "late"));
  CHECK(world.exchanges("1", 1).at(0).at("failure") == "timed_out");
  CHECK(world.exchanges("2", 1).at(0).at("status") == 200);  // it is forwarded all the same
  CHECK(world.response("1").at("status") == 504);
  CHECK(world.ask().body == "third");
}

TEST_CASE("Many senders that wait hold nobody up", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({hang()});
  world.api.make_bin("b", returning({target.url()}, R"(,"timeout_ms":2000)"));
  world.api.make_bin("plain");
  std::deque<RawClient> waiting;
  for (int i = 0; i < 300; ++i) {
    waiting.emplace_back(world.server.port());
    waiting.back().send(post("/b/b", std::to_string(i)));
  }
  for (int i = 0; i < 50; ++i) CHECK(world.ask("plain").status == 200);
  for (RawClient& client : waiting) CHECK(client.answer().status == 504);
  CHECK(world.api.bin("b").at("request_count") == 300);
}

TEST_CASE("A capture that comes back to its bin is answered 508", "[bin_server][integration]") {
  World world;
  const std::string base = fmt::format("http://127.0.0.1:{}/b/", world.server.port());
  SECTION("at once") { world.api.make_bin("b", returning({base + "b"})); }
  SECTION("by way of another bin") {
    world.api.make_bin("b", returning({base + "c"}));
    world.api.make_bin("c", returning({base + "b"}));
  }
  const RawAnswer answer = world.ask();
  CHECK(answer.status == 508);
  CHECK(problem_type(answer) == "urn:hookloop:problem:forward-loop");
  CHECK(answer.header("Hookloop-Request-Id") == world.api.captured("b", "1").at("id"));  // its own, not the last one's
  CHECK(world.exchanges("1", 1).at(0).at("status") == 508);
  CHECK(world.exchanges("2", 1).at(0).at("failure") == "loop");
}

TEST_CASE("A chain of bins returns the answer of its end", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(201, "end")});
  world.api.make_bin("b", returning({fmt::format("http://127.0.0.1:{}/b/c", world.server.port())}));
  world.api.make_bin("c", returning({target.url()}));
  const RawAnswer answer = world.ask();
  CHECK(answer.status == 201);
  CHECK(answer.body == "end");
  CHECK(answer.header("Hookloop-Request-Id") == world.api.captured("b").at("id"));
}

TEST_CASE("What can not be forwarded is a 502 that says why", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(200)});
  world.api.make_bin("b", returning({target.url("/in/")}));
  world.client.send(post("/b/b/../out", "x"));
  const RawAnswer answer = world.client.answer();
  CHECK(answer.status == 502);
  CHECK(problem_type(answer) == "urn:hookloop:problem:not-forwarded");
  CHECK_THAT(answer.body, ContainsSubstring("'..'"));
}

TEST_CASE("A broken request is answered at once", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(200)});
  world.api.make_bin("b", returning({target.url()}));
  world.client.send("POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nshort");
  world.client.half_close();
  CHECK(world.client.answer().status == 400);
}

TEST_CASE("A sender without the login is answered 401 at once", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(200, "in")});
  world.api.make_bin("b", returning({target.url()}) + R"(,"login":"max","password":"pw")");
  CHECK(world.ask().status == 401);
  CHECK(world.ask("b", "Authorization: Basic bWF4OnB3\r\n").body == "in");
}

TEST_CASE("A body over the limit is a 502 that names the flag, and up to it all is returned",
          "[bin_server][integration]") {
  constexpr std::size_t kMost = 300'000;
  World world(Store::memory, [](ServeOptions& options) {
    short_grace(options);
    options.forward.most_returned_body = kMost;
  });
  std::string body(kMost, 'x');
  body.back() = 'y';
  ScriptedReceiver target({reply(200, body), reply(200, body + "z"), reply(200, std::string(17u << 20, 'x'))});
  world.api.make_bin("b", returning({target.url()}));
  CHECK(world.ask().body == body);
  CHECK(world.exchanges("1", 1).at(0).at("answer").at("body").at("text").get<std::string>().size() == 64 * 1024);
  CHECK(world.exchanges("1", 1).at(0).at("answer").at("body_bytes") == kMost);
  CHECK(world.response("1").at("body").at("bytes") == kMost);
  for (int i = 0; i < 2; ++i) {
    const RawAnswer answer = world.ask();
    CHECK(answer.status == 502);
    CHECK(problem_type(answer) == "urn:hookloop:problem:target-answer-too-large");
    CHECK_THAT(answer.body, ContainsSubstring("--max-returned-body"));
  }
  CHECK(world.exchanges("2", 1).at(0).at("failure").is_null());
  CHECK(world.exchanges("3", 1).at(0).at("failure") == "answer_too_large");
}

TEST_CASE("A sender that leaves while it waits is noted, and the capture is forwarded all the same",
          "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  ScriptedReceiver target({hang()});
  world.api.make_bin("b", returning({target.url()}, R"(,"timeout_ms":400)"));
  world.client.send(post("/b/b", "x"));
  world.wait_for_captures(1);
  const Json waiting = world.api.captured("b").at("response");
  CHECK(waiting.at("state") == "waiting");
  CHECK(waiting.at("status").is_null());
  world.client.reset();
  const Json response = world.response();
  CHECK(response.at("state") == "sender_left");
  CHECK(response.at("status").is_null());
  CHECK(response.at("sent_bytes") == 0);
  CHECK(world.exchanges("1", 1).at(0).at("failure") == "timed_out");
  CHECK(world.response().at("state") == "sender_left");  // what came of it later changes nothing
}

TEST_CASE("A sender that waits when the server ends is told so, and the capture is forwarded by the next run",
          "[bin_server][integration]") {
  World world(Store::sqlite);
  ScriptedReceiver target({hang(), reply(200, "again")});
  world.api.make_bin("b", returning({target.url()}));
  world.client.send(post("/b/b", "x"));
  while (target.received().empty()) std::this_thread::yield();
  world.server.restart();
  const RawAnswer answer = world.client.answer();
  CHECK(answer.status == 503);
  CHECK(problem_type(answer) == "urn:hookloop:problem:server-ending");
  CHECK(answer.header("Connection") == "close");
  world.api = ApiClient(world.server.port());
  CHECK(world.response().at("status") == 503);
  CHECK(world.response().at("state") == "answered");
  CHECK(world.exchanges("1", 1).at(0).at("status") == 200);
}

TEST_CASE("A bin keeps what it was told about returning over a restart", "[bin_server][integration]") {
  World world(Store::sqlite);
  ScriptedReceiver target({reply(202, "kept")});
  world.api.make_bin("b", returning({target.url()}));
  world.server.restart();
  RawClient client(world.server.port());
  client.send(post("/b/b", "x"));
  CHECK(client.answer().body == "kept");
}

TEST_CASE("A response of its own and a returned answer are refused together, and nothing is changed",
          "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(200)});
  world.api.make_bin("b", R"(,"response":{"status":503})");
  const Json forward{{"name", "new"}, {"forward", {{"targets", {target.url()}}, {"return_answer", true}}}};
  const RawAnswer answer = world.api.call("PATCH", "/api/v1/bins/b", forward.dump());
  CHECK(answer.status == 400);
  CHECK(json_of(answer).at("pointer") == "/forward/return_answer");
  CHECK(world.api.bin("b").at("name") == "b");
  CHECK(world.api.bin("b").at("forward").at("return_answer") == false);
}

TEST_CASE("Viewers are told of what came of a forward, and of the answer, without losing their place",
          "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  ScriptedReceiver target({reply(201, "x")});
  world.api.make_bin("b", returning({target.url()}));
  FeedReader viewer(world.server.port(), "b");
  CHECK(world.ask().status == 201);
  CHECK(viewer.must_have_next().event == "captured");
  const FeedEvent exchange = viewer.must_have_next();
  CHECK(exchange.event == "exchange");
  CHECK(exchange.id.empty());
  const Json told = Json::parse(exchange.data);
  const Json captured = world.api.captured("b");
  CHECK(told.at("request") == captured.at("id"));
  CHECK(told.at("seq") == 1);
  CHECK(told.at("exchange") == captured.at("exchanges").at(0));
  const FeedEvent answered = viewer.must_have_next();
  CHECK(answered.event == "answered");
  CHECK(answered.id.empty());
  CHECK(Json::parse(answered.data).at("response").at("status") == 201);
  CHECK(world.ask().status == 201);
  const FeedEvent next = viewer.must_have_next();
  CHECK(next.event == "captured");
  CHECK(next.id == "2");
}

TEST_CASE("Viewers are told of replays", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(200)});
  world.api.make_bin("b");
  CHECK(world.ask().status == 200);
  FeedReader viewer(world.server.port(), "b", "1");
  const RawAnswer replayed =
      world.api.call("POST", "/api/v1/bins/b/requests/1/replay", Json{{"to", target.url()}}.dump());
  const FeedEvent exchange = viewer.must_have_next();
  CHECK(exchange.event == "exchange");
  CHECK(Json::parse(exchange.data).at("exchange").at("id") == json_of(replayed).at("id"));
  CHECK(Json::parse(exchange.data).at("exchange").at("kind") == "replay");
}

TEST_CASE("A viewer's search holds for what it is told of forwards too", "[bin_server][integration]") {
  World world;
  ScriptedReceiver target({reply(200)});
  world.api.make_bin("b", returning({target.url()}));
  world.client.send("GET /api/v1/bins/b/feed?q=path:/wanted HTTP/1.1\r\nHost: localhost\r\n\r\n");
  (void)world.client.read_head();
  RawClient sender(world.server.port());
  for (const char* path : {"/b/b/other", "/b/b/wanted"}) {
    sender.send(post(path, "x"));
    CHECK(sender.answer().status == 200);
  }
  std::string told;
  while (told.find("event: answered") == std::string::npos) {
    const std::string more = world.client.read_some();
    REQUIRE_FALSE(more.empty());
    told += more;
  }
  CHECK_THAT(told,
             ContainsSubstring("event: exchange") && ContainsSubstring("wanted") && !ContainsSubstring("/b/b/other"));
}

}  // namespace hookloop::test
