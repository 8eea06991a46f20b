// The captured requests of a bin: lists, details, exact bytes, deleting; and the verdict on each.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "shared/schema/event_type.h"
#include "shared/schema/signature.h"
#include "shared/support/digest.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using namespace std::string_literals;
using nlohmann::json;
using Store = RunningBinServer::Store;

struct World {
  explicit World(Store store = Store::memory, std::string_view settings = "") : server(store) {
    api.make_bin("b", settings);
  }
  std::string capture(const std::string& body, const std::string& header_lines = "") {
    client.send(post("/b/b/hook?x=1&x=2", body, header_lines));
    return client.answer().header("Hookloop-Request-Id");
  }
  json list(const std::string& query = "") { return json_of(api.get("/api/v1/bins/b/requests" + query)); }

  RunningBinServer server;
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

std::vector<int> seqs(const json& page) {
  std::vector<int> all;
  for (const json& row : page["requests"]) all.push_back(row["seq"]);
  return all;
}

std::vector<int> down(int from, int to) {
  std::vector<int> numbers;
  for (int i = from; i >= to; --i) numbers.push_back(i);
  return numbers;
}

// Signed as the emitter signs, and sent now.
std::string signed_headers(const std::string& secret, const std::string& body, const std::string& delivery,
                           int attempt) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const SigningKey key{SignatureScheme::standard, secret};
  return fmt::format(
      "webhook-id: {}\r\nwebhook-timestamp: {}\r\nwebhook-signature: {}\r\nHookloop-Event-Id: evt_1\r\n"
      "Hookloop-Event-Type: PROJECT_CREATE\r\nHookloop-Attempt: {}\r\n",
      delivery, now.time_since_epoch().count(), signature_value(key, delivery, now, body), attempt);
}

const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

}  // namespace

TEST_CASE("The list has the newest first and pages to the oldest", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  for (int i = 0; i < 120; ++i) world.capture(std::to_string(i));
  json page = world.list();
  CHECK(seqs(page) == down(120, 71));  // 50 if nothing is said
  page = world.list("?limit=100");
  CHECK(seqs(page) == down(120, 21));
  CHECK(page["next"] == 21);
  page = world.list("?limit=100&before=21");
  CHECK(seqs(page) == down(20, 1));
  CHECK(page["next"].is_null());
  CHECK(seqs(world.list("?limit=20&before=21")) == down(20, 1));
  CHECK(world.list("?limit=20&before=21")["next"].is_null());
  CHECK(seqs(world.list("?before=1")).empty());
}

TEST_CASE("Pages do not shift while captures arrive", "[bin_server][integration]") {
  World world;
  for (int i = 0; i < 30; ++i) world.capture("x");
  std::vector<int> seen;
  json page = world.list("?limit=7");
  while (true) {
    for (const int seq : seqs(page)) seen.push_back(seq);
    if (page["next"].is_null()) break;
    world.capture("one more while somebody pages");
    page = world.list(fmt::format("?limit=7&before={}", page["next"].get<int>()));
  }
  CHECK(seen == down(30, 1));
}

TEST_CASE("A reader who goes forward with after misses nothing", "[bin_server][integration]") {
  World world;
  for (int i = 0; i < 30; ++i) world.capture("x");
  json page = world.list("?limit=7&after=10");
  CHECK(seqs(page) == down(17, 11));
  CHECK(page["next"] == 17);
  CHECK(seqs(world.list("?limit=7&after=10&before=14")) == down(13, 11));
  CHECK(seqs(world.list("?after=30")).empty());
  CHECK(seqs(world.list("?after=20&before=10")).empty());
}

TEST_CASE("A query parameter that is wrong or not known is refused", "[bin_server][integration]") {
  World world;
  const std::string query = GENERATE("?limit=0", "?limit=501", "?limit=x", "?limit=", "?limit=1.5", "?before=0",
                                     "?after=-1", "?after=99999999999999999999", "?lmit=5", "?limit=5&limit=6");
  const auto answer = world.api.get("/api/v1/bins/b/requests" + query);
  CAPTURE(query);
  CHECK(answer.status == 400);
  CHECK(answer.header("Content-Type") == "application/problem+json");
}

