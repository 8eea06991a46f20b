#include "emitter/deliver/payload_faults.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <set>

#include "shared/schema/json_text.h"
#include "shared/schema/payload.h"
#include "tests/emitter/faults/made_request.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

std::vector<std::string> rules(std::string_view body, EventType type) {
  std::vector<std::string> list;
  for (const Violation& violation : judge_payload(body, info(type).id).violations) list.push_back(violation.rule);
  return list;
}

bool lists(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TEST_CASE("A schema fault breaks the rule that it is named for in every event type", "[emitter][unit]") {
  const auto [fault, rule] = GENERATE(table<std::string, std::string>({{"schema-missing-key", "required"},
                                                                       {"schema-wrong-type", "type"},
                                                                       {"schema-extra-key", "additionalProperties"}}));
  for (const EventTypeInfo& type : event_types()) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      const MadeRequest made = make({fault}, {.type = type.type, .seed = seed});
      CAPTURE(type.id, fault, made.request.body);
      CHECK(judge_payload(made.request.body, type.id).state == PayloadVerdict::State::invalid);
      CHECK(rules(made.request.body, type.type) == std::vector<std::string>{rule});
      CHECK(made.request.faults == std::vector<std::string>{fault});
      CHECK(made.judge().state == SignatureVerdict::State::valid);
    }
  }
}

TEST_CASE("Chance decides where a schema fault strikes", "[emitter][unit]") {
  const std::string fault = GENERATE(as<std::string>{}, "schema-missing-key", "schema-wrong-type", "invalid-utf8");
  std::set<std::string> bodies;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) bodies.insert(make({fault}, {.seed = seed}).request.body);
  CHECK(bodies.size() > 2);
  CHECK(make({fault}, {.seed = 7}).request.body == make({fault}, {.seed = 7}).request.body);
}

TEST_CASE("A schema fault finds what the type needs among keys that it does not", "[emitter][unit]") {
  const std::string payload = compact_payload(EventType::PROJECT_CREATE);
  const std::string edited = R"({"a":1,"b":2,"c":"3","d":{"e":1},)" + payload.substr(1);
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const MakeOptions options{.type = EventType::PROJECT_CREATE, .payload = edited, .seed = seed};
    CHECK(lists(rules(make({"schema-missing-key"}, options).request.body, EventType::PROJECT_CREATE), "required"));
    CHECK(lists(rules(make({"schema-wrong-type"}, options).request.body, EventType::PROJECT_CREATE), "type"));
  }
}

TEST_CASE("The three schema faults go together", "[emitter][unit]") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const auto made = make({"schema-missing-key", "schema-wrong-type", "schema-extra-key"}, {.seed = seed});
    const auto broken = rules(made.request.body, EventType::PROJECT_VERSION_CREATE);
    CAPTURE(made.request.body);
    CHECK(lists(broken, "required"));
    CHECK(lists(broken, "type"));
    CHECK(lists(broken, "additionalProperties"));
  }
}

TEST_CASE("A body that is not JSON or not UTF-8 is signed as it is sent", "[emitter][unit]") {
  const auto [fault, rule] =
      GENERATE(table<std::string, std::string>({{"invalid-json", "json"}, {"invalid-utf8", "utf-8"}}));
  for (const EventTypeInfo& type : event_types()) {
    const MadeRequest made = make({fault}, {.type = type.type});
    CHECK(judge_payload(made.request.body, type.id).state == PayloadVerdict::State::not_json);
    CHECK(rules(made.request.body, type.type) == std::vector<std::string>{rule});
    CHECK(made.judge().state == SignatureVerdict::State::valid);
  }
}

TEST_CASE("An oversized body has the size asked for and is still a valid payload", "[emitter][unit]") {
  const MadeRequest made = make({"oversized-body:bytes=100KiB"});
  CHECK(made.request.body.size() == 100 * 1024);
  CHECK(made.header("Content-Length") == "102400");
  CHECK(judge_payload(made.request.body, "PROJECT_VERSION_CREATE").state == PayloadVerdict::State::valid);
  CHECK(made.judge().state == SignatureVerdict::State::valid);
  CHECK(make({"oversized-body"}).request.body.size() == 2 * 1024 * 1024);
}

TEST_CASE("A body that is larger than asked for anyway is not told of as a fault", "[emitter][unit]") {
  const MadeRequest made = make({"oversized-body:bytes=10"});
  CHECK(made.request.body == made.payload);
  CHECK(made.request.faults.empty());
}

TEST_CASE("Faults that need JSON do the like of it to other bytes", "[emitter][unit]") {
  struct Row {
    std::string fault;
    std::string payload;
    std::string body;
  };
  const auto row = GENERATE(values<Row>({
      {"schema-missing-key", "not JSON", "{}"},
      {"schema-missing-key", "[1]", "{}"},
      {"schema-missing-key", "{}", "{}"},
      {"schema-missing-key", R"({"a":1})", "{}"},
      {"schema-missing-key", R"({ "a" : 1 })", "{  }"},
      {"schema-wrong-type", "not JSON", "[]"},
      {"schema-wrong-type", "{}", "[]"},
      {"schema-wrong-type", R"({"a":null})", R"({"a":"null"})"},
      {"schema-wrong-type", R"({"a":[1]})", R"({"a":"[object Object]"})"},
      {"schema-extra-key", "not JSON", R"({"unexpected_key":"nobody asked for it"})"},
      {"schema-extra-key", "{} \n", "{\"unexpected_key\":\"nobody asked for it\"} \n"},
      {"schema-extra-key", R"({"a":1})", R"({"a":1,"unexpected_key":"nobody asked for it"})"},
      {"invalid-json", "", "{"},
      {"invalid-json", "12", "{12"},
      {"invalid-json", "{}}", "{{}}"},
      {"invalid-json", "\"a\"", "\"a"},
      {"invalid-json", "[1] \n", "[1"},
      {"invalid-utf8", "", "\xff"},
      {"invalid-utf8", "12", "12\xff"},
      {"invalid-utf8", R"({"a":"b"})",
       "{\"a\":\"\xff"
       "b\"}"},
      {"oversized-body:bytes=5", "", "     "},
      {"oversized-body:bytes=5", "[1]", "[1  ]"},
      {"oversized-body:bytes=5", "abc", "abc  "},
      {"body-altered", "", "x"},
      {"body-altered", "{}", "{|"},
      {"body-altered", "[9]", "[1]"},
      {"body-altered", "\xff", "\xfe"},
      {"body-reserialised", "not JSON", "not JSON\n"},
      {"body-reserialised", "{}", "{}\n"},
      {"body-reserialised", R"({"a": 1, "b": 2})", "{\n  \"a\": 1,\n  \"b\": 2\n}"},
      {"truncated-body", "1", ""},
      {"truncated-body", "abcde", "ab"},
  }));
  const MadeRequest made = make({row.fault}, {.type = std::nullopt, .payload = row.payload});
  CAPTURE(row.fault, row.payload);
  CHECK(made.request.body == row.body);
  CHECK(made.request.faults == std::vector<std::string>{row.fault});
  CHECK(made.header("Content-Length") == std::to_string(row.body.size()));
}
