// POST and GET /api/v1/bins; GET, PATCH and DELETE /api/v1/bins/{bin}; and what a bin's settings then do.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "bin_server/cli/serve_command.h"
#include "shared/support/encoding.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using namespace std::string_literals;
using nlohmann::json;
using Store = RunningBinServer::Store;

struct World {
  explicit World(Store store = Store::memory) : server(store) {}
  RawAnswer make(const std::string& body) { return api.call("POST", "/api/v1/bins", body); }
  RawAnswer change(const std::string& body) { return api.call("PATCH", "/api/v1/bins/b", body); }
  RawAnswer capture(const std::string& target, const std::string& method = "POST") {
    RawClient client(server.port());
    client.send(fmt::format("{} {} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", method, target));
    return client.answer(method == "HEAD");
  }

  RunningBinServer server;
  ApiClient api{server.port()};
};

}  // namespace

TEST_CASE("A bin is made with all that a person decides about it", "[bin_server][integration]") {
  World world(Store::sqlite);
  const auto answer = world.make(R"({"id":"My_bin-1","name":"Mine","max_requests":10,"max_bytes":5000,
    "expires_in_ms":3600000,"secrets":["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",{"secret":"s3cret-text","scheme":"github","label":"old"}],
    "response":{"status":202,"headers":[["X-One","1"],["X-One","2"]],"body":"thanks"}})");
  REQUIRE(answer.status == 201);
  CHECK(answer.header("Location") == "/api/v1/bins/My_bin-1");
  CHECK(answer.header("Content-Type") == "application/json");
  const json bin = json_of(answer);
  CHECK(bin["id"] == "My_bin-1");
  CHECK(bin["name"] == "Mine");
  const std::string address = fmt::format("http://127.0.0.1:{}", world.server.port());
  CHECK(bin["capture_url"] == address + "/b/My_bin-1");
  CHECK(bin["page_url"] == address + "/bins/My_bin-1");
  CHECK(bin["request_count"] == 0);
  CHECK(bin["total_count"] == 0);
  CHECK(bin["max_requests"] == 10);
  CHECK(bin["max_bytes"] == 5000);
  CHECK(bin["secret_count"] == 2);
  CHECK(bin["created_at"] < bin["expires_at"]);
  CHECK(bin["response"] ==
        json::parse(R"({"status":202,"headers":[["X-One","1"],["X-One","2"]],"body":{"bytes":6,"text":"thanks"}})"));
  CHECK(json_of(world.api.get("/api/v1/bins/My_bin-1")) == bin);
}

TEST_CASE("A bin that nobody names gets an id, a name and the server's limits", "[bin_server][integration]") {
  World world;
  const std::string body = GENERATE("", "{}", R"({"id":null})");
  const json bin = json_of(world.make(body));
  CHECK(bin["id"].get<std::string>().starts_with("bin_"));
  CHECK(bin["name"] == bin["id"]);
  CHECK(bin["max_requests"] == ServeOptions().capture.bin_limits.max_requests);
  CHECK(bin["expires_at"].is_null());
  CHECK(world.capture("/b/" + bin["id"].get<std::string>()).status == 200);
}

TEST_CASE("An id that is taken is a 409 problem at /id", "[bin_server][integration]") {
  World world;
  world.api.make_bin("b", R"(,"name":"first")");
  const auto answer = world.make(R"({"id":"b"})");
  CHECK(answer.status == 409);
  CHECK(json_of(answer)["pointer"] == "/id");
  CHECK(world.api.bin("b")["name"] == "first");
}

