// Pins, notes and tags over the API: set, shown, searched, told of to viewers, and kept when limits are met.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/api_client.h"
#include "tests/support/feed_reader.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {
namespace {

using nlohmann::json;
using Store = RunningBinServer::Store;

struct World {
  explicit World(Store store = Store::memory, std::string_view settings = "") : server(store) {
    api.make_bin("b", settings);
  }
  void capture(int count) {
    for (int i = 0; i < count; ++i) {
      client.send(post("/b/b", "body"));
      REQUIRE(client.answer().status == 200);
    }
  }
  RawAnswer mark(int seq, const json& marks) {
    return api.call("PATCH", fmt::format("/api/v1/bins/b/requests/{}", seq), marks.dump());
  }
  std::vector<int> found(const std::string& query) {
    std::vector<int> seqs;
    const json page = api.get_json("/api/v1/bins/b/requests?" + query);
    for (const json& row : page["requests"]) seqs.push_back(row["seq"]);
    return seqs;
  }

  RunningBinServer server;
  ApiClient api{server.port()};
  RawClient client{server.port()};
};

}  // namespace

TEST_CASE("A capture's marks are set, shown in row and whole, and searched", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite));
  world.capture(3);
  const json row = world.api.captured("b", "2");
  CHECK(row["pinned"] == false);
  CHECK(row["note"] == "");
  CHECK(row["tags"] == json::array());

  const RawAnswer answer = world.mark(2, {{"pinned", true}, {"note", "Größe?"}, {"tags", {"one", "two words"}}});
  CHECK(answer.status == 200);
  CHECK(json_of(answer)["seq"] == 2);
  CHECK(json_of(answer)["note"] == "Größe?");
  CHECK(json_of(world.mark(2, {{"tags", {"other"}}}))["pinned"] == true);
  for (const json& shown : {world.api.captured("b", "2"), world.api.rows("b")[1]}) {
    CHECK(shown["pinned"] == true);
    CHECK(shown["note"] == "Größe?");
    CHECK(shown["tags"] == json{"other"});
  }
  CHECK(world.api.bin("b")["pinned_count"] == 1);
  CHECK(world.found("q=is:pinned") == std::vector<int>{2});
  CHECK(world.found("q=tag:other") == std::vector<int>{2});
  CHECK(world.found("q=tag:one").empty());
}

TEST_CASE("A pinned capture stays when the bin is full, and goes when it is deleted", "[bin_server][integration]") {
  World world(GENERATE(Store::memory, Store::sqlite), R"(,"max_requests":4)");
  world.capture(3);
  REQUIRE(world.mark(1, {{"pinned", true}}).status == 200);
  world.capture(4);
  CHECK(world.found("limit=50") == std::vector<int>{7, 6, 5, 1});

  SECTION("all but pinned ones") {
    CHECK(json_of(world.api.call("DELETE", "/api/v1/bins/b/requests?q=-is:pinned"))["deleted"] == 3);
    CHECK(world.found("limit=50") == std::vector<int>{1});
  }
  SECTION("all") {
    CHECK(json_of(world.api.call("DELETE", "/api/v1/bins/b/requests"))["deleted"] == 4);
    CHECK(world.api.bin("b")["pinned_count"] == 0);
  }
}

TEST_CASE("A pin that would leave no room is refused, and says what to do", "[bin_server][integration]") {
  World world(Store::memory, R"(,"max_requests":5,"max_bytes":1000)");
  world.capture(4);
  REQUIRE(world.mark(1, {{"pinned", true}}).status == 200);
  REQUIRE(world.mark(2, {{"pinned", true}}).status == 200);
  CHECK(world.mark(2, {{"pinned", true}, {"note", "again"}}).status == 200);
  const RawAnswer refused = world.mark(3, {{"pinned", true}, {"note", "no"}});
  CHECK(refused.status == 409);
  CHECK(json_of(refused)["type"] == "urn:hookloop:problem:too-many-pins");
  CHECK(world.api.captured("b", "3")["note"] == "");
  REQUIRE(world.mark(1, {{"pinned", false}}).status == 200);
  CHECK(world.mark(3, {{"pinned", true}}).status == 200);
}

TEST_CASE("Wrong marks are a 400 that names the place, and change nothing", "[bin_server][integration]") {
  World world;
  world.capture(1);
  const RawAnswer answer = world.mark(1, {{"note", "new"}, {"tags", {"a", ""}}});
  CHECK(answer.status == 400);
  CHECK(json_of(answer)["pointer"] == "/tags/1");
  CHECK(world.api.captured("b", "1")["note"] == "");
  CHECK(world.mark(2, {{"note", "x"}}).status == 404);
}

TEST_CASE("A viewer learns of marks that were changed, without losing its place", "[bin_server][integration]") {
  World world;
  world.capture(2);
  FeedReader viewer(world.server.port(), "b", "1");
  CHECK(viewer.must_have_next().id == "2");
  REQUIRE(world.mark(1, {{"note", "seen"}}).status == 200);
  const FeedEvent event = viewer.must_have_next();
  CHECK(event.event == "marked");
  CHECK(event.id.empty());
  CHECK(json::parse(event.data)["seq"] == 1);
  CHECK(json::parse(event.data)["note"] == "seen");
  world.capture(1);
  const FeedEvent next = viewer.must_have_next();
  CHECK(next.event == "captured");
  CHECK(next.id == "3");
}

}  // namespace hookloop::test
