#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "bin_server/cli/serve_command.h"
#include "shared/support/encoding.h"
#include "tests/bin_server/integration/bytes.h"
#include "tests/bin_server/integration/request_generator.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;
using nlohmann::json;
using namespace std::string_literals;

std::string exported(ApiClient& api, std::string_view bin, std::string_view more = "") {
  const auto answer = api.get(fmt::format("/api/v1/bins/{}/export?format=ndjson{}", bin, more));
  REQUIRE(answer.status == 200);
  return answer.body;
}

RawAnswer import(ApiClient& api, std::string_view bin, std::string_view file) {
  return api.call("POST", fmt::format("/api/v1/bins/{}/import", bin), file);
}

void send(std::uint16_t port, std::string_view bytes) {
  RawClient client(port);
  client.send(bytes);
  client.half_close();
  client.read_to_end();
}

void capture(std::uint16_t port, std::string_view bin, int count, std::size_t body_bytes = 10) {
  RawClient client(port);
  for (int i = 0; i < count; ++i) {
    client.send(post(fmt::format("/b/{}/{}", bin, i), std::string(body_bytes, static_cast<char>('a' + i % 26))));
    REQUIRE(client.answer().status == 200);
  }
}

}  // namespace

TEST_CASE("An export that is imported gives the same bytes, whatever was captured", "[bin_server][integration]") {
  const auto store = GENERATE(RunningBinServer::Store::sqlite, RunningBinServer::Store::memory);
  RunningBinServer server(store);
  ApiClient api(server.port());
  api.make_bin("from");
  api.make_bin("to");
  SeededRandom random(11);
  RequestGenerator generator(random, "from");
  for (int i = 0; i < 150; ++i) {
    const std::string bytes = generator.next().bytes;
    // Some break off, and of some there is one byte that does not belong.
    if (i % 5 == 3) {
      send(server.port(), bytes.substr(0, bytes.size() - generator.below(bytes.size() / 2) - 1));
    } else if (i % 5 == 4) {
      std::string odd = bytes;
      odd[bytes.find('\n') + 1 + generator.below(30)] = static_cast<char>(generator.below(256));
      send(server.port(), odd);
    } else {
      send(server.port(), bytes);
    }
  }
  const std::string file = exported(api, "from");
  const auto answer = import(api, "to", file);
  REQUIRE(answer.status == 200);
  const auto before = api.rows("from");
  const auto after = api.rows("to");
  REQUIRE(before.size() >= 120);
  REQUIRE(after.size() == before.size());
  CHECK(json_of(answer)["imported"] == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    const std::string id = after[i]["id"];
    CAPTURE(i, before[i].dump());
    CHECK(difference(api.raw("to", id), api.raw("from", before[i]["id"].get<std::string>())).empty());
    json was = before[i];
    json is = after[i];
    CHECK(is["bin"] == "to");
    CHECK(is["seq"] == i + 1);
    for (const char* field : {"id", "bin", "seq", "verdict"}) {
      was.erase(field);
      is.erase(field);
    }
    CHECK(was == is);
  }
  CHECK(api.bin("to")["bytes"] == api.bin("from")["bytes"]);
  // Where the ids are free again they are kept, and so the whole file is the same.
  REQUIRE(api.call("DELETE", "/api/v1/bins/from").status == 204);
  RunningBinServer other(RunningBinServer::Store::memory);
  ApiClient other_api(other.port());
  other_api.make_bin("elsewhere");
  const auto elsewhere = import(other_api, "elsewhere", file);
  REQUIRE(elsewhere.status == 200);
  CHECK(json_of(elsewhere)["new_ids"] == 0);
  CHECK(difference(exported(other_api, "elsewhere"), file).empty());
}

