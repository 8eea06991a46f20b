#include "bin_server/model/answer_program_json.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "shared/support/json_fields.h"

namespace hookloop::test {
namespace {

using Json = nlohmann::ordered_json;

const AnswerChecks kChecks{
    [](const std::string& search) {
      return search == "bad" ? std::optional<std::string>("a bad search") : std::nullopt;
    },
    [](const std::string& text) { return text == "{{" ? std::optional<std::string>("a bad template") : std::nullopt; }};

AnswerProgram read(const std::string& text, const AnswerProgram& before = {}) {
  return read_answer_program(Json::parse(text), before, "/response", kChecks);
}

std::string deep(std::size_t choices) {
  std::string text = R"({"status": 200})";
  for (std::size_t i = 0; i < choices; ++i) text = R"({"sequence": [)" + text + "]}";
  return text;
}

}  // namespace

TEST_CASE("What a bin answers is read back as it was written", "[bin_server][unit]") {
  const auto text = GENERATE(values<std::string>({
      R"({})",
      R"({"status": 503, "headers": [["Retry-After", "2"], ["retry-after", "3"]], "body": "x", "template": true})",
      R"({"body_base64": "AP8=", "delay_ms": 250, "drip": {"bytes": 3, "every_ms": 20}, "fault": "half"})",
      R"({"delay_ms": [10, 20], "seed": 18})",
      R"({"delay_ms": {"median": 10, "p95": 20}})",
      R"({"sequence": [{"status": 500, "times": 2}, {"fault": "reset"}], "by": "attempt", "then": "repeat"})",
      R"({"chances": [{"percent": 12.5, "status": 500}], "otherwise": {"status": 204}, "seed": 0})",
      R"({"rules": [{"when": "type:PROJECT_TEST", "sequence": [{"status": 500}]}], "otherwise": {"fault": "silence"}})",
  }));
  const AnswerProgram program = read(text);
  const Json written = to_answer_json(program, AnswerBodies::whole);
  CHECK(read_answer_program(written, {}, "", kChecks) == program);
  CHECK(to_answer_json(program, AnswerBodies::counted).dump().find("base64") == std::string::npos);
}

TEST_CASE("A field of an answer that is not there keeps what was before", "[bin_server][unit]") {
  const AnswerProgram before = read(R"({"status": 503, "body": "x", "delay_ms": 5, "seed": 3})");
  const AnswerProgram after = read(R"({"status": 200})", before);
  CHECK(after.answer.body == "x");
  CHECK(after.answer.delay == before.answer.delay);
  CHECK(after.seed == 3);
  CHECK(read(R"({"delay_ms": null, "body": null})", before).answer.tells_capture);
  CHECK(read("null", before) == AnswerProgram{});
}

TEST_CASE("A field of an answer that is not right is named by its pointer", "[bin_server][unit]") {
  struct Row {
    std::string json;
    std::string pointer;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {R"(5)", "/response", "object"},
      {R"({"status": 99})", "/response/status", "200 to 599"},
      {R"({"sttus": 99})", "/response/sttus", "did you mean status?"},
      {R"({"fault": "rest"})", "/response/fault", "did you mean reset?"},
      {R"({"delay_ms": -1})", "/response/delay_ms", "whole number"},
      {R"({"delay_ms": "1s"})", "/response/delay_ms", "[least, most]"},
      {R"({"delay_ms": [5, 4]})", "/response/delay_ms/1", "not less"},
      {R"({"delay_ms": {"median": 5}})", "/response/delay_ms/p95", "must be given"},
      {R"({"delay_ms": 600001})", "/response/delay_ms", "600000"},
      {R"({"drip": {"bytes": 0}})", "/response/drip/bytes", "from 1"},
      {R"({"sequence": []})", "/response/sequence", "at least one"},
      {R"({"sequence": [{"status": 200}, {"times": 0}]})", "/response/sequence/1/times", "from 1"},
      {R"({"sequence": [{}], "by": "time"})", "/response/by", "arrival or attempt"},
      {R"({"sequence": [{}], "status": 200})", "/response/status", "no such field"},
      {R"({"chances": [{"status": 500}]})", "/response/chances/0/percent", "must be given"},
      {R"({"chances": [{"percent": 60}, {"percent": 50}]})", "/response/chances/1/percent", "at most 100"},
      {R"({"rules": [{"status": 500}]})", "/response/rules/0/when", "must be given"},
      {R"({"rules": [{"when": "bad"}]})", "/response/rules/0/when", "a bad search"},
      {R"({"rules": [{"when": "x", "sequence": [{"stats": 1}]}]})", "/response/rules/0/sequence/0/stats", "status?"},
      {R"({"template": true, "body": "{{"})", "/response/body", "a bad template"},
      {R"({"template": true, "headers": {"X": "{{"}})", "/response/headers", "a bad template"},
      {R"({"seed": -1})", "/response/seed", "whole number"},
      {R"({"body": {"txt": "x"}})", "/response/body/txt", "did you mean text?"},
  }));
  try {
    read(row.json);
    FAIL("it was read: " << row.json);
  } catch (const BadField& field) {
    CHECK(field.pointer == row.pointer);
    CHECK_THAT(field.detail, Catch::Matchers::ContainsSubstring(row.detail));
  }
}

TEST_CASE("Choices stand in each other so deep and no deeper", "[bin_server][unit]") {
  CHECK_NOTHROW(read(deep(kDeepestProgram)));
  CHECK_THROWS_AS(read(deep(kDeepestProgram + 1)), BadField);
}

}  // namespace hookloop::test
