// `emitter trigger` from words to bytes and lines, over a fake network.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "shared/schema/event_type.h"
#include "shared/schema/payload.h"
#include "shared/schema/signature.h"
#include "tests/emitter/emitter_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using Words = std::vector<std::string>;

namespace {

const std::string kUrl = "http://localhost:3000/hook";

Words trigger(const Words& more) {
  Words words{"trigger", "PROJECT_VERSION_CREATE", "--url", kUrl};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words dry(const Words& more) {
  Words words{"trigger", "PROJECT_VERSION_CREATE", "--dry-run"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("trigger sends each of the event types as a valid payload", "[emitter][unit]") {
  const std::size_t index = GENERATE(range(std::size_t{0}, event_types().size()));
  const EventTypeInfo& type = event_types()[index];
  const std::string written =
      GENERATE_COPY(std::string(type.id), std::string(type.dotted), std::string(type.console_name));
  EmitterRun emitter;
  REQUIRE(emitter({"trigger", written, "--url", kUrl}) == ExitCode::passed);
  REQUIRE(emitter.sent.size() == 1);
  CHECK(emitter.sent[0].header("Hookloop-Event-Type") == type.id);
  CHECK(judge_payload(emitter.sent[0].body(), type.id).state == PayloadVerdict::State::valid);
  CHECK(emitter.err().empty());
}

TEST_CASE("trigger tells of an attempt on one line with status, time and answer", "[emitter][unit]") {
  EmitterRun emitter({answered(500, "\n  database is locked\nat line 5")});
  emitter.clock.advance(Microseconds(0));
  CHECK(emitter(trigger({})) == ExitCode::expectation_failed);
  REQUIRE(emitter.out_lines().size() == 2);
  CHECK(emitter.out_lines()[0] == "PROJECT_VERSION_CREATE (App version created) to " + kUrl);
  CHECK_THAT(emitter.out_lines()[1],
             StartsWith("dlv_") && ContainsSubstring("attempt 1  500  12.0ms  database is locked…"));
}

TEST_CASE("trigger never lets an answer write to the terminal as it likes", "[emitter][unit]") {
  Exchange hostile = answered(200, "\x1b]0;owned\x07 \xff" + std::string(300, 'x'));
  hostile.answer->reason = "O\x1b[2JK";
  EmitterRun emitter({hostile});
  CHECK(emitter(trigger({})) == ExitCode::passed);
  CHECK(emitter.out().find('\x1b') == std::string::npos);
  CHECK(emitter.out().find('\x07') == std::string::npos);
  CHECK(emitter.out_lines()[1].size() < 250);
}

TEST_CASE("trigger shows what a problem says instead of its JSON", "[emitter][unit]") {
  const auto shown = [](const std::string& body, const std::string& type = "application/problem+json") {
    EmitterRun emitter({answered(404, body, {{"content-type", type}})});
    emitter(trigger({}));
    const std::string line = emitter.out_lines().at(1);
    return line.substr(line.find("12.0ms  ") + 8);
  };
  const std::string body = R"({"type":"urn:hookloop:problem:unknown-bin","title":"There is no such bin","status":404,)"
                           R"("detail":"Make it with POST /api/v1/bins."})";
  CHECK(shown(body) == "There is no such bin: Make it with POST /api/v1/bins.");
  CHECK(shown(body, "Application/Problem+JSON; charset=utf-8") == shown(body));
  CHECK(shown(body, "application/json") == body.substr(0, 100) + "…");
  CHECK(shown(R"({"title":"Only\u001b[2J\n this"})") == "Only\xef\xbf\xbd[2J\xef\xbf\xbd this");
  CHECK(shown(R"({"title":")" + std::string(300, 'x') + "\"}") == std::string(240, 'x') + "…");
  for (const std::string other : {R"({"title":5})", R"(["title"])", R"({"title")", "no JSON"})
    CHECK(shown(other) == other);
}

TEST_CASE("trigger cuts a long answer between characters", "[emitter][unit]") {
  std::string body;
  for (int i = 0; i < 100; ++i) body += "ü";
  EmitterRun emitter({answered(200, "x" + body)});
  CHECK(emitter(trigger({})) == ExitCode::passed);
  CHECK(emitter.out().find("\xef\xbf\xbd") == std::string::npos);
  CHECK_THAT(emitter.out(), ContainsSubstring("üü…"));
}

TEST_CASE("trigger's exit code says how the deliveries ended", "[emitter][unit]") {
  struct Row {
    std::vector<Exchange> exchanges;
    ExitCode code;
  };
  const auto row = GENERATE(values<Row>({
      {{answered(204)}, ExitCode::passed},
      {{answered(404)}, ExitCode::expectation_failed},
      {{answered(302)}, ExitCode::expectation_failed},
      {{failed(SendFailure::malformed_answer)}, ExitCode::expectation_failed},
      {{failed(SendFailure::timed_out)}, ExitCode::timed_out},
      {{failed(SendFailure::refused)}, ExitCode::environment},
      {{failed(SendFailure::reset)}, ExitCode::environment},
      {{answered(404), answered(200)}, ExitCode::expectation_failed},
      {{answered(404), failed(SendFailure::timed_out)}, ExitCode::timed_out},
      {{failed(SendFailure::refused), failed(SendFailure::timed_out)}, ExitCode::environment},
  }));
  EmitterRun emitter(row.exchanges);
  CHECK(emitter(trigger({"--count", std::to_string(row.exchanges.size())})) == row.code);
}

TEST_CASE("trigger retries with one delivery id and body, counting attempts", "[emitter][unit]") {
  EmitterRun emitter({answered(503, "", {{"Retry-After", "3"}}), answered(200)});
  CHECK(emitter(trigger({"--retries", "2", "--backoff", "1ms"})) == ExitCode::passed);
  REQUIRE(emitter.sent.size() == 2);
  CHECK(emitter.sent[0].header("webhook-id") == emitter.sent[1].header("webhook-id"));
  CHECK(emitter.sent[0].body() == emitter.sent[1].body());
  CHECK(emitter.sent[1].header("Hookloop-Attempt") == "2");
  CHECK(emitter.clock.sleeps() == std::vector<Microseconds>{std::chrono::seconds(3)});
  CHECK_THAT(emitter.out(),
             ContainsSubstring("next try in 3.00s") && ContainsSubstring("1 of 1 delivered, in 2 attempts"));
}

TEST_CASE("trigger --retry-after-limit bounds what a receiver may ask for", "[emitter][unit]") {
  EmitterRun emitter({answered(503, "", {{"Retry-After", "86400"}}), answered(200)});
  CHECK(emitter(trigger({"--retries", "1", "--retry-after-limit", "2s"})) == ExitCode::passed);
  CHECK(emitter.clock.sleeps() == std::vector<Microseconds>{std::chrono::seconds(2)});
}

TEST_CASE("trigger --count makes as many different events", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--count", "12"})) == ExitCode::passed);
  std::set<std::string> deliveries;
  std::set<std::string> events;
  std::set<std::string> bodies;
  for (const SentRequest& sent : emitter.sent) {
    deliveries.insert(sent.header("webhook-id"));
    events.insert(sent.header("Hookloop-Event-Id"));
    bodies.insert(sent.body());
    CHECK(sent.header("Hookloop-Attempt") == "1");
  }
  CHECK(deliveries.size() == 12);
  CHECK(events.size() == 12);
  CHECK(bodies.size() == 12);
  CHECK_THAT(emitter.sent[11].body(), ContainsSubstring(R"("name":"Version #12")"));
  CHECK_THAT(emitter.out(), ContainsSubstring("12 of 12 delivered, in 12 attempts"));
}

TEST_CASE("trigger --seed sends the same bodies and ids again on another day", "[emitter][unit]") {
  EmitterRun first;
  EmitterRun second;
  second.clock.advance(std::chrono::hours(24));
  EmitterRun other;
  CHECK(first(trigger({"--seed", "42", "--count", "3"})) == ExitCode::passed);
  CHECK(second(trigger({"--seed", "42", "--count", "3"})) == ExitCode::passed);
  CHECK(other(trigger({"--seed", "43", "--count", "3"})) == ExitCode::passed);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(first.sent[i].body() == second.sent[i].body());
    CHECK(first.sent[i].header("webhook-id") == second.sent[i].header("webhook-id"));
    CHECK(first.sent[i].header("Hookloop-Event-Id") == second.sent[i].header("Hookloop-Event-Id"));
    CHECK(first.sent[i].body() != other.sent[i].body());
    CHECK(first.sent[i].header("webhook-id") != other.sent[i].header("webhook-id"));
    // A receiver refuses a stamp of the past, so what is sent says the real time.
    CHECK(second.sent[i].header("webhook-timestamp") == "1769947200");
  }
}

TEST_CASE("trigger --seed --timestamp sends the same requests, byte for byte", "[emitter][unit]") {
  const Words words =
      trigger({"--seed", "42", "--timestamp", "1700000000", "--secret", "It's a Secret", "--scheme", "stripe"});
  EmitterRun first;
  EmitterRun second;
  second.clock.advance(std::chrono::hours(1));
  CHECK(first(words) == ExitCode::passed);
  CHECK(second(words) == ExitCode::passed);
  CHECK(first.sent[0].bytes == second.sent[0].bytes);
  CHECK_THAT(first.sent[0].bytes, ContainsSubstring("Stripe-Signature: t=1700000000,v1="));
}

TEST_CASE("trigger --seed repeats the pauses between retries", "[emitter][unit]") {
  const auto pauses = [] {
    EmitterRun emitter({answered(500)});
    emitter(trigger({"--seed", "5", "--retries", "4"}));
    return emitter.clock.sleeps();
  };
  CHECK(pauses().size() == 4);
  CHECK(pauses() == pauses());
}

TEST_CASE("trigger --dry-run prints what would be sent, byte for byte, and nothing else", "[emitter][unit]") {
  const Words flags{"--seed",  "1",  "--timestamp", "1700000000", "--url",    kUrl,
                    "--login", "me", "--password",  "pw",         "--secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
  EmitterRun dry_run;
  EmitterRun real;
  Words sending{"trigger", "PROJECT_VERSION_CREATE"};
  sending.insert(sending.end(), flags.begin(), flags.end());
  CHECK(dry_run(dry(flags)) == ExitCode::passed);
  CHECK(real(sending) == ExitCode::passed);
  CHECK(dry_run.sent.empty());
  CHECK(dry_run.out() == real.sent.at(0).bytes);
  CHECK(dry_run.err().empty());
}

TEST_CASE("trigger --dry-run with a seed is the same on every day", "[emitter][unit]") {
  EmitterRun first;
  EmitterRun second;
  second.clock.advance(std::chrono::hours(24));
  const Words words = dry({"--seed", "9", "--count", "2", "--secret", "k", "--scheme", "github"});
  CHECK(first(words) == ExitCode::passed);
  CHECK(second(words) == ExitCode::passed);
  CHECK(first.out() == second.out());
  CHECK_THAT(first.out(), ContainsSubstring("X-Hub-Signature-256: sha256="));
}

TEST_CASE("trigger --dry-run --json prints head and body as JSON", "[emitter][unit]") {
  EmitterRun emitter;
  EmitterRun plain;
  CHECK(emitter(dry({"--seed", "1", "--json"})) == ExitCode::passed);
  CHECK(plain(dry({"--seed", "1"})) == ExitCode::passed);
  const auto line = nlohmann::json::parse(emitter.out());
  CHECK(line["kind"] == "request");
  CHECK(line["head"].get<std::string>() + line["body"].get<std::string>() == plain.out());
}

TEST_CASE("trigger --set and --remove are applied in the order of the command line", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(dry({"--set", "/version/name=Version #1", "--remove", "/version/name", "--set", "/version/name=again",
                     "--set=/project/name:=\"quoted\""})) == ExitCode::passed);
  CHECK_THAT(emitter.out(),
             ContainsSubstring(R"("name":"again"}})") || ContainsSubstring(R"("name":"again"},"created_at")"));
  CHECK_THAT(emitter.out(), ContainsSubstring(R"("name":"quoted")") && !ContainsSubstring("Version #1"));
  CHECK(emitter.err().empty());
}

TEST_CASE("trigger warns once of an edit that breaks the schema, and sends all the same", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--set", "/version/name:=5", "--remove", "/project", "--count", "3"})) == ExitCode::passed);
  CHECK(emitter.sent.size() == 3);
  CHECK_THAT(emitter.sent[0].body(), StartsWith(R"({"version":{"name":5,)"));
  CHECK_THAT(emitter.err(), ContainsSubstring("warning") && ContainsSubstring("/version/name") &&
                                ContainsSubstring("PROJECT_VERSION_CREATE"));
  CHECK(emitter.err_lines().size() == 1);
}

TEST_CASE("trigger's warning of an edit names the key that was likely meant, and says nothing of sending",
          "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(dry({"--set", "/version/nmae=x"})) == ExitCode::passed);
  CHECK_THAT(emitter.err(), ContainsSubstring("/version/nmae") && ContainsSubstring("did you mean /version/name?") &&
                                !ContainsSubstring("sent"));
}

TEST_CASE("trigger accepts a 2xx whose answer broke off, and says so", "[emitter][unit]") {
  Exchange broken = answered(200, "half \xc3");
  broken.answer->body_complete = false;
  broken.failure = SendFailure::closed_early;
  broken.detail = "the connection was closed";
  SECTION("on its line") {
    EmitterRun emitter({broken});
    CHECK(emitter(trigger({"--retries", "3"})) == ExitCode::passed);
    CHECK(emitter.sent.size() == 1);
    CHECK_THAT(emitter.out(), ContainsSubstring("200, then the answer broke off: the connection was closed"));
  }
  SECTION("on a line beside the progress bar too") {
    EmitterRun emitter({broken});
    emitter.terminal = true;
    CHECK(emitter(trigger({"--count", "20"})) == ExitCode::passed);
    CHECK_THAT(emitter.out(), ContainsSubstring("the answer broke off"));
  }
  SECTION("as JSON") {
    EmitterRun emitter({broken});
    CHECK(emitter(trigger({"--json"})) == ExitCode::passed);
    const auto line = nlohmann::json::parse(emitter.out_lines().at(0));
    CHECK(line["outcome"] == "accepted");
    CHECK(line["failure"] == "closed_early");
    CHECK(line["note"] == "the answer broke off");
    CHECK(line["answer"]["body"]["text"] == "half ");
    CHECK(line["answer"]["body"]["truncated"] == true);
  }
}

TEST_CASE("trigger --json cuts what is kept of a long answer at a character", "[emitter][unit]") {
  struct Row {
    std::string kept;
    const char* key;
    std::string shown;
  };
  const auto row = GENERATE(values<Row>({
      {"h\xc3\xbc", "text", "h\xc3\xbc"},
      {"h\xc3", "text", "h"},
      {"h\xf0\x9f\x98", "text", "h"},
      {"\xe2", "text", ""},
      {"h\xff", "base64", "aP8="},      // no character begins so
      {"h\xc3x", "base64", "aMN4"},     // nor goes on so
      {"\xc3\x28h", "base64", "wyho"},  // nor is it only the end that is wrong
  }));
  Exchange exchange = answered(200, row.kept);
  exchange.answer->body_bytes = 100;
  EmitterRun emitter({exchange});
  CHECK(emitter(trigger({"--json"})) == ExitCode::passed);
  const auto body = nlohmann::json::parse(emitter.out_lines().at(0))["answer"]["body"];
  CHECK(body[row.key] == row.shown);
  CHECK(body["truncated"] == true);
  CHECK(body["bytes"] == 100);
}

TEST_CASE("trigger --json does not call a whole answer truncated", "[emitter][unit]") {
  EmitterRun emitter({answered(200, "all")});
  CHECK(emitter(trigger({"--json"})) == ExitCode::passed);
  CHECK_FALSE(nlohmann::json::parse(emitter.out_lines().at(0))["answer"]["body"].contains("truncated"));
}

TEST_CASE("trigger reads the numbers of its flags as decimal", "[emitter][unit]") {
  EmitterRun emitter({answered(500)});
  CHECK(emitter(trigger({"--count", "010", "--timestamp", "0010"})) == ExitCode::expectation_failed);
  CHECK(emitter.sent.size() == 10);
  CHECK(emitter.sent[0].header("webhook-timestamp") == "10");
  EmitterRun retrying({answered(500)});
  CHECK(retrying(trigger({"--retries", "010"})) == ExitCode::expectation_failed);
  CHECK(retrying.sent.size() == 11);
}

TEST_CASE("trigger --dry-run ends when its output can not be written", "[emitter][unit]") {
  EmitterRun emitter;
  emitter.break_out();
  // As many as would take minutes to make.
  CHECK(emitter(dry({"--count", "100000000"})) == ExitCode::passed);
}

TEST_CASE("trigger sends no further event when its output can not be written", "[emitter][unit]") {
  EmitterRun emitter;
  emitter.break_out();
  const Words more = GENERATE(Words{}, Words{"--json"});
  Words words = trigger({"--count", "100"});
  words.insert(words.end(), more.begin(), more.end());
  CHECK(emitter(words) == ExitCode::passed);
  CHECK(emitter.sent.size() == 1);
}

TEST_CASE("trigger warns when certificates are not checked", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter({"trigger", "PROJECT_PUBLISH", "--url", "https://localhost/", "--insecure"}) == ExitCode::passed);
  CHECK_FALSE(emitter.verified_certificates);
  CHECK_THAT(emitter.err(), ContainsSubstring("not checked"));
  EmitterRun careful;
  CHECK(careful({"trigger", "PROJECT_PUBLISH", "--url", "https://localhost/"}) == ExitCode::passed);
  CHECK(careful.verified_certificates);
}

TEST_CASE("trigger --json prints one object for each attempt and a summary", "[emitter][unit]") {
  Exchange bytes = answered(200, "\xff\x00");
  bytes.connection_reused = true;
  EmitterRun emitter(
      {answered(503, "busy", {{"Retry-After", "1"}}), failed(SendFailure::refused, "nobody there"), bytes});
  CHECK(emitter(trigger({"--json", "--retries", "2", "--seed", "1"})) == ExitCode::passed);
  const auto lines = emitter.out_lines();
  REQUIRE(lines.size() == 4);
  const auto first = nlohmann::json::parse(lines[0]);
  CHECK(first["kind"] == "attempt");
  CHECK(first["event_type"] == "PROJECT_VERSION_CREATE");
  CHECK(first["delivery_id"] == emitter.sent[0].header("webhook-id"));
  CHECK(first["attempt"] == 1);
  CHECK(first["at"] == "2026-01-31T12:00:00.000000Z");
  CHECK(first["status"] == 503);
  CHECK(first["outcome"] == "rejected");
  CHECK(first["failure"].is_null());
  CHECK(first["answer"]["body"]["text"] == "busy");
  CHECK(first["duration_ms"] == 12);
  CHECK(first["connection_reused"] == false);
  CHECK(first["retry_after_ms"] == 1000);
  CHECK(first["next"] == "retry");
  CHECK(first["retry_in_ms"] == 1000);
  const auto second = nlohmann::json::parse(lines[1]);
  CHECK(second["failure"] == "refused");
  CHECK(second["detail"] == "nobody there");
  CHECK(second["answer"].is_null());
  const auto third = nlohmann::json::parse(lines[2]);
  CHECK(third["answer"]["body"]["base64"] == "/w==");
  CHECK(third["next"] == "delivered");
  CHECK(third["connection_reused"] == true);
  CHECK(
      nlohmann::ordered_json::parse(lines[3]).dump() ==
      R"({"kind":"summary","event_type":"PROJECT_VERSION_CREATE","events":1,"delivered":1,"exhausted":0,"attempts":3,"interrupted":false,"exit_code":0})");
}

TEST_CASE("trigger shows a progress bar on a terminal when the count is long", "[emitter][unit]") {
  EmitterRun emitter({answered(500), answered(200)});
  emitter.terminal = true;
  CHECK(emitter(trigger({"--count", "100"})) == ExitCode::expectation_failed);
  CHECK_THAT(emitter.out(), ContainsSubstring("100%  100/100") && ContainsSubstring("99 of 100 delivered"));
  // What went wrong is told on a line of its own, what went right is not.
  CHECK_THAT(emitter.out(), ContainsSubstring("1/100  dlv_") && !ContainsSubstring("2/100  dlv_"));
}

TEST_CASE("trigger shows no progress bar elsewhere", "[emitter][unit]") {
  EmitterRun emitter;
  SECTION("when the count is short") { emitter.terminal = true; }
  const std::string count = emitter.terminal ? "3" : "30";
  CHECK(emitter(trigger({"--count", count})) == ExitCode::passed);
  CHECK(emitter.out().find('\r') == std::string::npos);
  CHECK(emitter.out_lines().size() == std::stoul(count) + 2);
}

TEST_CASE("trigger refuses what does not fit together with one sentence, and sends nothing", "[emitter][unit]") {
  struct Row {
    Words words;
    const char* sentence;
  };
  const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const auto row = GENERATE_COPY(values<Row>({
      {{"trigger", "PROJECT_VERSION_CREAT", "--url", kUrl}, "did you mean PROJECT_VERSION_CREATE"},
      {{"trigger"}, "which event?"},
      {{"trigger", "PROJECT_PUBLISH"}, "where to?"},
      {{"trigger", "PROJECT_PUBLISH", "--url", "localhost:3000"}, "did you mean http://localhost:3000?"},
      {{"trigger", "PROJECT_PUBLISH", "--url", "http://me:pw@localhost/"}, "--login and --password"},
      {trigger({"--scheme", "stripy", "--secret", "x"}), "did you mean stripe?"},
      {trigger({"--scheme", "stripe"}), "--secret"},
      {trigger({"--scheme", "ed25519", "--secret", "x"}), "did you mean standard-ed25519?"},
      {trigger({"--scheme", "", "--secret", "x"}), "there is no signature scheme"},
      {trigger({"--secret", "whsk_hunter2"}), "--scheme standard-ed25519"},
      {trigger({"--profile", "faithfull"}), "did you mean faithful?"},
      {trigger({"--profile", "faithful", "--secret", secret}), "faithful sends no signature"},
      {trigger({"--secret", "not base64"}), "whsec_"},
      {trigger({"--secret", secret, "--scheme", "standard-ed25519"}), "whsk_"},
      {trigger({"--login", "a:b", "--password", "x"}), "colon"},
      {trigger({"--login", "a"}), "--password"},
      {trigger({"--login", "a\n", "--password", "x"}), "the login holds a control character"},
      {trigger({"--login", "a", "--password", "hunter2\n"}), "the password holds a control character"},
      {trigger({"--password", "a"}), "--login"},
      {trigger({"--timeout", "0s"}), "--timeout"},
      {trigger({"--set", "/verson/name=x"}), "did you mean /version/name?"},
      {trigger({"--remove", "/version/nam"}), "did you mean /version/name?"},
  }));
  CAPTURE(row.words);
  EmitterRun emitter;
  CHECK(emitter(row.words) == ExitCode::wrong_usage);
  CHECK_THAT(emitter.err(), StartsWith("emitter: ") && ContainsSubstring(row.sentence));
  CHECK_THAT(emitter.err(), !ContainsSubstring("hunter2"));
  CHECK(emitter.err_lines().size() == 1);
  CHECK(emitter.sent.empty());
  CHECK(emitter.out().empty());
}

TEST_CASE("trigger never shows a secret or password", "[emitter][unit]") {
  EmitterRun emitter({answered(500)});
  emitter(trigger({"--secret", "hunter2-secret", "--scheme", "github", "--login", "me", "--password",
                   "hunter2-password", "--json"}));
  emitter(trigger({"--secret", "hunter2-secret", "--login", "me", "--password", "hunter2-password"}));
  CHECK_THAT(emitter.out() + emitter.err(), !ContainsSubstring("hunter2"));
}

TEST_CASE("trigger tells how far it got when it is interrupted", "[emitter][unit]") {
  EmitterRun emitter;
  emitter.interrupted_after = 30;
  SECTION("as text, without the progress bar") {
    emitter.terminal = true;
    CHECK(emitter(trigger({"--count", "100"})) == ExitCode::interrupted);
    CHECK_THAT(emitter.out(), EndsWith("\r\x1b[Kinterrupted at event 30 of 100: 30 of 30 delivered, in 30 attempts\n"));
  }
  SECTION("as JSON") {
    CHECK(emitter(trigger({"--count", "100", "--json"})) == ExitCode::interrupted);
    const auto summary = nlohmann::json::parse(emitter.out_lines().at(30));
    CHECK(summary["kind"] == "summary");
    CHECK(summary["interrupted"] == true);
    CHECK(summary["exit_code"] == 130);
  }
  SECTION("of a dry run nothing, that prints requests only") {
    emitter.interrupted_after = 0;
    CHECK(emitter(dry({"--count", "100000000"})) == ExitCode::interrupted);
    CHECK(emitter.err().empty());
  }
}

TEST_CASE("trigger counts apart who took the request and did not answer", "[emitter][unit]") {
  EmitterRun emitter({failed(SendFailure::refused), failed(SendFailure::reset), failed(SendFailure::closed_early)});
  CHECK(emitter(trigger({"--count", "3"})) == ExitCode::environment);
  CHECK_THAT(emitter.out(), ContainsSubstring("; 1 could not be reached; 2 ended without an answer"));
}