TEST_CASE("A list row tells enough to choose by and carries no body", "[bin_server][integration]") {
  World world;
  const std::string id = world.capture("{\"secret\":\"of the body\"}", "Content-Type: application/json\r\n");
  const json row = world.list()["requests"][0];
  CHECK(row["id"] == id);
  CHECK(row["bin"] == "b");
  CHECK(row["method"] == "POST");
  CHECK(row["target"] == "/b/b/hook?x=1&x=2");
  CHECK(row["path"] == "/b/b/hook");
  json whole = world.api.captured("b");
  CHECK(whole["body"].erase("text") == 1);
  CHECK(whole.erase("trailers") == 1);
  CHECK(whole.erase("exchanges") == 1);
  // A row says how it was answered, not with what.
  CHECK(whole["response"].erase("headers") == 1);
  CHECK(whole["response"].erase("body") == 1);
  CHECK(row == whole);
  CHECK(row["client"]["address"] == "127.0.0.1");
  CHECK(row["complete"] == true);
  CHECK(row.dump().find("of the body") == std::string::npos);
}

TEST_CASE("A request is found as latest, by its seq and by its id", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  const std::string first = world.capture("first");
  const std::string second = world.capture("second");
  CHECK(world.api.captured("b", "latest")["id"] == second);
  CHECK(world.api.captured("b", "1")["id"] == first);
  CHECK(world.api.captured("b", first)["seq"] == 1);
  for (const char* name : {"0", "3", "-1", "req_nothing", "99999999999999999999", "Latest"}) {
    CHECK(world.api.get(fmt::format("/api/v1/bins/b/requests/{}", name)).status == 404);
  }
  world.api.make_bin("other");
  CHECK(world.api.get("/api/v1/bins/other/requests/" + first).status == 404);
  CHECK(world.api.get("/api/v1/bins/other/requests/latest").status == 404);
}

TEST_CASE("The detail of a request tells all of it", "[bin_server][integration]") {
  World world;
  world.capture("caf\xc3\xa9", "Content-Type: text/plain\r\nX-A: 1\r\nx-a: 2\r\n");
  const json captured = world.api.captured("b");
  CHECK(captured["query"] == json::parse(R"([["x","1"],["x","2"]])"));
  CHECK(captured["http_version"] == "HTTP/1.1");
  CHECK(
      captured["headers"] ==
      json::parse(
          R"([["Host","hooks.example"],["Content-Type","text/plain"],["X-A","1"],["x-a","2"],["Content-Length","5"]])"));
  CHECK(captured["body"]["text"] == "caf\xc3\xa9");
  CHECK(captured["body"]["sha256"] == sha256_hex("caf\xc3\xa9"));
  CHECK(captured["body"]["content_type"] == "text/plain");
  CHECK(captured["response"]["status"] == 200);
  CHECK(captured["delivery"].is_null());
  CHECK(captured["verdict"]["duplicate_of"].is_null());
  const std::string received_at = captured["received_at"];
  CHECK(received_at.size() == std::string("2026-01-31T12:00:00.000000Z").size());
  CHECK(received_at.back() == 'Z');
}

TEST_CASE("Captured bytes are given out so that no browser runs them", "[bin_server][integration]") {
  World world;
  const std::string id = world.capture("<script>alert(1)</script>", "Content-Type: text/html\r\n");
  const std::string which = GENERATE("/body", "/raw");
  const auto answer = world.api.get("/api/v1/bins/b/requests/" + id + which);
  CHECK(answer.status == 200);
  CHECK(answer.header("Content-Type") == "application/octet-stream");
  CHECK(answer.header("X-Content-Type-Options") == "nosniff");
  CHECK(answer.header("Content-Disposition").starts_with("attachment"));
  const auto policies = header_values(answer.headers, "Content-Security-Policy");
  REQUIRE(policies.size() == 1);
  CHECK(policies[0].find("sandbox") != std::string_view::npos);
}

