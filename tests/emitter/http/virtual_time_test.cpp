#include <catch2/catch_test_macros.hpp>

#include "shared/support/moment.h"
#include "tests/support/running_platform.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Json = RunningPlatform::Json;

namespace {

constexpr const char* kStart = "2026-01-05T16:00:00.000000Z";

void set_up(PlatformServerOptions& options, std::uint64_t seed) {
  options.seed = seed;
  options.virtual_start = parse_rfc3339(kStart);
}

void advance(RunningPlatform& platform, std::int64_t milliseconds) {
  platform.must("POST", "/api/v1/clock/advance", {{"by_ms", milliseconds}});
}

// What a run is told apart by: its ledger, but for what the real network took and which ports it used.
std::string run(std::uint64_t seed) {
  ScriptedReceiver receiver({reply(500), reply(503, "", "Retry-After: 7\r\n"), reply(200)});
  RunningPlatform platform([&](PlatformServerOptions& options) { set_up(options, seed); });
  const Json webhook = platform.add_webhook(
      receiver.url(), {{"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, {"faults", {"delay:by=5s,share=0.5"}}});
  platform.attach(webhook, {"App created", "App renamed"});
  const Json app = platform.add_app();
  advance(platform, 60'000);
  platform.must("PATCH", "/api/v1/apps/" + app["guid"].get<std::string>(), {{"name", "YourApp"}});
  advance(platform, 3'600'000);
  std::string told;
  for (Json line : platform.ledger()) {
    const std::string head = line["request"]["head"]["text"];
    const std::string port = std::to_string(receiver.port());
    for (const char* measured : {"phases", "url", "peer", "connection_reused", "answer", "request"})
      line.erase(measured);
    told += line.dump() + head.substr(head.find("User-Agent")) + "\n";
  }
  const Json events = platform.get("/api/v1/events")["events"];
  for (const Json& event : events) {
    told += platform.call("GET", "/api/v1/events/" + event["id"].get<std::string>() + "/payload").body + "\n";
  }
  return told;
}

}  // namespace

TEST_CASE("Virtual time stands still until it is told to move, and goes through all that falls due",
          "[emitter][integration]") {
  ScriptedReceiver receiver({reply(500), reply(500), reply(200)});
  RunningPlatform platform([](PlatformServerOptions& options) { set_up(options, 1); });
  CHECK(platform.get("/api/v1/clock") == Json{{"now", kStart}, {"virtual", true}});
  platform.attach(platform.add_webhook(receiver.url(), {{"retry", {{"delays_ms", {60'000, 3'600'000}}}}}),
                  {"App created"});
  platform.add_app();
  advance(platform, 59'999);
  CHECK(receiver.received().size() == 1);
  advance(platform, 1);
  CHECK(receiver.received().size() == 2);
  advance(platform, 24 * 3'600'000);
  const auto lines = platform.ledger();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["started_at"] == kStart);
  CHECK(lines[1]["started_at"] == "2026-01-05T16:01:00.000000Z");
  CHECK(lines[2]["started_at"] == "2026-01-05T17:01:00.000000Z");
  CHECK(platform.get("/api/v1/clock")["now"] == "2026-01-06T16:01:00.000000Z");
}

TEST_CASE("A build ends in virtual time, between the retries of others", "[emitter][integration]") {
  RunningPlatform platform([](PlatformServerOptions& options) { set_up(options, 1); });
  const Json app = platform.add_app();
  const std::string path = "/api/v1/apps/" + app["guid"].get<std::string>();
  platform.must("POST", path + "/versions", {{"name", "Version #1"}});
  platform.must("POST", path + "/builds", {{"platform", "ios"}, {"finish_after_ms", 90'000}});
  advance(platform, 89'999);
  CHECK(platform.get(path + "/builds")["builds"][0]["status"] == "started");
  advance(platform, 10'000);
  const Json build = platform.get(path + "/builds")["builds"][0];
  CHECK(build["status"] == "success");
  CHECK(build["finished_at"] == "2026-01-05T16:01:30.000000Z");
}

TEST_CASE("The same seed and deeds give the same ids, bytes, jitter and order; another seed others",
          "[emitter][integration]") {
  const std::string first = run(7);
  CHECK(first == run(7));
  CHECK(first != run(8));
}

TEST_CASE("What time is moved to is checked", "[emitter][integration]") {
  RunningPlatform platform([](PlatformServerOptions& options) { set_up(options, 1); });
  const auto told = [&](const Json& body) { return problem_of(platform.call("POST", "/api/v1/clock/advance", body)); };
  CHECK(told(Json::object()).detail == "Give either by_ms or until.");
  CHECK(told({{"by_ms", 1}, {"until", kStart}}).status == 400);
  CHECK(told({{"until", "tomorrow"}}).pointer == "/until");
  CHECK(told({{"until", "2026-01-05T15:59:59Z"}}).pointer == "/until");
  CHECK(told({{"by_ms", -1}}).pointer == "/by_ms");
  CHECK(platform.must("POST", "/api/v1/clock/advance", {{"until", "2026-01-05T16:00:01Z"}})["now"] ==
        "2026-01-05T16:00:01.000000Z");
}

TEST_CASE("A seed is for a platform on which nothing has happened", "[emitter][integration]") {
  const auto store = SqliteEmitterStore::open_in_memory();
  SystemClock clock;
  SystemRandom random;
  PlatformServerOptions options;
  options.http.listen = {"127.0.0.1", 0};
  {
    PlatformServer server(options, *store, clock, random);
    const auto bound = server.start();
    REQUIRE(bound);
    ApiClient(bound->port).call("POST", "/api/v1/apps", R"({"name":"A"})");
    server.stop();
  }
  options.seed = 1;
  PlatformServer server(options, *store, clock, random);
  const auto refused = server.start();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("--ephemeral") != std::string::npos);
}
