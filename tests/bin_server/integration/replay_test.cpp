// Replaying captures: what arrives at the target byte for byte, what is answered and kept, and where nothing may go.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "bin_server/cli/serve_command.h"
#include "shared/schema/signature.h"
#include "shared/support/encoding.h"
#include "tests/bin_server/integration/bytes.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"
#include "tests/support/scripted_receiver.h"

namespace hookloop::test {
namespace {

using namespace std::string_literals;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;
using Store = RunningBinServer::Store;

struct World {
  explicit World(Store store = Store::memory, const RunningBinServer::Change& change = {}) : server(store, change) {
    api.make_bin("b", R"(,"secrets":[{"secret":"the secret","scheme":"github","label":"primary"}])");
  }
  std::string capture(const std::string& bytes) {
    client.send(bytes);
    return client.answer().header("Hookloop-Request-Id");
  }
  RawAnswer replay(const std::string& request, const json& order) {
    return api.call("POST", "/api/v1/bins/b/requests/" + request + "/replay", order.dump());
  }
  json exchanges(const std::string& request = "latest") {
    return json_of(api.get("/api/v1/bins/b/requests/" + request + "/exchanges"))["exchanges"];
  }

  RunningBinServer server;
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

}  // namespace

TEST_CASE("A replay sends the captured bytes, returns the answer, and keeps it", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  ScriptedReceiver receiver({reply(201, "made\xff", "X-Answer: yes\r\n")});
  const std::string id = world.capture(
      "POST /b/b/orders?x=1 HTTP/1.1\r\nhost: bin.test\r\nX-A: 1\r\nConnection: keep-alive, X-Hop\r\nX-Hop: h\r\n"
      "x-a: \xfe\r\nContent-Length: 5\r\n\r\na\0\r\n\xff"s);
  const RawAnswer answer = world.replay(id, {{"to", receiver.url("/hook")}});
  REQUIRE(answer.status == 200);
  const auto received = receiver.received();
  REQUIRE(received.size() == 1);
  CHECK(difference(received[0].bytes,
                   fmt::format("POST /hook/orders?x=1 HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nX-A: 1\r\nx-a: \xfe\r\n"
                               "Content-Length: 5\r\n\r\n",
                               receiver.port()) +
                       "a\0\r\n\xff"s) == "");
  const json exchange = json_of(answer);
  CHECK(exchange["kind"] == "replay");
  CHECK(exchange["to"] == receiver.url("/hook"));
  CHECK(exchange["url"] == receiver.url("/hook/orders?x=1"));
  CHECK(exchange["failure"].is_null());
  CHECK(exchange["status"] == 201);
  CHECK(exchange["peer"] == fmt::format("127.0.0.1:{}", receiver.port()));
  CHECK(exchange["request"]["head"]["base64"] == base64_encode(received[0].head));
  CHECK(exchange["request"]["body"].is_null());
  CHECK(exchange["answer"]["head"]["text"].get<std::string>().find("X-Answer: yes\r\n") != std::string::npos);
  CHECK(exchange["answer"]["body"]["base64"] == base64_encode("made\xff"));
  CHECK(exchange["answer"]["complete"] == true);
  CHECK(exchange["phases"]["whole_us"] > 0);
  CHECK(world.exchanges(id) == json::array({exchange}));
  const json row = world.api.captured("b", id)["exchanges"][0];
  CHECK(row["id"] == exchange["id"]);
  CHECK(row["status"] == 201);
  CHECK_FALSE(row.contains("answer"));
}

TEST_CASE("A chunked capture is replayed with its content and a length", "[bin_server][integration]") {
  World world;
  ScriptedReceiver receiver({reply(200)});
  world.capture(
      "POST /b/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n");
  CHECK(world.replay("latest", {{"to", receiver.url("/")}}).status == 200);
  CHECK(receiver.received().at(0).bytes ==
        fmt::format("POST / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 5\r\n\r\nabcde", receiver.port()));
}

TEST_CASE("What the target does wrong is in the exchange, and the replay itself has been done",
          "[bin_server][integration]") {
  World world;
  const std::string id = world.capture(post("/b/b", "x"));
  SECTION("an error is an answer") {
    ScriptedReceiver receiver({reply(503, "busy")});
    const json exchange = json_of(world.replay(id, {{"to", receiver.url()}}));
    CHECK(exchange["status"] == 503);
    CHECK(exchange["failure"].is_null());
  }
  SECTION("a redirect is not followed") {
    ScriptedReceiver elsewhere({reply(200)});
    ScriptedReceiver receiver({reply(307, "", "Location: " + elsewhere.url() + "\r\n")});
    CHECK(json_of(world.replay(id, {{"to", receiver.url()}}))["status"] == 307);
    CHECK(elsewhere.connections() == 0);
  }
  SECTION("nothing listens") {
    const json exchange = json_of(world.replay(id, {{"to", fmt::format("http://127.0.0.1:{}/", free_port())}}));
    CHECK(exchange["failure"] == "refused");
    CHECK(exchange["status"].is_null());
    CHECK(exchange["answer"].is_null());
    CHECK(world.exchanges(id)[0]["failure"] == "refused");
  }
  SECTION("it hangs, and the time that was given is over") {
    ScriptedReceiver receiver({hang()});
    const json exchange = json_of(world.replay(id, {{"to", receiver.url()}, {"timeout_ms", 50}}));
    CHECK(exchange["failure"] == "timed_out");
    CHECK(exchange["timed_out_in"] == "first_byte");
  }
  SECTION("it speaks no HTTP") {
    ScriptedReceiver receiver({Reply{"nonsense\r\n\r\n", Reply::Then::close}});
    CHECK(json_of(world.replay(id, {{"to", receiver.url()}}))["failure"] == "malformed_answer");
  }
}

TEST_CASE("A capture that is no whole request is not replayed, and that is kept", "[bin_server][integration]") {
  World world;
  ScriptedReceiver receiver({reply(200)});
  world.client.send("POST /b/b HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nshort");
  world.client.half_close();
  CHECK(world.client.answer().status == 400);
  const json exchange = json_of(world.replay("latest", {{"to", receiver.url()}}));
  CHECK(exchange["failure"] == "not_sendable");
  CHECK(exchange["request"].is_null());
  CHECK(receiver.connections() == 0);
  CHECK(world.exchanges().size() == 1);
}

TEST_CASE("A replay goes nowhere but where it may, and the problem names rule and flag", "[bin_server][integration]") {
  struct Row {
    std::string to;
    std::string why;
  };
  ScriptedReceiver receiver({reply(200)});
  const auto row = GENERATE(values<Row>({
      {"http://10.0.0.1/",
       "10.0.0.1:80 is a private address, and only loopback addresses are sent to; allow it with "
       "--allow-target 10.0.0.1:80."},
      {"http://169.254.169.254/latest/meta-data", "link-local"},
      {"http://[::ffff:10.0.0.1]/", "10.0.0.1, which is a private address"},
      {"http://[fd00::1]/", "unique-local"},
      {"http://[2002:a00:1::]/", "leads to 10.0.0.1"},
      {"http://[64:ff9b::a00:1]/", "leads to 10.0.0.1"},
      {"http://8.8.8.8/", "public address"},
      {"http://0.0.0.0:PORT/", "this network"},
      {"http://0xa000001/", "10.0.0.1:80 is a private address"},
      {"http://012.1/", "10.0.0.1:80 is a private address"},
      {"http://127.0.0.2:PORT/", "refused by --deny-target 127.0.0.2"},
  }));
  World world(Store::memory, [](ServeOptions& options) { options.targets.denied = {"127.0.0.2"}; });
  const std::string id = world.capture(post("/b/b", "x"));
  std::string to = row.to;
  if (const auto at = to.find("PORT"); at != std::string::npos) to.replace(at, 4, std::to_string(receiver.port()));
  CAPTURE(to);
  const RawAnswer answer = world.replay(id, {{"to", to}});
  CHECK(answer.status == 403);
  CHECK(json_of(answer)["type"] == "urn:hookloop:problem:target-denied");
  CHECK_THAT(json_of(answer)["detail"].get<std::string>(), ContainsSubstring(row.why));
  CHECK(receiver.connections() == 0);
  CHECK(world.exchanges(id).empty());
}

TEST_CASE("A target that was allowed is sent to", "[bin_server][integration]") {
  ScriptedReceiver receiver({reply(200)});
  World world(Store::memory, [](ServeOptions& options) {
    options.targets.denied = {"127.0.0.0/8"};
    options.targets.allowed = {"10.0.0.0/8"};
  });
  const std::string id = world.capture(post("/b/b", "x"));
  CHECK(world.replay(id, {{"to", receiver.url()}}).status == 403);
  // Nobody is there; what matters is that it was not refused by us.
  const RawAnswer answer = world.replay(id, {{"to", "http://10.255.255.1:9/"}, {"timeout_ms", 1}});
  CHECK(answer.status == 200);
  CHECK_FALSE(json_of(answer)["failure"].is_null());
}

TEST_CASE("A replay with edits sends them, and keeps what was sent", "[bin_server][integration]") {
  World world;
  ScriptedReceiver receiver({reply(200)});
  const std::string id = world.capture(post("/b/b", "old body", "Cookie: c\r\nX-A: 1\r\n"));
  const json exchange = json_of(world.replay(id, {{"to", receiver.url()},
                                                  {"method", "PUT"},
                                                  {"headers", {{"Cookie", nullptr}, {"x-a", "2"}, {"X-New", "3"}}},
                                                  {"body", "new"}}));
  CHECK(receiver.received().at(0).bytes ==
        fmt::format("PUT /hook HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nx-a: 2\r\nContent-Length: 3\r\nX-New: 3\r\n\r\nnew",
                    receiver.port()));
  CHECK(exchange["request"]["body"]["text"] == "new");
  CHECK(world.api.content("b", id) == "old body");
}

TEST_CASE("A replay that is signed anew is valid at the target, with the delivery's id", "[bin_server][integration]") {
  World world;
  ScriptedReceiver receiver({reply(200)});
  const std::string id = world.capture(
      post("/b/b", "{}", "webhook-id: dlv_1\r\nwebhook-timestamp: 1000000000\r\nX-Hub-Signature-256: sha256=00\r\n"));
  REQUIRE(world.replay(id, {{"to", receiver.url()}, {"sign", true}, {"body", "{\"a\":1}"}}).status == 200);
  const ReceivedRequest received = receiver.received().at(0);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const std::vector<VerificationKey> keys{{SignatureScheme::github, "the secret", ""}};
  CHECK(verify({received.headers, received.body, now}, keys).state == SignatureVerdict::State::valid);
  CHECK(find_header(received.headers, "webhook-id") == "dlv_1");
  CHECK(find_header(received.headers, "webhook-timestamp") != "1000000000");
}

TEST_CASE("A replay that can not be signed sends nothing and shows no secret", "[bin_server][integration]") {
  World world;
  ScriptedReceiver receiver({reply(200)});
  const std::string id = world.capture(post("/b/b", "{}"));
  const RawAnswer answer = world.replay(id, {{"to", receiver.url()}, {"sign", {{"secret", "other"}}}});
  CHECK(answer.status == 400);
  CHECK(json_of(answer)["pointer"] == "/sign");
  CHECK_THAT(answer.body, ContainsSubstring("primary") && !ContainsSubstring("the secret"));
  CHECK(receiver.connections() == 0);
}

TEST_CASE("All that match a search are replayed, oldest first", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  ScriptedReceiver receiver({reply(200)});
  for (int i = 1; i <= 6; ++i) world.capture(post("/b/b", fmt::format("{} {}", i % 2 == 0 ? "even" : "odd", i)));
  const std::string order = json{{"to", receiver.url()}}.dump();
  const json answer = json_of(world.api.call("POST", "/api/v1/bins/b/replay?q=even", order));
  CHECK(answer["matched"] == 3);
  CHECK(answer["replayed"] == 3);
  CHECK(answer["answered"] == 3);
  CHECK(answer["stopped"].is_null());
  CHECK(answer["exchanges"][0]["seq"] == 2);
  CHECK(answer["exchanges"][2]["exchange"]["status"] == 200);
  std::vector<std::string> bodies;
  for (const ReceivedRequest& received : receiver.received()) bodies.push_back(received.body);
  CHECK(bodies == std::vector<std::string>{"even 2", "even 4", "even 6"});
  CHECK(world.exchanges("4").size() == 1);
  CHECK(world.exchanges("3").empty());
}

TEST_CASE("A selection is replayed in the order of arrival, whatever order it is given in",
          "[bin_server][integration]") {
  World world;
  ScriptedReceiver receiver({reply(200)});
  std::vector<std::string> ids;
  for (int i = 1; i <= 4; ++i) ids.push_back(world.capture(post("/b/b", std::to_string(i))));
  const json order{{"to", receiver.url()}, {"ids", {ids[3], ids[1], ids[3]}}};
  const json answer = json_of(world.api.call("POST", "/api/v1/bins/b/replay", order.dump()));
  CHECK(answer["replayed"] == 2);
  CHECK(receiver.received().at(0).body == "2");
  CHECK(receiver.received().at(1).body == "4");
}

TEST_CASE("A selection that is not right is refused before anything is sent", "[bin_server][integration]") {
  World world;
  ScriptedReceiver receiver({reply(200)});
  const std::string id = world.capture(post("/b/b", "x"));
  const auto post_replay = [&](const std::string& query, json order) {
    order["to"] = receiver.url();
    return world.api.call("POST", "/api/v1/bins/b/replay" + query, order.dump());
  };
  CHECK(post_replay("", {{"ids", {id, "req_none"}}}).status == 404);
  CHECK(json_of(post_replay("", {{"ids", {id, "req_none"}}}))["pointer"] == "/ids/1");
  CHECK(post_replay("?q=x", {{"ids", {id}}}).status == 400);
  CHECK(post_replay("?q=", json::object()).status == 400);
  CHECK(post_replay("?q=%22open", json::object()).status == 400);
  CHECK(post_replay("?qq=x", json::object()).status == 400);
  CHECK(receiver.connections() == 0);
}

TEST_CASE("More captures than one call replays are refused before the first is sent", "[bin_server][integration]") {
  World world;
  ScriptedReceiver receiver({reply(200)});
  for (int i = 0; i < 1'001; ++i) world.capture(post("/b/b", "x"));
  const RawAnswer answer = world.api.call("POST", "/api/v1/bins/b/replay", json{{"to", receiver.url()}}.dump());
  CHECK(answer.status == 409);
  CHECK_THAT(json_of(answer)["detail"].get<std::string>(), ContainsSubstring("At most 1000"));
  CHECK(receiver.connections() == 0);
}

TEST_CASE("Replays that hang do not take the API away", "[bin_server][integration]") {
  World world(Store::memory, [](ServeOptions& options) { options.max_replays = 2; });
  ScriptedReceiver receiver({hang()});
  const std::string id = world.capture(post("/b/b", "x"));
  const std::string order = json{{"to", receiver.url()}}.dump();
  const std::string bytes = post("/api/v1/bins/b/requests/" + id + "/replay", order);
  RawClient first(world.server.port());
  RawClient second(world.server.port());
  // The Host must be one of the API's own.
  const std::string as_ours = std::string(bytes).replace(bytes.find("hooks.example"), 13, "127.0.0.1");
  first.send(as_ours);
  second.send(as_ours);
  while (receiver.connections() < 2) std::this_thread::yield();
  const RawAnswer third = world.api.call("POST", "/api/v1/bins/b/requests/latest/replay", order);
  CHECK(third.status == 503);
  CHECK(json_of(third)["type"] == "urn:hookloop:problem:too-many-replays");
  CHECK(world.api.get("/api/v1/bins/b").status == 200);
  world.server.stop();  // ends them, and who waits is told
  CHECK(json_of(first.answer())["failure"] == "interrupted");
  CHECK(json_of(second.answer())["failure"] == "interrupted");
}

TEST_CASE("What is not there can not be replayed", "[bin_server][integration]") {
  World world;
  const json order{{"to", "http://127.0.0.1:1/"}};
  CHECK(world.replay("latest", order).status == 404);
  CHECK(world.api.call("POST", "/api/v1/bins/none/replay", order.dump()).status == 404);
  CHECK(world.api.get("/api/v1/bins/b/requests/1/exchanges").status == 404);
  CHECK(world.api.call("POST", "/api/v1/bins/b/replay", order.dump()).status == 200);  // nothing matches
}

}  // namespace hookloop::test