TEST_CASE("The exact bytes are given whole, whatever the client says it would like", "[bin_server][integration]") {
  World world;
  const std::string body(3000, 'z');
  const std::string id = world.capture(body);
  const auto answer = world.api.call("GET", "/api/v1/bins/b/requests/" + id + "/body", "",
                                     "Accept-Encoding: gzip\r\nRange: bytes=0-9\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.header("Content-Encoding").empty());
  CHECK(answer.body == body);
  const auto head = world.api.call("HEAD", "/api/v1/bins/b/requests/" + id + "/body");
  CHECK(head.status == 200);
  CHECK(head.header("Content-Length") == "3000");
}

TEST_CASE("A request that is deleted is gone and the others keep their numbers", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  for (int i = 0; i < 3; ++i) world.capture("x");
  CHECK(world.api.call("DELETE", "/api/v1/bins/b/requests/2").status == 204);
  CHECK(world.api.call("DELETE", "/api/v1/bins/b/requests/2").status == 404);
  CHECK(seqs(world.list()) == std::vector<int>{3, 1});
  CHECK(world.api.call("DELETE", "/api/v1/bins/b/requests/latest").status == 204);
  CHECK(seqs(world.list()) == std::vector<int>{1});
  world.capture("x");
  CHECK(seqs(world.list()) == std::vector<int>{4, 1});
  const json bin = world.api.bin("b");
  CHECK(bin["request_count"] == 2);
  CHECK(bin["total_count"] == 4);
}

TEST_CASE("All requests of a bin can be deleted, and counting goes on", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  for (int i = 0; i < 5; ++i) world.capture("x");
  CHECK(json_of(world.api.call("DELETE", "/api/v1/bins/b/requests"))["deleted"] == 5);
  CHECK(json_of(world.api.call("DELETE", "/api/v1/bins/b/requests"))["deleted"] == 0);
  CHECK(world.list()["requests"].empty());
  for (const char* name : {"1", "5", "latest"}) {
    CHECK(world.api.get(fmt::format("/api/v1/bins/b/requests/{}", name)).status == 404);
  }
  CHECK(world.api.bin("b")["bytes"] == 0);
  world.capture("x");
  CHECK(seqs(world.list()) == std::vector<int>{6});
  CHECK(world.api.bin("b")["total_count"] == 6);
}

TEST_CASE("Nothing is deleted by a query that is not known", "[bin_server][integration]") {
  World world;
  world.capture("x");
  CHECK(world.api.call("DELETE", "/api/v1/bins/b/requests?bfore=3").status == 400);
  CHECK(world.list()["requests"].size() == 1);
}

TEST_CASE("A search lists what matches and pages through it", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  for (int i = 1; i <= 9; ++i) {
    world.capture(fmt::format(R"({{"app":{{"name":"App {}"}},"n":{}}})", i % 3, i), fmt::format("X-Nth: {}\r\n", i));
  }
  CHECK(seqs(world.list("?q=body.app.name:%22App%200%22")) == std::vector<int>{9, 6, 3});
  CHECK(seqs(world.list("?q=body.n:%3E7%20or%20header.x-nth:1")) == std::vector<int>{9, 8, 1});
  CHECK(seqs(world.list("?q=-%22app%200%22&after=4")) == std::vector<int>{8, 7, 5});
  CHECK(seqs(world.list("?q=nowhere")).empty());
  const json page = world.list("?q=app&limit=4");
  CHECK(seqs(page) == std::vector<int>{9, 8, 7, 6});
  CHECK(page["next"] == 6);
  const json next = world.list("?q=app&limit=5&before=6");
  CHECK(seqs(next) == std::vector<int>{5, 4, 3, 2, 1});
  CHECK(next["next"].is_null());
}

TEST_CASE("A search that can not be read is refused with the column of the mistake", "[bin_server][integration]") {
  World world;
  world.capture("one");
  const RawAnswer answer = world.api.get("/api/v1/bins/b/requests?q=one%20methd:POST");
  CHECK(answer.status == 400);
  const json problem = json_of(answer);
  CHECK(problem["type"] == "urn:hookloop:problem:bad-query");
  CHECK(problem["column"] == 5);
  CHECK(problem["detail"] ==
        "Column 5 of q: there is no field 'methd'; did you mean method?; a text with a colon in it "
        "goes into quotes.");
  CHECK(world.api.call("DELETE", "/api/v1/bins/b/requests?q=%22open").status == 400);
  CHECK(world.list()["requests"].size() == 1);
}

TEST_CASE("What matches a search can be deleted, and nothing else goes", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  for (int i = 1; i <= 5; ++i) world.capture(i % 2 == 0 ? "even" : "odd");
  const RawAnswer answer = world.api.call("DELETE", "/api/v1/bins/b/requests?q=odd");
  CHECK(answer.status == 200);
  CHECK(json_of(answer)["deleted"] == 3);
  CHECK(seqs(world.list()) == std::vector<int>{4, 2});
  CHECK(json_of(world.api.call("DELETE", "/api/v1/bins/b/requests?q=odd"))["deleted"] == 0);
}

TEST_CASE("An empty search deletes nothing", "[bin_server][integration]") {
  World world;
  world.capture("one");
  CHECK(world.api.call("DELETE", "/api/v1/bins/b/requests?q=").status == 400);
  CHECK(world.list()["requests"].size() == 1);
}

TEST_CASE("What is nothing of ours is a 404 problem", "[bin_server][integration]") {
  World world;
  const std::string target = GENERATE("/nothing", "/api/v1/bin", "/api/v1/bins/none", "/api/v1/bins/b/request", "/b",
                                      "/api/v1/bins/none/requests", "/api/v1/bins/none/feed");
  const auto answer = world.api.get(target);
  CHECK(answer.status == 404);
  CHECK(answer.header("Content-Type") == "application/problem+json");
}

TEST_CASE("A bad bin id in the API is a 400 problem that names the rule", "[bin_server][integration]") {
  World world;
  const auto answer = world.api.get("/api/v1/bins/a.b/requests");
  CHECK(answer.status == 400);
  CHECK(answer.body.find("1 to 64 characters") != std::string::npos);
}

TEST_CASE("A signed delivery is told with its ids and found valid", "[bin_server][integration]") {
  World world(Store::sqlite, fmt::format(R"(,"secrets":["{}"])", kSecret));
  const std::string body(payload_example(EventType::PROJECT_CREATE));
  world.capture(body, "Content-Type: application/json\r\n" + signed_headers(kSecret, body, "dlv_1", 1));
  const json captured = world.api.captured("b");
  CHECK(captured["delivery"] ==
        json::parse(R"({"id":"dlv_1","event_id":"evt_1","event_type":"PROJECT_CREATE","attempt":1})"));
  CHECK(captured["verdict"]["payload"]["state"] == "valid");
  CHECK(captured["verdict"]["payload"]["event_type"] == "PROJECT_CREATE");
  CHECK(captured["verdict"]["payload"]["violations"].empty());
  CHECK(captured["verdict"]["signature"]["state"] == "valid");
  CHECK(captured["verdict"]["signature"]["scheme"] == "standard");
  CHECK(captured["verdict"]["signature"]["cause"].is_null());
}

TEST_CASE("A chunked delivery is judged by its content", "[bin_server][integration]") {
  World world(Store::sqlite, fmt::format(R"(,"secrets":["{}"])", kSecret));
  const std::string body(payload_example(EventType::PROJECT_CREATE));
  RawClient client(world.server.port());
  client.send(
      fmt::format("POST /b/b HTTP/1.1\r\nHost: h\r\n{}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
                  signed_headers(kSecret, body, "dlv_1", 1), body.size(), body));
  CHECK(client.answer().status == 200);
  CHECK(world.api.captured("b")["verdict"]["signature"]["state"] == "valid");
  CHECK(world.api.captured("b")["verdict"]["payload"]["state"] == "valid");
}

TEST_CASE("A verdict follows the bin's secrets", "[bin_server][integration]") {
  World world(Store::sqlite);
  const std::string body = "{}";
  world.capture(body, signed_headers(kSecret, body, "dlv_1", 1));
  const auto state = [&] { return world.api.captured("b")["verdict"]["signature"]["state"]; };
  CHECK(state() == "no_secret");
  CHECK(world.list()["requests"][0]["verdict"]["signature"]["state"] == "no_secret");
  world.api.call("PATCH", "/api/v1/bins/b", R"({"secrets":["whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]})");
  CHECK(state() == "invalid");
  world.api.call("PATCH", "/api/v1/bins/b", fmt::format(R"({{"secrets":["{}"]}})", kSecret));
  CHECK(state() == "valid");
  CHECK(world.list()["requests"][0]["verdict"]["signature"]["state"] == "valid");
}