TEST_CASE("Each field that is wrong is named by its pointer, and nothing is made", "[bin_server][integration]") {
  struct Case {
    std::string body;
    std::string pointer;
  };
  const Case given = GENERATE(
      Case{R"({"id":""})", "/id"}, Case{R"({"id":"a.b"})", "/id"}, Case{R"({"id":7})", "/id"},
      Case{R"({"id":")" + std::string(65, 'a') + "\"}", "/id"}, Case{R"({"name":1})", "/name"},
      Case{R"({"name":")" + std::string(201, 'n') + "\"}", "/name"}, Case{R"({"nmae":"x"})", "/nmae"},
      Case{R"({"a/b~c":1})", "/a~1b~0c"}, Case{R"({"max_requests":0})", "/max_requests"},
      Case{R"({"max_requests":-1})", "/max_requests"}, Case{R"({"max_requests":1.5})", "/max_requests"},
      Case{R"({"max_requests":"10"})", "/max_requests"}, Case{R"({"max_bytes":0})", "/max_bytes"},
      Case{R"({"max_bytes":18446744073709551616})", "/max_bytes"}, Case{R"({"expires_in_ms":0})", "/expires_in_ms"},
      Case{R"({"expires_in_ms":18446744073709551615})", "/expires_in_ms"}, Case{R"({"secrets":"x"})", "/secrets"},
      Case{R"({"secrets":["a",""]})", "/secrets/1"}, Case{R"({"secrets":[{"scheme":"github"}]})", "/secrets/0/secret"},
      Case{R"({"secrets":[{"secret":"x","scheme":"gihub"}]})", "/secrets/0/scheme"},
      Case{R"({"secrets":[{"secret":"x","sheme":"github"}]})", "/secrets/0/sheme"},
      Case{R"({"response":[]})", "/response"}, Case{R"({"response":{"status":199}})", "/response/status"},
      Case{R"({"response":{"status":600}})", "/response/status"},
      Case{R"({"response":{"delay":1}})", "/response/delay"},
      Case{R"({"response":{"headers":[["Content-Length","5"]]}})", "/response/headers/0"},
      Case{R"({"response":{"headers":[["X","1"],["Y","a\r\nZ: b"]]}})", "/response/headers/1"},
      Case{R"({"response":{"headers":[["X"]]}})", "/response/headers/0"},
      Case{R"({"response":{"headers":{"a/b":"1"}}})", "/response/headers/a~1b"},
      Case{R"({"response":{"headers":"X: 1"}})", "/response/headers"},
      Case{R"({"response":{"body":5}})", "/response/body"},
      Case{R"({"response":{"body_base64":"%"}})", "/response/body_base64"},
      Case{R"({"response":{"body":"a","body_base64":"YQ=="}})", "/response/body_base64"}, Case{"[1]", ""},
      Case{"{", ""}, Case{"\"x\"", ""}, Case{"{\"name\":\"\xff\"}", ""});
  World world;
  CAPTURE(given.body);
  const auto made = world.make(given.body);
  CHECK(made.status == 400);
  CHECK(made.header("Content-Type") == "application/problem+json");
  CHECK(json_of(made)["pointer"] == given.pointer);
  CHECK(json_of(world.api.get("/api/v1/bins"))["bins"].empty());
  world.api.make_bin("b");
  const json before = world.api.bin("b");
  CHECK(world.change(given.body).status == 400);
  CHECK(world.api.bin("b") == before);
}

TEST_CASE("A field that is not known is answered with the nearest that is", "[bin_server][integration]") {
  World world;
  CHECK(json_of(world.make(R"({"max_request":5})"))["detail"].get<std::string>().find("max_requests") !=
        std::string::npos);
}

TEST_CASE("The list of bins has the newest first", "[bin_server][integration]") {
  World world;
  for (const char* id : {"one", "two", "three"}) world.api.make_bin(id);
  std::vector<std::string> ids;
  const json list = world.api.get_json("/api/v1/bins");
  for (const json& bin : list["bins"]) ids.push_back(bin["id"]);
  CHECK(ids == std::vector<std::string>{"three", "two", "one"});
}

TEST_CASE("The list of bins counts the bodies that they answer with and does not repeat them",
          "[bin_server][integration]") {
  World world;
  world.api.make_bin("b", R"(,"response":{"body":"hello"})");
  CHECK(world.api.bin("b")["response"]["body"] == json::parse(R"({"bytes":5,"text":"hello"})"));
  const json list = world.api.get_json("/api/v1/bins");
  CHECK(list["bins"][0]["response"]["body"] == json::parse(R"({"bytes":5})"));
}

