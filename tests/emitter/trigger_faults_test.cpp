// `emitter trigger --fault`: from words to what a receiver gets, judged as a receiver would.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "shared/schema/payload.h"
#include "tests/emitter/emitter_run.h"
#include "tests/emitter/faults/made_request.h"
#include "tests/shared/schema/signed_request.h"
#include "tests/shared/support/captured_output.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using Words = std::vector<std::string>;
using Json = nlohmann::json;

namespace {

// A seeded run, signed at kSignedAt.
Words trigger(const Words& more) {
  Words words{"trigger",     "PROJECT_VERSION_CREATE",
              "--url",       "http://localhost:3000/hook",
              "--seed",      "7",
              "--timestamp", "1700000000",
              "--secret",    std::string(kStandardSecret)};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

SignatureVerdict judge(const SentRequest& sent, const std::string& payload) {
  const HeaderList headers = sent.headers();
  const std::string body = sent.body();
  const std::string_view payloads[] = {payload};
  VerificationOptions options;
  options.sent_bodies = payloads;
  const VerificationKey keys[] = {verification_key(SignatureScheme::standard)};
  return verify({headers, body, kSignedAt}, keys, options);
}

std::vector<Words> faults_told(const EmitterRun& run) {
  std::vector<Words> told;
  for (const std::string& line : run.out_lines()) {
    const auto json = Json::parse(line);
    if (json.contains("faults")) told.push_back(json["faults"].get<Words>());
  }
  return told;
}

}  // namespace

TEST_CASE("trigger --fault does to a request what its name says", "[emitter][unit]") {
  struct Row {
    std::string fault;
    std::string signature;  // state or cause of our verdict
    std::string payload;    // its state
  };
  const auto row = GENERATE(values<Row>({
      {"invalid-json", "valid", "not_json"},
      {"invalid-utf8", "valid", "not_json"},
      {"oversized-body:bytes=64KiB", "valid", "valid"},
      {"schema-missing-key", "valid", "invalid"},
      {"schema-wrong-type", "valid", "invalid"},
      {"schema-extra-key", "valid", "invalid"},
      {"wrong-secret", "wrong_secret", "valid"},
      {"missing-signature", "missing_header", "valid"},
      {"malformed-signature", "malformed_header", "valid"},
      {"stale-timestamp", "timestamp_too_old", "valid"},
      {"future-timestamp", "timestamp_too_new", "valid"},
      {"body-altered", "body_changed", "valid"},
      {"body-reserialised", "body_reserialised", "valid"},
      {"truncated-body", "body_changed", "not_json"},
      {"wrong-content-type", "valid", "valid"},
      {"extra-headers", "valid", "valid"},
      {"wrong-event-type", "valid", "invalid"},
      {"slow-write", "valid", "valid"},
      {"reset-mid-body", "valid", "valid"},
  }));
  CAPTURE(row.fault);
  EmitterRun plain;
  EmitterRun faulty;
  CHECK(plain(trigger({"--json"})) == ExitCode::passed);
  CHECK(faulty(trigger({"--json", "--fault", row.fault})) == ExitCode::passed);
  REQUIRE(faulty.sent.size() == 1);
  const SentRequest& sent = faulty.sent[0];
  const SignatureVerdict verdict = judge(sent, plain.sent[0].body());
  const bool is_valid = verdict.state == SignatureVerdict::State::valid;
  CHECK(std::string(is_valid ? to_string(verdict.state) : to_string(verdict.cause)) == row.signature);
  CHECK(std::string(to_string(judge_payload(sent.body(), sent.header("Hookloop-Event-Type")).state)) == row.payload);
  CHECK(sent.header("webhook-id") == plain.sent[0].header("webhook-id"));
  CHECK((sent.bytes != plain.sent[0].bytes || sent.wire != WireBehaviour{}));
  CHECK(faults_told(plain) == std::vector<Words>{{}});
  CHECK(faults_told(faulty) == std::vector<Words>{{row.fault}});
  CHECK(faulty.err().empty());
}

TEST_CASE("trigger passes on how a request is to be written", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--fault", "slow-write:bytes=8,by=1ms", "--fault", "reset-mid-body"})) == ExitCode::passed);
  const SentRequest& sent = emitter.sent.at(0);
  CHECK(sent.wire == WireBehaviour{8, std::chrono::milliseconds(1), sent.head().size() + sent.body().size() / 2});
}

TEST_CASE("trigger does several faults to one request", "[emitter][unit]") {
  EmitterRun plain;
  EmitterRun emitter;
  plain(trigger({}));
  CHECK(emitter(trigger({"--json", "--fault", "duplicate", "--fault", "schema-extra-key", "--fault", "wrong-secret",
                         "--fault", "wrong-content-type", "--fault", "slow-write"})) == ExitCode::passed);
  REQUIRE(emitter.sent.size() == 2);
  for (const SentRequest& sent : emitter.sent) {
    CHECK(judge(sent, plain.sent[0].body()).cause == SignatureCause::wrong_secret);
    CHECK(judge_payload(sent.body(), "PROJECT_VERSION_CREATE").violations.at(0).rule == "additionalProperties");
    CHECK(sent.header("Content-Type") == "text/plain");
    CHECK(sent.wire.piece_bytes == 16);
  }
  const Words all{"duplicate", "schema-extra-key", "wrong-secret", "wrong-content-type", "slow-write"};
  CHECK(faults_told(emitter) == std::vector<Words>{all, all});
}

TEST_CASE("trigger --seed repeats the faults and where they strike, whatever is answered", "[emitter][unit]") {
  const Words words = trigger({"--json", "--count", "40", "--retries", "1", "--fault", "body-altered:share=0.5",
                               "--fault", "duplicate:share=0.2", "--fault", "drop:share=0.1"});
  EmitterRun first;
  EmitterRun second;
  second.clock.advance(std::chrono::hours(24));
  first(words);
  second(words);
  REQUIRE(first.sent.size() == second.sent.size());
  for (std::size_t i = 0; i < first.sent.size(); ++i) CHECK(first.sent[i].bytes == second.sent[i].bytes);
  CHECK(faults_told(first) == faults_told(second));

  EmitterRun failing({answered(500)});
  failing(words);
  std::vector<std::string> first_tries;
  for (const SentRequest& sent : failing.sent) {
    if (sent.header("Hookloop-Attempt") == "1") first_tries.push_back(sent.bytes);
  }
  std::erase_if(first.sent, [](const SentRequest& sent) { return sent.header("Hookloop-Attempt") != "1"; });
  REQUIRE(first_tries.size() == first.sent.size());
  for (std::size_t i = 0; i < first_tries.size(); ++i) CHECK(first_tries[i] == first.sent[i].bytes);

  EmitterRun other;
  Words other_words = words;
  *std::find(other_words.begin(), other_words.end(), "7") = "8";
  other(other_words);
  CHECK(faults_told(other) != faults_told(first));
}

TEST_CASE("trigger's share of a fault strikes about so many, and without a seed others each time", "[emitter][unit]") {
  const auto told = [] {
    EmitterRun emitter;
    emitter({"trigger", "PROJECT_PUBLISH", "--url", "http://localhost/", "--json", "--count", "400", "--fault",
             "wrong-content-type:share=0.25"});
    return faults_told(emitter);
  };
  const auto some = told();
  const auto struck = std::count_if(some.begin(), some.end(), [](const Words& faults) { return !faults.empty(); });
  CHECK(struck > 56);  // 100 expected; five standard deviations are 44
  CHECK(struck < 144);
  CHECK(told() != some);
}

TEST_CASE("trigger does a fault of one attempt on that attempt alone", "[emitter][unit]") {
  EmitterRun emitter({answered(401), answered(200)});
  CHECK(emitter(trigger({"--json", "--retries", "1", "--fault", "wrong-secret:attempt=1"})) == ExitCode::passed);
  CHECK(faults_told(emitter) == std::vector<Words>{{"wrong-secret:attempt=1"}, {}});
  CHECK(judge(emitter.sent.at(1), emitter.sent[1].body()).state == SignatureVerdict::State::valid);
}

TEST_CASE("trigger's lines say which faults were done", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--fault", "body-altered", "--fault", "delay:by=2s"})) == ExitCode::passed);
  CHECK_THAT(emitter.out_lines().at(1), ContainsSubstring("200  12.0ms  [delay:by=2s; body-altered]"));
}

TEST_CASE("trigger shows what was done badly beside a progress bar too", "[emitter][unit]") {
  EmitterRun emitter;
  emitter.terminal = true;
  CHECK(emitter(trigger({"--count", "40", "--fault", "duplicate:share=0.1"})) == ExitCode::passed);
  CHECK_THAT(emitter.out(), ContainsSubstring("[duplicate:share=0.1]") && ContainsSubstring("100%  40/40"));
}

TEST_CASE("trigger --dry-run prints the bytes that faults make, in the order in which they go", "[emitter][unit]") {
  const Words flags{"--count", "6",       "--fault", "body-altered:share=0.5", "--fault", "duplicate:attempt=1",
                    "--fault", "reorder", "--fault", "drop:share=0.2",         "--fault", "burst:count=2"};
  EmitterRun real;
  EmitterRun dry;
  real(trigger(flags));
  Words words = trigger(flags);
  words.emplace_back("--dry-run");
  CHECK(dry(words) == ExitCode::passed);
  std::string sent;
  for (const SentRequest& request : real.sent) sent += request.bytes;
  CHECK(dry.out() == sent);
  CHECK(dry.sent.empty());
  CHECK(dry.clock.sleeps().empty());
}

TEST_CASE("trigger --dry-run --json tells the faults, and any body", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter(trigger({"--dry-run", "--json", "--fault", "invalid-utf8", "--fault", "slow-write"})) ==
        ExitCode::passed);
  const auto line = Json::parse(emitter.out());
  CHECK(line["faults"].get<Words>() == Words{"invalid-utf8", "slow-write"});
  CHECK(line.contains("body_base64"));
  CHECK_FALSE(line.contains("body"));
}

