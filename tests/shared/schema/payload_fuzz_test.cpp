// Bodies come from the network: whatever the bytes, a verdict comes out and nothing is thrown. Seeded, so that a find
// can be run again; the sanitizers watch for what a verdict does not show.
#include <catch2/catch_test_macros.hpp>

#include "shared/schema/json_text.h"
#include "shared/support/random.h"
#include "tests/shared/schema/payload_samples.h"

using namespace hookloop;
using namespace hookloop::test;
using State = PayloadVerdict::State;

namespace {

std::size_t below(Random& random, std::size_t limit) { return static_cast<std::size_t>(random.next() % limit); }

// One change of the kind that breaks parsers.
void mutate(std::string& body, Random& random) {
  static const std::vector<std::string> kPieces = {
      "\"",
      "\\",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "null",
      "true",
      "-",
      "0",
      "1e9999",
      "\\u",
      "\\ud800",
      "\xff",
      "\xc3",
      "\x00",
      "\n",
      "99999999999999999999",
      "{\"a\":",
      "[[[[[[",
      " ",
      "\"project\"",
      "\"created_at\"",
      "\xf0\x9f\x98\x80",
  };
  if (body.empty()) body = "{";
  const std::size_t at = below(random, body.size());
  switch (below(random, 6)) {
    case 0:
      body[at] = static_cast<char>(random.next());
      break;
    case 1:
      body.erase(at, 1 + below(random, 20));
      break;
    case 2:
      body.insert(at, kPieces[below(random, kPieces.size())]);
      break;
    case 3:
      body.resize(at);
      break;
    case 4:
      body.insert(at, body.substr(below(random, body.size()), below(random, 200)));
      break;
    default:
      body.replace(at, std::min<std::size_t>(3, body.size() - at), kPieces[below(random, kPieces.size())]);
  }
}

std::size_t bytes_of(const Violation& violation) {
  return violation.pointer.size() + violation.rule.size() + violation.expected.size() + violation.actual.size();
}

void check_sound(const std::string& body, const PayloadVerdict& verdict) {
  REQUIRE(verdict.violations.size() <= kMostViolations);
  const bool has_violations = verdict.state == State::invalid || verdict.state == State::not_json;
  REQUIRE(verdict.violations.empty() != has_violations);
  for (const Violation& violation : verdict.violations) {
    REQUIRE_FALSE(violation.rule.empty());
    REQUIRE_FALSE(violation.expected.empty());
    REQUIRE_FALSE(violation.actual.empty());
    REQUIRE(violation.line >= 1);
    REQUIRE(violation.column >= 1);
    REQUIRE(violation.column <= body.size() + 1);
    REQUIRE(bytes_of(violation) <= kLongestViolationBytes);
  }
}

}  // namespace

TEST_CASE("Broken payloads are judged, never thrown at", "[schema][fuzz]") {
  constexpr int kBodiesOfEachType = 1000;
  SeededRandom random(20150422);
  int still_valid = 0;
  int still_json = 0;
  for (const EventTypeInfo& type : event_types()) {
    for (int i = 0; i < kBodiesOfEachType; ++i) {
      std::string body(payload_example(type.type));
      for (std::size_t changes = 1 + below(random, 4); changes > 0; --changes) mutate(body, random);
      CAPTURE(type.id, i, body);
      const PayloadVerdict told = judge_payload(body, type.id);
      check_sound(body, told);
      check_sound(body, judge_payload(body, std::nullopt));

      // The same answer by another way: JSON is what the other reader of JSON takes too, and what is valid is parsed.
      if (told.violations.empty() || told.violations[0].actual != "nested deeper than 512") {
        REQUIRE(Json::accept(body) == (told.state != State::not_json));
      }
      const auto parsed = parse_payload(body, type.type);
      REQUIRE(static_cast<bool>(parsed) == (told.state == State::valid));
      if (parsed) REQUIRE(judge_payload(to_bytes(*parsed), type.id).state == State::valid);
      still_valid += told.state == State::valid ? 1 : 0;
      still_json += told.state == State::invalid ? 1 : 0;
    }
  }
  // Otherwise the changes would be too rough to try anything.
  CHECK(still_valid > 100);
  CHECK(still_json > 500);
}