TEST_CASE("A body that is no payload is stored all the same and told why", "[bin_server][integration]") {
  World world;
  world.capture("not json \xff", "Hookloop-Event-Type: PROJECT_CREATE\r\nwebhook-id: d\r\n");
  CHECK(world.api.captured("b")["verdict"]["payload"]["state"] == "not_json");
  world.capture("{}", "Hookloop-Event-Type: PROJECT_CREATE\r\nwebhook-id: e\r\n");
  const json payload = world.api.captured("b")["verdict"]["payload"];
  CHECK(payload["state"] == "invalid");
  CHECK(payload["violations"][0]["pointer"].is_string());
  CHECK(world.list()["requests"][0]["verdict"]["payload"] == payload);
}

TEST_CASE("A delivery that comes twice is told as a duplicate, and a retry is none", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  const auto duplicate_of = [&](const std::string& id) {
    return world.api.captured("b", id)["verdict"]["duplicate_of"];
  };
  const std::string first = world.capture("{}", "webhook-id: d1\r\nHookloop-Attempt: 1\r\n");
  const std::string retry = world.capture("{}", "webhook-id: d1\r\nHookloop-Attempt: 2\r\n");
  const std::string again = world.capture("{}", "webhook-id: d1\r\nHookloop-Attempt: 2\r\n");
  const std::string other = world.capture("{}", "webhook-id: d2\r\nHookloop-Attempt: 1\r\n");
  CHECK(duplicate_of(first).is_null());
  CHECK(duplicate_of(retry).is_null());
  CHECK(duplicate_of(again) == retry);
  CHECK(duplicate_of(other).is_null());
}