TEST_CASE("What is noted of captures travels with them", "[bin_server][integration]") {
  const auto store = GENERATE(RunningBinServer::Store::sqlite, RunningBinServer::Store::memory);
  RunningBinServer server(store);
  ApiClient api(server.port());
  // Each takes the next answer: a good one with any bytes, faults, one that takes its time, and one that never comes.
  api.make_bin("from", R"(,"response":{"sequence":[
      {"status":503,"headers":{"Retry-After":"2","Set-Cookie":"s3cret"},"body_base64":"AP8="},
      {"fault":"half","body":"cut off"}, {"fault":"reset"}, {"fault":"garbage"}, {"fault":"close"},
      {"status":201,"delay_ms":1,"drip":{"bytes":50,"every_ms":1}}, {"fault":"silence"}]})");
  for (int i = 0; i < 6; ++i) {
    RawClient client(server.port());
    client.send(post("/b/from", fmt::format("{{\"n\":{}}}", i)));
    if (i == 0 || i == 5)
      client.answer();
    else
      client.read_to_end();
  }
  RawClient waiting(server.port());
  waiting.send(post("/b/from", "never answered"));
  while (api.bin("from")["request_count"] != 7 || api.captured("from", "6")["response"]["state"] == "waiting") {
  }
  REQUIRE(api.captured("from", "7")["response"]["state"] == "waiting");
  const auto marked = [&api](const char* seq, const char* marks) {
    return api.call("PATCH", fmt::format("/api/v1/bins/from/requests/{}", seq), marks).status;
  };
  REQUIRE(marked("1", R"({"pinned":true,"note":"two\nlines","tags":["a","b c"]})") == 200);
  REQUIRE(marked("3", R"({"tags":["reset"]})") == 200);
  api.make_bin("target", R"(,"response":{"status":410,"body_base64":"/wA="})");
  for (const std::string& to : {fmt::format("http://127.0.0.1:{}/b/target/x", server.port()), "http://127.0.0.1:1/"s}) {
    REQUIRE(api.call("POST", "/api/v1/bins/from/requests/1/replay", fmt::format(R"({{"to":"{}"}})", to)).status == 200);
  }

  const std::string file = exported(api, "from");
  RunningBinServer other(store == RunningBinServer::Store::sqlite ? RunningBinServer::Store::memory
                                                                  : RunningBinServer::Store::sqlite);
  ApiClient other_api(other.port());
  other_api.make_bin("to");
  REQUIRE(import(other_api, "to", file).status == 200);
  CHECK(difference(exported(other_api, "to"), file).empty());
  CHECK(other_api.bin("to")["bytes"] == api.bin("from")["bytes"]);
  CHECK(other_api.bin("to")["pinned_bytes"] == api.bin("from")["pinned_bytes"]);
  for (const char* seq : {"1", "2", "3", "4", "5", "6", "7"}) {
    CAPTURE(seq);
    json was = api.captured("from", seq);
    json is = other_api.captured("to", seq);
    for (const char* field : {"bin", "verdict"}) {
      was.erase(field);
      is.erase(field);
    }
    // What was still to come then came to nobody.
    if (std::string_view(seq) == "7") was["response"]["state"] = "unknown";
    CHECK(was == is);
    const std::string exchanges = fmt::format("/requests/{}/exchanges", seq);
    CHECK(other_api.get("/api/v1/bins/to" + exchanges).body == api.get("/api/v1/bins/from" + exchanges).body);
  }
  // A copy beside the first has ids of its own, also of its exchanges.
  REQUIRE(import(other_api, "to", file).status == 200);
  const auto exchange_id = [&](const char* seq) {
    return other_api.captured("to", seq)["exchanges"][0]["id"].get<std::string>();
  };
  CHECK(exchange_id("1") != exchange_id("8"));
}