TEST_CASE("Rubbish is judged, never thrown at", "[schema][fuzz]") {
  SeededRandom random(42);
  for (int i = 0; i < 5000; ++i) {
    std::string body(below(random, 100), '\0');
    for (char& c : body) c = static_cast<char>(random.next());
    CAPTURE(i);
    check_sound(body, judge_payload(body, "PROJECT_CREATE"));
    check_sound(body, judge_payload(body, std::nullopt));
  }
}

TEST_CASE("Every prefix of a payload is judged, and only the whole is JSON", "[schema][fuzz]") {
  for (const EventTypeInfo& type : event_types()) {
    const std::string body = example(type.type).dump();
    for (std::size_t size = 0; size < body.size(); ++size) {
      const PayloadVerdict verdict = judge_payload(std::string_view(body).substr(0, size), type.id);
      REQUIRE(verdict.state == State::not_json);
    }
  }
}

TEST_CASE("Large hostile bodies are judged", "[schema][fuzz]") {
  constexpr std::size_t kBytes = 2'000'000;
  const auto filled = [](std::string first, const std::string& piece, const std::string& last) {
    while (first.size() < kBytes) first += piece;
    return first + last;
  };
  const std::string text(kBytes, '2');
  const std::string build(payload_example(EventType::ANDROID_BUILD_SUCCESS));
  for (const std::string& body : {
           filled("{\"\":0", ",\"\":0", "}"),
           filled("[0", ",0", "]"),
           filled("[{\"a\":0,\"a\":0}", ",{\"a\":0,\"a\":0}", "]"),
           filled("{\"project\":{\"x\":[]", ",\"x\":[]", "}}"),
           filled("\"", "\\u00e9", "\""),
           filled("", "[", ""),
           filled("", " ", ""),
           filled("1", "0", ""),
           filled("0.", "0", "1"),
           filled("{}", "\n", "x"),
           replaced(build, "2015-04-22T15:11:37-07:00", text),
           replaced(build, "d69b07bd", text),
           replaced(build, "MyApp", text),
           replaced(build, "android", text),
           replaced(build, "https://", text),
           replaced(build, "https://", "https://" + text),
           replaced(build, "https://", filled("", "https://", "")),
           replaced(build, ": 7", ": " + text),
       }) {
    CAPTURE(body.substr(0, 40));
    check_sound(body, judge_payload(body, "ANDROID_BUILD_SUCCESS"));
    check_sound(body, judge_payload(body, std::nullopt));
  }
}

// Each takes tens of milliseconds; were the work the square of the length, it would be minutes.
TEST_CASE("A small verdict comes of a large hostile body", "[schema][fuzz]") {
  constexpr std::size_t kBytes = 2'000'000;
  const std::string long_key(kBytes / 2, 'k');
  const std::string slashes(kBytes / 2, '/');
  const auto repeated = [](std::size_t count, const auto& piece) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + piece(i);
    return text;
  };
  const auto nested = [](std::size_t depth, const std::string& key, const std::string& inside) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "{\"" + key + "\":";
    return text + inside + std::string(depth, '}');
  };
  // Keys are compared in their own order, so the last of these are found first and displaced by each that follows.
  const std::string descending = repeated(50'000, [](std::size_t i) {
    const std::string key = "\"" + std::to_string(999'999 - i) + "\":0";
    return key + "," + key;
  });
  const std::string long_foreign_keys = repeated(90, [](std::size_t i) {
    return "\"" + std::string(kBytes / 90, '~') + std::to_string(i) + "\":{\"a\":0,\"a\":0}";
  });
  for (const std::string& body : {
           "{\"" + long_key + "\":{" + descending + "}}",
           "{\"" + slashes + "\":[{" + descending + "}]}",
           nested(kDeepestJson - 1, "a", "{" + descending + "}"),
           nested(kDeepestJson - 1, std::string(kBytes / 2 / kDeepestJson, '/'), "{" + descending + "}"),
           nested(kDeepestJson - 1, "\\u00e9~/", "{" + descending + "}"),
           "{" + long_foreign_keys + "}",
           "{\"project\":{" + long_foreign_keys + "}}",
       }) {
    CAPTURE(body.substr(0, 40), body.size());
    const PayloadVerdict verdict = judge_payload(body, "PROJECT_CREATE");
    CHECK(verdict.violations.size() + verdict.violations_left_out > 90);
    check_sound(body, verdict);
  }
}
