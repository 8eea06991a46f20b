// `emitter trigger` with faults of the schedule: when and how often its requests go.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "tests/emitter/emitter_run.h"

using namespace hookloop;
using namespace hookloop::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Words = std::vector<std::string>;
using Sleeps = std::vector<Microseconds>;
using Json = nlohmann::json;

namespace {

Words trigger(const Words& more) {
  Words words{"trigger", "PROJECT_VERSION_CREATE", "--url", "http://localhost:3000/hook", "--seed", "7"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// The event of each request, by the name of its version, with the number of its attempt if that is not 1.
Words sent_events(const EmitterRun& run) {
  Words events;
  for (const SentRequest& sent : run.sent) {
    std::string event = Json::parse(sent.body())["version"]["name"].get<std::string>().substr(9);
    const std::string attempt = sent.header("Hookloop-Attempt");
    if (attempt != "1") event += "." + attempt;
    events.push_back(event);
  }
  return events;
}

std::vector<std::size_t> sent_together(const EmitterRun& run) {
  std::vector<std::size_t> counts;
  for (const SentRequest& sent : run.sent) counts.push_back(sent.together);
  return counts;
}

}  // namespace

TEST_CASE("trigger --fault delay waits, and then says the time at which it sends", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--count", "2", "--fault", "delay:by=30s"})) == ExitCode::passed);
  CHECK(emitter.clock.sleeps() == Sleeps{30s, 30s});
  CHECK(sent_events(emitter) == Words{"1", "2"});
  CHECK(emitter.sent[0].header("webhook-timestamp") == "1769860830");
  CHECK(emitter.sent[1].header("webhook-timestamp") == "1769860860");
}

TEST_CASE("trigger --fault drop sends nothing and says so", "[emitter][unit]") {
  EmitterRun emitter;
  SECTION("on its line") {
    CHECK(emitter(trigger({"--fault", "drop"})) == ExitCode::environment);
    CHECK_THAT(emitter.out_lines().at(1), EndsWith("attempt 1  dropped on purpose: nothing was sent  [drop]"));
  }
  SECTION("in the summary") {
    CHECK(emitter(trigger({"--count", "2", "--fault", "drop"})) == ExitCode::environment);
    CHECK(emitter.out_lines().back() == "0 of 2 delivered, in 2 attempts; 2 dropped on purpose");
  }
  SECTION("as JSON") {
    CHECK(emitter(trigger({"--json", "--fault", "drop", "--fault", "duplicate"})) == ExitCode::environment);
    const auto line = Json::parse(emitter.out_lines().at(0));
    CHECK(line["outcome"] == "unreachable");
    CHECK(line["failure"] == "dropped");
    CHECK(line["status"].is_null());
    CHECK(line["next"] == "exhausted");
    CHECK(line["faults"] == Words{"drop"});
    CHECK(Json::parse(emitter.out_lines().at(1))["exit_code"] == 4);
  }
  CHECK(emitter.sent.empty());
}

TEST_CASE("trigger tries a dropped attempt again", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--retries", "1", "--fault", "drop:attempt=1"})) == ExitCode::passed);
  CHECK(sent_events(emitter) == Words{"1.2"});
  CHECK_THAT(emitter.out(), ContainsSubstring("next try in") && ContainsSubstring("1 of 1 delivered, in 2 attempts"));
}

TEST_CASE("trigger --fault duplicate sends the same bytes again after the answer", "[emitter][unit]") {
  EmitterRun emitter({answered(200), answered(500)});
  CHECK(emitter(trigger({"--json", "--fault", "duplicate:count=2"})) == ExitCode::passed);
  REQUIRE(emitter.sent.size() == 3);
  CHECK(emitter.sent[1].bytes == emitter.sent[0].bytes);
  CHECK(emitter.sent[2].bytes == emitter.sent[0].bytes);
  CHECK(sent_together(emitter) == std::vector<std::size_t>{1, 1, 1});
  const auto lines = emitter.out_lines();
  REQUIRE(lines.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto line = Json::parse(lines[i]);
    CHECK(line["attempt"] == 1);
    CHECK(line["copy"] == i + 1);
    CHECK(line["status"] == (i == 0 ? 200 : 500));
    CHECK(line["next"] == (i == 0 ? "delivered" : "copy"));
    CHECK(line["faults"] == Words{"duplicate:count=2"});
  }
  CHECK(Json::parse(lines[3])["attempts"] == 1);
}

TEST_CASE("trigger --fault concurrent-duplicate sends the same bytes at the same time", "[emitter][unit]") {
  EmitterRun emitter({answered(200), answered(409)});
  SECTION("alone") {
    CHECK(emitter(trigger({"--fault", "concurrent-duplicate:count=3"})) == ExitCode::passed);
    CHECK(sent_together(emitter) == std::vector<std::size_t>{4, 4, 4, 4});
    CHECK_THAT(emitter.out_lines().at(2), ContainsSubstring("attempt 1 copy 2  409"));
  }
  SECTION("and further ones afterwards") {
    CHECK(emitter(trigger({"--count", "2", "--fault", "concurrent-duplicate", "--fault", "duplicate"})) ==
          ExitCode::expectation_failed);
    CHECK(sent_together(emitter) == std::vector<std::size_t>{2, 2, 1, 2, 2, 1});
    CHECK_THAT(emitter.out(), ContainsSubstring("1 of 2 delivered, in 2 attempts and 4 copies; 1 rejected"));
  }
  CHECK(emitter.sent[1].bytes == emitter.sent[0].bytes);
}

TEST_CASE("trigger retries a duplicated attempt by what the first copy was answered", "[emitter][unit]") {
  EmitterRun emitter({answered(500), answered(200), answered(200)});
  CHECK(emitter(trigger({"--retries", "1", "--fault", "duplicate:attempt=1"})) == ExitCode::passed);
  CHECK(sent_events(emitter) == Words{"1", "1", "1.2"});
}

TEST_CASE("trigger --fault reorder lets the next event go first", "[emitter][unit]") {
  EmitterRun emitter;
  SECTION("of every two") {
    CHECK(emitter(trigger({"--count", "4", "--fault", "reorder"})) == ExitCode::passed);
    CHECK(sent_events(emitter) == Words{"2", "1", "4", "3"});
    CHECK(emitter.clock.sleeps().empty());
    CHECK_THAT(emitter.out_lines().at(1), ContainsSubstring("2/4") && !ContainsSubstring("reorder"));
    CHECK_THAT(emitter.out_lines().at(2), ContainsSubstring("1/4") && ContainsSubstring("[reorder]"));
  }
  SECTION("and goes by itself where no other comes") {
    CHECK(emitter(trigger({"--count", "3", "--fault", "reorder:by=7s"})) == ExitCode::passed);
    CHECK(sent_events(emitter) == Words{"2", "1", "3"});
    CHECK(emitter.clock.sleeps() == Sleeps{7s});
  }
  SECTION("and does not wait for its retries") {
    EmitterRun failing({answered(500), answered(200)});
    CHECK(failing(trigger({"--count", "2", "--retries", "1", "--fault", "reorder:attempt=1"})) == ExitCode::passed);
    CHECK(sent_events(failing) == Words{"2", "1", "2.2"});
  }
  SECTION("which a dropped one does not") {
    CHECK(emitter(trigger({"--fault", "reorder:by=7s", "--fault", "drop"})) == ExitCode::environment);
    CHECK(emitter.clock.sleeps() == Sleeps{7s});
  }
}

TEST_CASE("trigger --fault burst gathers events and sends them at once", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--count", "5", "--fault", "burst:count=2,by=9s", "--fault", "body-reserialised"})) ==
        ExitCode::passed);
  CHECK(sent_events(emitter) == Words{"1", "2", "3", "4", "5"});
  CHECK(sent_together(emitter) == std::vector<std::size_t>{2, 2, 2, 2, 1});
  CHECK(emitter.clock.sleeps() == Sleeps{9s});  // the last waits for others, and none comes
  CHECK_THAT(emitter.out_lines().at(1), ContainsSubstring("[burst:count=2,by=9s; body-reserialised]"));
}

TEST_CASE("trigger retries each delivery of a burst, with its own answer and pause", "[emitter][unit]") {
  EmitterRun emitter(
      {answered(503, "", {{"Retry-After", "20"}}), answered(503, "", {{"Retry-After", "10"}}), answered(200)});
  CHECK(emitter(trigger({"--count", "3", "--retries", "1", "--fault", "burst:count=3,attempt=1"})) == ExitCode::passed);
  CHECK(sent_events(emitter) == Words{"1", "2", "3", "2.2", "1.2"});
  CHECK(emitter.clock.sleeps() == Sleeps{10s, 10s});
  CHECK_THAT(emitter.out(), EndsWith("3 of 3 delivered, in 5 attempts\n"));
}

TEST_CASE("trigger makes a burst of copies", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--count", "2", "--fault", "burst:count=2", "--fault", "concurrent-duplicate:count=2"})) ==
        ExitCode::passed);
  CHECK(sent_events(emitter) == Words{"1", "1", "1", "2", "2", "2"});
  CHECK(sent_together(emitter) == std::vector<std::size_t>(6, 6));
}

TEST_CASE("trigger that is interrupted sends nothing that a fault still holds back", "[emitter][unit]") {
  EmitterRun emitter;
  SECTION("while others go") {
    emitter.interrupted_after = 1;
    CHECK(emitter(trigger({"--count", "9", "--fault", "reorder"})) == ExitCode::interrupted);
    CHECK_THAT(emitter.out(),
               EndsWith("interrupted at event 2 of 9: 1 of 2 delivered, in 1 attempt; 1 not sent any more\n"));
    CHECK(sent_events(emitter) == Words{"2"});
  }
  SECTION("between copies") {
    emitter.interrupted_after = 2;
    CHECK(emitter(trigger({"--fault", "duplicate:count=100"})) == ExitCode::interrupted);
    CHECK(emitter.sent.size() == 2);
  }
  SECTION("before anything goes") {
    emitter.interrupted_after = 0;
    CHECK(emitter(trigger({"--fault", "delay"})) == ExitCode::interrupted);
    CHECK(emitter.sent.empty());
  }
}