TEST_CASE("A file with more pins than a bin may have imports nothing", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::sqlite);
  ApiClient api(server.port());
  api.make_bin("from");
  api.make_bin("to", R"(,"max_requests":4)");
  capture(server.port(), "from", 4);
  for (const char* seq : {"1", "3", "4"}) {
    REQUIRE(api.call("PATCH", fmt::format("/api/v1/bins/from/requests/{}", seq), R"({"pinned":true})").status == 200);
  }
  const std::string file = exported(api, "from");
  const auto refused = import(api, "to", file);
  CHECK(refused.status == 409);
  const json problem = json_of(refused);
  CHECK(problem["type"] == "urn:hookloop:problem:too-many-pins");
  CHECK(problem["line"] == 5);
  CHECK_THAT(problem["detail"].get<std::string>(), ContainsSubstring("Line 5: ") && ContainsSubstring("Nothing was"));
  CHECK(api.bin("to")["total_count"] == 0);
  // Two are allowed, and stay while the limit takes the others.
  REQUIRE(api.call("PATCH", "/api/v1/bins/from/requests/4", R"({"pinned":false})").status == 200);
  api.make_bin("three", R"(,"max_requests":4)");
  REQUIRE(import(api, "three", exported(api, "from")).status == 200);
  capture(server.port(), "three", 3);
  CHECK(api.rows("three").front()["pinned"] == true);
  CHECK(api.bin("three")["request_count"] == 4);
  CHECK(api.bin("three")["pinned_count"] == 2);
}

TEST_CASE("A note that is wrong imports nothing, and its place is told", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), "mine", 2);
  const std::string file = exported(api, "mine");
  const std::size_t first = file.find('\n') + 1;
  const std::size_t second = file.find('\n', first) + 1;
  json line = json::parse(file.substr(second, file.find('\n', second) - second));
  line["exchanges"] = json::array({{{"id", "xch_1"}}});
  const auto refused = import(api, "mine", file.substr(first, second - first) + line.dump() + "\n");
  CHECK(refused.status == 400);
  CHECK(json_of(refused)["line"] == 2);
  CHECK(json_of(refused)["pointer"] == "/exchanges/0/id");
  CHECK(api.bin("mine")["total_count"] == 2);
}

TEST_CASE("An import follows what is in the bin, and its viewers see it", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), "mine", 3);
  const auto ids = [&api] {
    std::vector<std::string> list;
    for (const json& row : api.rows("mine")) list.push_back(row["id"]);
    return list;
  };
  const auto before = ids();
  const auto answer = import(api, "mine", exported(api, "mine"));
  REQUIRE(answer.status == 200);
  CHECK(json_of(answer) == json{{"imported", 3}, {"new_ids", 3}, {"first_seq", 4}, {"last_seq", 6}});
  const auto after = ids();
  REQUIRE(after.size() == 6);
  CHECK(std::equal(before.begin(), before.end(), after.begin()));
  CHECK(std::find(before.begin(), before.end(), after[3]) == before.end());
  RawClient viewer(server.port());
  viewer.send("GET /api/v1/bins/mine/feed?after=5 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  std::string seen;
  while (seen.find("id: 6\n") == std::string::npos) seen += viewer.read_some();
}

TEST_CASE("Only what a search finds is exported", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::sqlite);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), "mine", 40);
  const std::string file = exported(api, "mine", "&q=path:/1*");
  CHECK(std::count(file.begin(), file.end(), '\n') == 11 + 2);  // 1 and 10 to 19
  CHECK_THAT(file, ContainsSubstring("\"target\":\"/b/mine/1\"") && !ContainsSubstring("\"target\":\"/b/mine/2\""));
}

TEST_CASE("A large export comes in pieces, in order, and without what came meanwhile", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::sqlite);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), "mine", 60, 100'000);
  RawClient reader(server.port(), 4096);
  reader.send("GET /api/v1/bins/mine/export?format=ndjson HTTP/1.1\r\nHost: localhost\r\n\r\n");
  // The first of it is there, so the export has begun.
  std::string seen = reader.read_some(16);
  capture(server.port(), "mine", 5);
  while (seen.find("\"count\":") == std::string::npos) {
    const std::string more = reader.read_some();
    REQUIRE_FALSE(more.empty());
    seen += more;
  }
  CHECK_THAT(seen, ContainsSubstring("\"count\":60"));
  std::size_t at = 0;
  for (int i = 0; i < 60; ++i) {
    at = seen.find(fmt::format("\"target\":\"/b/mine/{}\"", i), at);
    REQUIRE(at != std::string::npos);
  }
}