TEST_CASE("Without an attempt's number, what was accepted once is a duplicate the second time",
          "[bin_server][integration]") {
  World world;
  const auto duplicate_of = [&](const std::string& id) {
    return world.api.captured("b", id)["verdict"]["duplicate_of"];
  };
  world.api.call("PATCH", "/api/v1/bins/b", R"({"response":{"status":500}})");
  const std::string failed = world.capture("{}", "webhook-id: d\r\n");
  world.api.call("PATCH", "/api/v1/bins/b", R"({"response":{"status":200}})");
  const std::string accepted = world.capture("{}", "webhook-id: d\r\n");
  const std::string again = world.capture("{}", "webhook-id: d\r\n");
  CHECK(duplicate_of(failed).is_null());
  CHECK(duplicate_of(accepted).is_null());
  CHECK(duplicate_of(again) == accepted);
}

TEST_CASE("A foreign sender's bytes are shown as text only where they are text", "[bin_server][integration]") {
  World world;
  world.client.send("POST /b/b/\xff HTTP/1.1\r\nHost: h\r\nX-\x01: a\r\n\r\n");
  CHECK(world.client.answer().status == 400);
  CHECK(world.api.captured("b")["target"] == "/b/b/\xef\xbf\xbd");
}

}  // namespace hookloop::test