TEST_CASE("trigger refuses a fault that is none with what would be right", "[emitter][unit]") {
  const auto text = GENERATE(as<std::string>{}, "slow-wrte", "delay:by=never", "delay:bye=1s", "duplicate:count=0",
                             "drop:count=1", "burst:share=2", "drop:attempt=0", "delay:by=1s,by=2s", "", "drop:");
  EmitterRun emitter;
  const CapturedOutput captured;  // of what reads the words
  CHECK(emitter(trigger({"--fault", "drop", "--fault", text})) == ExitCode::wrong_usage);
  CHECK(captured.errors() == "emitter: --fault: " + parse_fault(text).error().message + "\n");
  CHECK(emitter.sent.empty());
  CHECK(emitter.out().empty());
}

TEST_CASE("trigger warns of a fault that can not happen, and sends all the same", "[emitter][unit]") {
  struct Row {
    Words words;
    const char* why;
  };
  const auto row = GENERATE(values<Row>({
      {{"--fault", "missing-signature"}, "nothing is signed without a --secret"},
      {{"--fault", "wrong-secret", "--profile", "faithful"}, "faithful sends no signature"},
      {{"--fault", "wrong-event-type", "--profile", "faithful"}, "faithful sends no header of ours"},
      {{"--fault", "drop:attempt=3", "--retries", "1"}, "with --retries 1 there is no attempt 3"},
  }));
  Words words{"trigger", "PROJECT_PUBLISH", "--url", "http://localhost/"};
  words.insert(words.end(), row.words.begin(), row.words.end());
  EmitterRun emitter;
  CHECK(emitter(words) == ExitCode::passed);
  CHECK_THAT(emitter.err(), StartsWith("emitter: warning: --fault " + row.words[1]) && ContainsSubstring(row.why));
  CHECK(emitter.err_lines().size() == 1);
  CHECK(emitter.sent.size() == 1);
}

TEST_CASE("What faults NAME says to try does that fault", "[emitter][unit]") {
  for (const FaultInfo& fault : fault_catalogue()) {
    EmitterRun catalogue;
    catalogue({"faults", std::string(fault.name)});
    std::istringstream command(catalogue.out().substr(catalogue.out().find("Try it: emitter ") + 16));
    Words words{std::istream_iterator<std::string>(command), {}};
    words.emplace_back("--json");
    CAPTURE(words);
    EmitterRun emitter;
    CHECK(emitter(words) == (fault.kind == FaultKind::drop ? ExitCode::environment : ExitCode::passed));
    CHECK(emitter.err().empty());
    CHECK(faults_told(emitter).at(fault.kind == FaultKind::reorder ? 1 : 0) == Words{std::string(fault.name)});
  }
}