TEST_CASE("Who takes an export slowly takes no thread of the API", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory, [](ServeOptions& options) { options.workers.threads = 1; });
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), "mine", 100, 1'000'000);
  RawClient slow(server.port(), 4096);
  slow.send("GET /api/v1/bins/mine/export?format=ndjson HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(slow.read_some(64).starts_with("HTTP/1.1 200"));
  CHECK(api.get("/healthz").status == 200);
}

TEST_CASE("A damaged file imports nothing, and the line is told", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::sqlite);
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), "mine", 3);
  std::string file = exported(api, "mine");
  file.insert(file.find("/b/mine/1"), "x");
  const auto answer = import(api, "mine", file);
  CHECK(answer.status == 400);
  const json problem = json_of(answer);
  CHECK(problem["type"] == "urn:hookloop:problem:bad-import");
  CHECK(problem["line"] == 3);
  CHECK_THAT(problem["detail"].get<std::string>(), ContainsSubstring("Line 3") && ContainsSubstring("Nothing was"));
  CHECK(api.bin("mine")["total_count"] == 3);
  CHECK(import(api, "mine", "").status == 400);
  CHECK(import(api, "nobody", exported(api, "mine")).status == 404);
  CHECK(api.call("POST", "/api/v1/bins/mine/import?dry=1", "").status == 400);
}

TEST_CASE("Limits of the bin hold for what is imported too", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::sqlite);
  ApiClient api(server.port());
  api.make_bin("from");
  api.make_bin("to", R"(,"max_requests":2)");
  capture(server.port(), "from", 5);
  REQUIRE(import(api, "to", exported(api, "from")).status == 200);
  const json bin = api.bin("to");
  CHECK(bin["request_count"] == 2);
  CHECK(bin["total_count"] == 5);
  CHECK(api.rows("to").front()["target"] == "/b/from/3");
}

TEST_CASE("A file may be larger than other bodies of the API, up to its own limit", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory, [](ServeOptions& options) {
    options.recorder.api_body_bytes = 1'000;
    options.recorder.import_bytes = 10'000;
  });
  ApiClient api(server.port());
  api.make_bin("mine");
  capture(server.port(), "mine", 1, 5'000);
  const std::string file = exported(api, "mine");
  CHECK(import(api, "mine", file).status == 200);
  const auto refused = import(api, "mine", exported(api, "mine"));
  CHECK(refused.status == 413);
  CHECK_THAT(refused.body, ContainsSubstring("--max-import"));
  CHECK(api.call("POST", "/api/v1/bins", std::string(1'001, ' ')).status == 413);
}

TEST_CASE("An export says what it does not know", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  const auto answer = api.get("/api/v1/bins/mine/export?format=ndjsn");
  CHECK(answer.status == 400);
  CHECK_THAT(answer.body, ContainsSubstring("did you mean ndjson"));
  CHECK(api.get("/api/v1/bins/mine/export").status == 400);
  CHECK(api.get("/api/v1/bins/mine/export?format=ndjson&q=size:").status == 400);
  CHECK(api.get("/api/v1/bins/mine/export?format=ndjson&limit=3").status == 400);
  CHECK(api.get("/api/v1/bins/nobody/export?format=ndjson").status == 404);
}

TEST_CASE("An export is a download that a browser runs nothing of", "[bin_server][integration]") {
  RunningBinServer server(RunningBinServer::Store::memory);
  ApiClient api(server.port());
  api.make_bin("mine");
  const auto answer = api.get("/api/v1/bins/mine/export?format=ndjson");
  CHECK(answer.header("Content-Type") == "application/x-ndjson");
  CHECK(answer.header("Content-Disposition") == "attachment; filename=\"mine.ndjson\"");
  CHECK(answer.header("Content-Security-Policy") == "sandbox; default-src 'none'");
  CHECK(answer.header("Cache-Control") == "no-store");
}

}  // namespace hookloop::test