TEST_CASE("The list of bins has what was refused before its bin was known", "[bin_server][integration]") {
  World world;
  world.capture("/b/" + std::string(100'000, 'x'));
  CHECK(world.api.get_json("/api/v1/bins")["refused"]["head_too_large"] == 1);
}

TEST_CASE("A change leaves alone what it does not name", "[bin_server][integration]") {
  World world(Store::sqlite);
  world.api.make_bin("b", R"(,"name":"n","max_requests":7,"secrets":["s"],"response":{"status":201,"body":"x"})");
  CHECK(world.change(R"({"response":{"headers":{"X-A":"1"}}})").status == 200);
  const json bin = world.api.bin("b");
  CHECK(bin["name"] == "n");
  CHECK(bin["max_requests"] == 7);
  CHECK(bin["secret_count"] == 1);
  CHECK(bin["response"]["status"] == 201);
  CHECK(bin["response"]["body"]["text"] == "x");
  CHECK(bin["response"]["headers"] == json::parse(R"([["X-A","1"]])"));
  CHECK(world.change(R"({"response":null,"secrets":[],"expires_in_ms":null})").status == 200);
  CHECK(world.api.bin("b")["response"]["status"] == 200);
  CHECK(world.api.bin("b")["response"]["body"].is_null());
  CHECK(world.change(R"({"id":"c"})").status == 400);
}

TEST_CASE("A bin that is deleted is gone with its captures, and its id is free again", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.api.make_bin("b");
  CHECK(world.capture("/b/b").status == 200);
  const auto deleted = world.api.call("DELETE", "/api/v1/bins/b");
  CHECK(deleted.status == 204);
  CHECK(deleted.body.empty());
  CHECK(world.api.get("/api/v1/bins/b").status == 404);
  CHECK(world.api.call("DELETE", "/api/v1/bins/b").status == 404);
  CHECK(world.capture("/b/b").status == 404);
  world.api.make_bin("b");
  CHECK(world.api.rows("b").empty());
  CHECK(world.capture("/b/b").status == 200);
  CHECK(world.api.rows("b").at(0)["seq"] == 1);
}

TEST_CASE("A bin answers what it is told to, byte for byte", "[bin_server][integration]") {
  World world;
  const std::string body = "\x00\xff binary \r\n\r\n"s;
  world.api.make_bin(
      "b",
      fmt::format(
          R"(,"response":{{"status":418,"headers":[["X-Tea","1"],["x-tea","2"],["Content-Type","a/b"]],"body_base64":"{}"}})",
          base64_encode(body)));
  const auto answer = world.capture("/b/b");
  CHECK(answer.status == 418);
  CHECK(header_values(answer.headers, "x-tea").size() == 2);
  CHECK(header_values(answer.headers, "Content-Type").size() == 1);
  CHECK(answer.body == body);
  CHECK_FALSE(answer.header("Hookloop-Request-Id").empty());
  CHECK(world.capture("/b/b", "HEAD").body.empty());
  CHECK(world.api.captured("b")["response"]["status"] == 418);
}

TEST_CASE("Each answer has a date, and a body that a bin was given has no rights in a browser",
          "[bin_server][integration]") {
  World world;
  world.api.make_bin("plain");
  CHECK(world.capture("/b/plain").header("Date").ends_with(" GMT"));
  CHECK(world.capture("/b/plain").header("Content-Security-Policy").empty());
  CHECK(world.capture("/b/none").header("Date").ends_with(" GMT"));
  CHECK(world.api.get("/healthz").header("Date").ends_with(" GMT"));

  world.api.make_bin("page", R"(,"response":{"body":"<script>","headers":[["Content-Type","text/html"]]})");
  CHECK(world.capture("/b/page").header("Content-Security-Policy") == "sandbox");
  world.api.make_bin("own", R"(,"response":{"body":"x","headers":[["content-security-policy","y"],["date","z"]]})");
  const auto own = world.capture("/b/own");
  CHECK(header_values(own.headers, "Content-Security-Policy") == std::vector<std::string_view>{"y"});
  CHECK(header_values(own.headers, "Date") == std::vector<std::string_view>{"z"});
}

TEST_CASE("A bin that is told a Content-Type but no body has one Content-Type", "[bin_server][integration]") {
  World world;
  world.api.make_bin("b", R"(,"response":{"headers":[["content-type","text/x"]]})");
  const auto answer = world.capture("/b/b");
  CHECK(header_values(answer.headers, "Content-Type") == std::vector<std::string_view>{"text/x"});
}

TEST_CASE("An answer of 204 or 304 has no body and the connection goes on", "[bin_server][integration]") {
  World world;
  const int status = GENERATE(204, 304);
  world.api.make_bin("b", fmt::format(R"(,"response":{{"status":{},"body":"never sent"}})", status));
  RawClient client(world.server.port());
  client.send(post("/b/b", "1") + post("/b/b", "2"));
  CHECK(client.answer().status == status);
  CHECK(client.answer().status == status);
}

TEST_CASE("A changed answer holds for the next request", "[bin_server][integration]") {
  World world;
  world.api.make_bin("b");
  RawClient client(world.server.port());
  client.send(post("/b/b", ""));
  CHECK(client.answer().status == 200);
  CHECK(world.change(R"({"response":{"status":500}})").status == 200);
  client.send(post("/b/b", ""));
  CHECK(client.answer().status == 500);
}

TEST_CASE("A bin keeps its newest captures and the true total", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.api.make_bin("few", R"(,"max_requests":3)");
  world.api.make_bin("small", R"(,"max_bytes":1000)");
  for (int i = 1; i <= 10; ++i) {
    RawClient client(world.server.port());
    client.send(post("/b/few", std::to_string(i)) + post("/b/small", std::string(300, 'x')));
    CHECK(client.answer().status == 200);
    CHECK(client.answer().status == 200);
  }
  const auto rows = world.api.rows("few");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]["seq"] == 8);
  CHECK(rows[2]["seq"] == 10);
  const json few = world.api.bin("few");
  CHECK(few["request_count"] == 3);
  CHECK(few["total_count"] == 10);
  const json small = world.api.bin("small");
  CHECK(small["bytes"] <= 1000);
  CHECK(small["total_count"] == 10);
  std::uint64_t bytes = 0;
  for (const json& row : world.api.rows("small")) bytes += world.api.raw("small", row["id"].get<std::string>()).size();
  CHECK(small["bytes"] == bytes);
}

