#include <catch2/catch_test_macros.hpp>
#include <map>
#include <thread>

#include "tests/support/feed_reader.h"
#include "tests/support/running_platform.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Json = RunningPlatform::Json;

TEST_CASE("The feed tells of events, attempts and notices as they come", "[emitter][integration]") {
  ScriptedReceiver receiver({reply(200)});
  RunningPlatform platform;
  FeedReader feed = FeedReader::of_platform(platform.port());
  const Json webhook = platform.add_webhook(receiver.url());
  FeedEvent told = feed.must_have_next();
  CHECK(told.event == "notice");
  CHECK(Json::parse(told.data)["kind"] == "webhook_created");
  platform.attach(webhook, {"App created"});
  CHECK(Json::parse(feed.must_have_next().data)["kind"] == "attachment_created");

  const Json app = platform.add_app();
  told = feed.must_have_next();
  CHECK(told.event == "event");
  CHECK(Json::parse(told.data)["id"] == app["event"]["id"]);
  told = feed.must_have_next();
  CHECK(told.event == "attempt");
  CHECK(Json::parse(told.data)["outcome"] == "accepted");
  CHECK(told.id == "1.1.2");
}

TEST_CASE("A viewer who comes back loses nothing and sees nothing twice", "[emitter][integration]") {
  ScriptedReceiver receiver({reply(200)});
  RunningPlatform platform;
  platform.attach(platform.add_webhook(receiver.url()), {"App created"});
  constexpr int kApps = 150;
  std::thread actor([port = platform.port()] {
    ApiClient client(port);
    for (int i = 0; i < kApps; ++i) client.call("POST", "/api/v1/apps", R"({"name":"A"})");
  });
  std::map<std::string, int> seen;
  std::string place = "0.0.0";
  while (seen["event"] < kApps || seen["attempt"] < kApps) {
    FeedReader feed = FeedReader::of_platform(platform.port(), place);
    for (int i = 0; i < 7; ++i) {
      const FeedEvent event = feed.must_have_next();
      const Json data = Json::parse(event.data);
      CHECK(data["number"] == ++seen[event.event]);  // each log in its order, without a gap
      place = event.id;
      if (seen["event"] == kApps && seen["attempt"] == kApps) break;
    }
  }
  actor.join();
  CHECK(seen["notice"] == 2);
}

TEST_CASE("A viewer who is too far behind is told of the gap and goes on after it", "[emitter][integration]") {
  RunningPlatform platform([](PlatformServerOptions& options) { options.http.feed.backlog = 3; });
  for (int i = 0; i < 10; ++i) platform.add_app();
  FeedReader feed = FeedReader::of_platform(platform.port(), "0.0.0");
  const FeedEvent gap = feed.must_have_next();
  CHECK(gap.event == "gap");
  CHECK(Json::parse(gap.data)["missed"] == 7);
  CHECK(Json::parse(feed.must_have_next().data)["number"] == 8);
}

TEST_CASE("A place that was never given begins again, and one that is none is refused", "[emitter][integration]") {
  RunningPlatform platform;
  platform.add_app();
  FeedReader feed = FeedReader::of_platform(platform.port(), "900.0.0");
  CHECK(Json::parse(feed.must_have_next().data)["number"] == 1);
  for (const char* place : {"1", "1.2", "1.2.3.4", "1.2.x", "-1.0.0", "1..2"}) {
    INFO(place);
    CHECK(problem_of(platform.call("GET", std::string("/api/v1/feed?after=") + place)).type == "bad-last-event-id");
  }
}

TEST_CASE("One viewer more than there may be is told so, and may come when another has left",
          "[emitter][integration]") {
  RunningPlatform platform([](PlatformServerOptions& options) { options.http.feed.max_viewers = 1; });
  {
    FeedReader feed = FeedReader::of_platform(platform.port());
    const auto told = problem_of(platform.call("GET", "/api/v1/feed"));
    CHECK(told.status == 503);
    CHECK(told.type == "too-many-viewers");
    CHECK(told.detail.find("--max-viewers") != std::string::npos);
    CHECK(platform.call("GET", "/api/v1/apps").status == 200);
  }
  // That the viewer left is noticed at the next thing that it is told of.
  while (true) {
    platform.add_app();
    RawClient client(platform.port());
    client.send("GET /api/v1/feed HTTP/1.1\r\nHost: localhost\r\n\r\n");
    if (client.read_head().starts_with("HTTP/1.1 200 ")) break;
  }
}