TEST_CASE("A capture that is larger than its whole bin may be is kept alone", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.api.make_bin("b", R"(,"max_bytes":100)");
  RawClient client(world.server.port());
  client.send(post("/b/b", "small") + post("/b/b", std::string(5000, 'x')));
  CHECK(client.answer().status == 200);
  CHECK(client.answer().status == 200);
  CHECK(world.api.rows("b").size() == 1);
  CHECK(world.api.content("b").size() == 5000);
}

TEST_CASE("A bin whose time is over is gone, and its id is free at once", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.api.make_bin("b", R"(,"expires_in_ms":1)");
  // Every call takes its time, and the first after that millisecond must not find the bin.
  while (world.api.get("/api/v1/bins/b").status == 200) {
  }
  CHECK(world.api.get("/api/v1/bins/b").status == 404);
  CHECK(world.capture("/b/b").status == 404);
  CHECK(json_of(world.api.get("/api/v1/bins"))["bins"].empty());
  CHECK(world.make(R"({"id":"b"})").status == 201);
  CHECK(world.capture("/b/b").status == 200);
}

TEST_CASE("A secret is never shown again, in no answer", "[bin_server][integration]") {
  World world(Store::sqlite);
  const std::string secret = "whsec_dGhpcyBpcyBhIHZlcnkgc2VjcmV0IGtleSBpbmRlZWQ=";
  std::string answers = world.make(fmt::format(R"({{"id":"b","secrets":["{}"]}})", secret)).bytes;
  RawClient client(world.server.port());
  client.send(post("/b/b", "{}", "webhook-id: m\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,AAAA\r\n"));
  answers += client.answer().bytes;
  for (const char* target : {"/api/v1/bins", "/api/v1/bins/b", "/api/v1/bins/b/requests",
                             "/api/v1/bins/b/requests/latest", "/api/v1/bins/b/requests/latest/raw"}) {
    answers += world.api.get(target).bytes;
  }
  answers += world.change(R"({"name":"x"})").bytes;
  answers += world.change(fmt::format(R"({{"secrets":["{}", 5]}})", secret)).bytes;
  answers += world.change(fmt::format(R"({{"secrets":[{{"secret":"{}","scheme":"x"}}]}})", secret)).bytes;
  CHECK(answers.find("dGhpcyBpcyBh") == std::string::npos);
}

TEST_CASE("Settings, totals and captures are there after a restart over the same folder", "[bin_server][integration]") {
  TempDir folder;
  json before;
  std::string raw;
  {
    RunningBinServer server(folder.path());
    ApiClient api(server.port());
    api.make_bin(
        "b",
        R"(,"name":"n","max_requests":2,"secrets":["s"],"response":{"status":201,"headers":{"X":"1"},"body_base64":"AP8="})");
    RawClient client(server.port());
    for (int i = 0; i < 3; ++i) {
      client.send(post("/b/b", std::to_string(i)));
      CHECK(client.answer().status == 201);
    }
    before = api.bin("b");
    raw = api.raw("b");
  }
  RunningBinServer server(folder.path());
  ApiClient api(server.port());
  json after = api.bin("b");
  // Another port, and an index that goes on being built.
  for (const char* field : {"capture_url", "page_url", "indexed_seq"}) {
    before.erase(field);
    after.erase(field);
  }
  CHECK(after == before);
  CHECK(api.raw("b") == raw);
  RawClient client(server.port());
  client.send(post("/b/b", "after"));
  CHECK(client.answer().body == "\x00\xff"s);
  CHECK(api.rows("b").back()["seq"] == 4);
}

}  // namespace hookloop::test
