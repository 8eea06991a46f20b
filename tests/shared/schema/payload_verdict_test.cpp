#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "tests/shared/schema/payload_samples.h"

using namespace hookloop;
using namespace hookloop::test;
using State = PayloadVerdict::State;

namespace {

// The one violation of a body that breaks one rule.
Violation only_violation(const std::string& body, std::string_view type_id) {
  CAPTURE(body);
  const PayloadVerdict verdict = judge_payload(body, type_id);
  CHECK(verdict.state == State::invalid);
  REQUIRE(verdict.violations.size() == 1);
  return verdict.violations.front();
}

Violation violation_at(const PayloadVerdict& verdict, const std::string& pointer, const std::string& rule) {
  for (const Violation& violation : verdict.violations) {
    if (violation.pointer == pointer && violation.rule == rule) return violation;
  }
  FAIL("no violation of " << rule << " at " << pointer);
  return {};
}

std::string build_with(const std::string& what, const std::string& with) {
  return replaced(std::string(payload_example(EventType::ANDROID_BUILD_FAILURE)), what, with);
}

Violation build_violation(const std::string& what, const std::string& with) {
  return only_violation(build_with(what, with), "ANDROID_BUILD_FAILURE");
}

}  // namespace

TEST_CASE("Each key that is missing is named, with the place of its object", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    const Json whole = example(type.type);
    for_each_value(whole, Pointer(), [&](const Pointer& pointer, const Json&) {
      if (pointer.empty()) return;
      CAPTURE(type.id, pointer.to_string());
      Json body = whole;
      body[pointer.parent_pointer()].erase(pointer.back());
      const Violation violation = only_violation(body.dump(2), type.id);
      CHECK(violation.pointer == pointer.to_string());
      CHECK(violation.rule == "required");
      CHECK(violation.actual == "missing");
      CHECK_FALSE(violation.expected.empty());
      CHECK(Place{violation.line, violation.column} == place_of_value(body, pointer.parent_pointer()));
    });
  }
}

TEST_CASE("Each value of a wrong type is named, with its place", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    const Json whole = example(type.type);
    for_each_value(whole, Pointer(), [&](const Pointer& pointer, const Json& value) {
      for (const Json& wrong :
           {Json(nullptr), Json(true), Json(12.5), Json("12"), Json(12), Json::array({1}), Json{{"a", 1}}}) {
        const bool same_kind = wrong.is_string() == value.is_string() && wrong.is_object() == value.is_object() &&
                               wrong.is_number_integer() == value.is_number_integer();
        if (same_kind) continue;
        CAPTURE(type.id, pointer.to_string(), wrong.dump());
        Json body = whole;
        body[pointer] = wrong;
        const Violation violation = only_violation(body.dump(2), type.id);
        CHECK(violation.pointer == pointer.to_string());
        const bool fixed = violation.rule == "const" || violation.rule == "enum";
        CHECK((violation.rule == "type" || fixed));
        CHECK(violation.actual == wrong.dump());
        if (!fixed && value.is_string()) CHECK(violation.expected == "a text");
        if (value.is_object()) CHECK(violation.expected == "an object");
        if (value.is_number()) CHECK(violation.expected == "a whole number");
        CHECK(Place{violation.line, violation.column} == place_of_value(body, pointer));
      }
    });
  }
}

TEST_CASE("A key too many is named wherever it stands, with its place", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    const Json whole = example(type.type);
    for_each_value(whole, Pointer(), [&](const Pointer& pointer, const Json& value) {
      if (!value.is_object()) return;
      CAPTURE(type.id, pointer.to_string());
      Json body = whole;
      body[pointer]["~/odd"] = Json::array({1, 2});
      const std::string bytes = body.dump(2);
      const Violation violation = only_violation(bytes, type.id);
      CHECK(violation.pointer == pointer.to_string() + "/~0~1odd");
      CHECK(violation.rule == "additionalProperties");
      CHECK(violation.expected == "no key \"~/odd\"");
      CHECK(violation.actual == "[1,2]");
      CHECK(Place{violation.line, violation.column} == place_of_text(bytes, "\"~/odd\""));
    });
  }
}

TEST_CASE("A mistyped key is told with the one that is missing", "[schema][unit]") {
  const PayloadVerdict verdict = judge_payload(build_with("\"number\"", "\"numbre\""), "ANDROID_BUILD_FAILURE");
  CHECK(violation_at(verdict, "/build/numbre", "additionalProperties").expected ==
        "no key \"numbre\"; did you mean number?");
  CHECK(violation_at(verdict, "/build/number", "required").expected == "a whole number");
  CHECK(verdict.violations.size() == 2);
}

TEST_CASE("All violations are told at once, in the order of their places", "[schema][unit]") {
  Json body = example(EventType::ANDROID_BUILD_SUCCESS);
  body["project"]["name"] = 5;
  body["project"]["owner"]["surname"] = "x";
  body["project"]["owner"]["nickname"] = "y";
  body["build"]["number"] = 0;
  body["build"].erase("version");
  body["build"].erase("artifact");
  body.erase("finished_by");
  body["finished_at"] = "yesterday";
  const PayloadVerdict verdict = judge_payload(body.dump(2), "ANDROID_BUILD_SUCCESS");
  std::vector<std::pair<std::string, std::string>> seen;
  for (const Violation& violation : verdict.violations) seen.emplace_back(violation.pointer, violation.rule);
  CHECK(seen == std::vector<std::pair<std::string, std::string>>{
                    {"/finished_by", "required"},
                    {"/project/name", "type"},
                    {"/project/owner/surname", "additionalProperties"},
                    {"/project/owner/nickname", "additionalProperties"},
                    {"/build/version", "required"},
                    {"/build/artifact", "required"},
                    {"/build/number", "minimum"},
                    {"/finished_at", "pattern"},
                });
}

TEST_CASE("A payload time is a real day, to the second, with an offset", "[schema][unit]") {
  const std::string time = "2015-04-22T15:11:37-07:00";
  for (const std::string good :
       {"2016-02-29T00:00:00+00:00", "2015-12-31T23:59:59+14:00", "2000-02-29T12:00:00-00:30"}) {
    CAPTURE(good);
    CHECK(judge_payload(build_with(time, good), "ANDROID_BUILD_FAILURE").state == State::valid);
  }
  for (const std::string bad :
       {"", "2015-04-22", "2015-04-22T15:11:37", "2015-04-22T15:11:37Z", "2015-04-22T15:11:37.5-07:00",
        "2015-04-22 15:11:37-07:00", "2015-13-22T15:11:37-07:00", "2015-00-22T15:11:37-07:00",
        "2015-04-32T15:11:37-07:00", "2015-04-22T24:11:37-07:00", "2015-04-22T15:60:37-07:00",
        "2015-04-22T15:11:60-07:00", "2015-04-22T15:11:37-7:00", "2015-04-22T15:11:37-0700",
        "x2015-04-22T15:11:37-07:00", "2015-04-22T15:11:37-07:00\\n", "٢٠١٥-04-22T15:11:37-07:00"}) {
    CAPTURE(bad);
    const Violation violation = build_violation(time, bad);
    CHECK(violation.pointer == "/project/created_at");
    CHECK(violation.rule == "pattern");
    CHECK(violation.expected == "a text such as \"2015-04-22T15:11:37-07:00\"");
  }
  for (const std::string bad :
       {"2015-02-29T15:11:37-07:00", "2015-04-31T15:11:37-07:00", "1900-02-29T00:00:00+00:00"}) {
    CAPTURE(bad);
    const Violation violation = build_violation(time, bad);
    CHECK(violation.rule == "format");
    CHECK(violation.expected == "a day that the calendar has");
  }
}

TEST_CASE("An app's guid is a UUID and an address is an absolute URI", "[schema][unit]") {
  const Violation guid = build_violation("d69b07bd-ff4c-4751-9593-ed4fa1f29446", "d69b07bd");
  CHECK(guid.pointer == "/project/guid");
  CHECK(guid.rule == "pattern");

  const std::string published(payload_example(EventType::PROJECT_PUBLISH));
  const Violation url = only_violation(replaced(published, "https://", ""), "PROJECT_PUBLISH");
  CHECK(url.pointer == "/publication/url");
  CHECK(url.rule == "format");
  CHECK(url.expected == "an absolute URI such as \"https://myapp.apps.example.com/\"");
  CHECK(url.actual == "\"myapp.apps.example.com/\"");
}

TEST_CASE("What no URI holds is told once in every address of every type", "[schema][unit]") {
  for (const EventType type : {EventType::PROJECT_PUBLISH, EventType::PROJECT_PUBLISH_HEROKU,
                               EventType::ANDROID_BUILD_SUCCESS, EventType::IOS_BUILD_SUCCESS}) {
    const std::string_view id = info(type).id;
    const std::string body(payload_example(type));
    const std::size_t begin = body.find("\"https://") + 1;
    const std::string url = body.substr(begin, body.find('"', begin) - begin);
    for (const std::string good : {"http://a/", "mailto:a@b.example", "https://[::1]:80/a-b_c~d.e%20f?g=h&i=j#k",
                                   "x+y-z.1:a;b,c!d$e'(f)*g", "urn:isbn:0"}) {
      CAPTURE(id, good);
      CHECK(judge_payload(replaced(body, url, good), id).state == State::valid);
    }
    for (const std::string bad : {"", "http://a b/", "http://ä/", "http://a/\\n", " http://a/", "http://a/ ", "a b",
                                  "http://a/<b>", "http://a/\\\"", "http://a/{b}", "http://a\\\\b", "/a", "//a/b"}) {
      CAPTURE(id, bad);
      const Violation violation = only_violation(replaced(body, url, bad), id);
      CHECK(violation.rule == "format");
      CHECK(violation.expected == "an absolute URI such as \"" + url + "\"");
      CHECK(violation.actual == "\"" + bad + "\"");
    }
  }
}

TEST_CASE("A value that the type fixes, or one of a few, is told as such", "[schema][unit]") {
  const Violation platform = build_violation("\"android\"", "\"ios\"");
  CHECK(platform.rule == "const");
  CHECK(platform.expected == "\"android\"");
  CHECK(platform.actual == "\"ios\"");

  const std::string test(payload_example(EventType::PROJECT_TEST));
  const Violation status = only_violation(replaced(test, "\"passed\",", "\"skipped\","), "PROJECT_TEST");
  CHECK(status.pointer == "/test/status");
  CHECK(status.rule == "enum");
  CHECK(status.expected == "one of \"passed\", \"failed\"");
}

TEST_CASE("A number out of bounds is told, however great it is", "[schema][unit]") {
  const std::string number = "\"number\": 7";
  for (const std::string great : {"9007199254740992", "18446744073709551615", "18446744073709551616",
                                  "123456789012345678901234567890", "1e300", "1e999999"}) {
    const Violation violation = build_violation(number, "\"number\": " + great);
    CHECK(violation.pointer == "/build/number");
    CHECK(violation.rule == "maximum");
    CHECK(violation.expected == "at most 9007199254740991");
    CHECK(violation.actual == great);
  }
  for (const std::string small : {"0", "-1", "-9223372036854775808", "-9223372036854775809", "-1e300", "-1e999999"}) {
    const Violation violation = build_violation(number, "\"number\": " + small);
    CHECK(violation.rule == "minimum");
    CHECK(violation.expected == "at least 1");
    CHECK(violation.actual == small);
  }
  for (const std::string fraction : {"7.5", "7.000000001", "75e-1"}) {
    CHECK(build_violation(number, "\"number\": " + fraction).rule == "type");
  }
}

TEST_CASE("A number breaks as many rules as it breaks", "[schema][unit]") {
  const PayloadVerdict verdict =
      judge_payload(build_with("\"number\": 7", "\"number\": 1e-400"), "ANDROID_BUILD_FAILURE");
  CHECK(verdict.violations.size() == 2);
  CHECK(violation_at(verdict, "/build/number", "type").actual == "1e-400");
  CHECK(violation_at(verdict, "/build/number", "minimum").expected == "at least 1");
}

TEST_CASE("A key that stands twice is told, and the last one counts", "[schema][unit]") {
  const std::string body = build_with("\"number\": 7", "\"number\": \"seven\", \"numb\\u0065r\": 8");
  const Violation violation = only_violation(body, "ANDROID_BUILD_FAILURE");
  CHECK(violation.pointer == "/build/number");
  CHECK(violation.rule == "json");
  CHECK(violation.expected == "each key once in an object");
  CHECK(violation.actual == "\"numb\\u0065r\" again");
  CHECK(Place{violation.line, violation.column} == place_of_text(body, "\"numb\\u0065r\""));

  const PayloadVerdict inside = judge_payload(R"([{"a": {"b": 1, "b": 2}}])", "PROJECT_CREATE");
  CHECK(violation_at(inside, "/0/a/b", "json").column == 17);
}

TEST_CASE("A long value is shortened between characters", "[schema][unit]") {
  std::string name;
  for (int i = 0; i < 1000; ++i) name += "é";
  const Violation violation = build_violation("\"android\"", "\"" + name + "\"");
  CHECK(violation.actual.size() < 100);
  CHECK(violation.actual.ends_with("é…"));
}

TEST_CASE("A long key is shortened between characters, in the pointer too", "[schema][unit]") {
  std::string key = "x";
  for (int i = 0; i < 1000; ++i) key += "é";
  const std::string body =
      build_with("\"number\": 7", "\"number\": 7, \"" + key + "\": {\"~/\": {\"b\": 1, \"b\": 2}}");
  const PayloadVerdict verdict = judge_payload(body, "ANDROID_BUILD_FAILURE");
  REQUIRE(verdict.violations.size() == 2);
  CHECK(verdict.violations[0].rule == "additionalProperties");
  CHECK(verdict.violations[0].pointer.starts_with("/build/xéé"));
  CHECK(verdict.violations[0].pointer.ends_with("é…"));
  CHECK(verdict.violations[0].pointer.size() < 100);
  CHECK(verdict.violations[0].expected.size() < 100);
  CHECK(verdict.violations[1].rule == "json");
  CHECK(verdict.violations[1].pointer == verdict.violations[0].pointer + "/~0~1/b");
}

TEST_CASE("A long pointer is cut in its middle, between keys", "[schema][unit]") {
  std::string body;
  for (int i = 0; i < 500; ++i) body += "{\"k" + std::to_string(i) + "\":";
  body += "[0,{\"a\":1,\"a\":2}]" + std::string(500, '}');
  const PayloadVerdict verdict = judge_payload(body, "PROJECT_CREATE");
  const Violation& repeated = verdict.violations.back();
  CHECK(repeated.rule == "json");
  CHECK(repeated.pointer.starts_with("/k0/k1/k2/"));
  CHECK(repeated.pointer.find("/…/k") != std::string::npos);
  CHECK(repeated.pointer.ends_with("/k498/k499/1/a"));
  CHECK(repeated.pointer.size() <= 1024);
}

TEST_CASE("Violations in every part of a body have the pointers of their parts", "[schema][unit]") {
  const PayloadVerdict verdict = judge_payload(
      R"([{"a":0,"a":1},[],{"b":{"c":[0,0,{"d":0,"d":0,"d":0}],"e":[[{"f":0,"f":0}]]},"b":0},{"g":[],"g":{}}])",
      "PROJECT_CREATE");
  std::vector<std::string> seen;
  for (const Violation& violation : verdict.violations) seen.push_back(violation.pointer);
  CHECK(seen == std::vector<std::string>{"", "/0/a", "/2/b/c/2/d", "/2/b/c/2/d", "/2/b/e/0/0/f", "/2/b", "/3/g"});
}

TEST_CASE("A body of another kind than an object breaks one rule", "[schema][unit]") {
  for (const std::string body : {"[]", "null", "\"text\"", "5", "true"}) {
    const Violation violation = only_violation(body, "PROJECT_CREATE");
    CHECK(violation.pointer.empty());
    CHECK(violation.rule == "type");
    CHECK(violation.expected == "an object");
    CHECK(violation.actual == body);
  }
}

TEST_CASE("Bytes that are not JSON are told as such, and the type that the wire named is kept", "[schema][unit]") {
  const PayloadVerdict verdict = judge_payload("{\n  \"project\": }", "PROJECT_CREATE");
  CHECK(verdict.state == State::not_json);
  CHECK(verdict.type == EventType::PROJECT_CREATE);
  REQUIRE(verdict.violations.size() == 1);
  const Violation& violation = verdict.violations.front();
  CHECK(violation.pointer.empty());
  CHECK(violation.rule == "json");
  CHECK(violation.expected == "a JSON value");
  CHECK(violation.actual == "'}'");
  CHECK(Place{violation.line, violation.column} == Place{2, 14});

  CHECK(judge_payload("name=value&other=1", std::nullopt).state == State::not_json);
  CHECK(judge_payload("", std::nullopt).state == State::not_json);
  CHECK(judge_payload("<xml/>", "NO_SUCH_TYPE").state == State::not_json);
}

TEST_CASE("Bytes that are not UTF-8 are told with the place of the first bad one", "[schema][unit]") {
  const std::string body = build_with("MyApp", "My\xff\xfe");
  const PayloadVerdict verdict = judge_payload(body, "ANDROID_BUILD_FAILURE");
  CHECK(verdict.state == State::not_json);
  REQUIRE(verdict.violations.size() == 1);
  CHECK(verdict.violations[0].rule == "utf-8");
  CHECK(verdict.violations[0].actual == "byte 0xff");
  CHECK(Place{verdict.violations[0].line, verdict.violations[0].column} == place_of_text(body, "\xff"));
}

TEST_CASE("A body nested without end is refused without a deep stack", "[schema][unit]") {
  std::string body = "{\"project\":";
  for (int i = 0; i < 200'000; ++i) body += "{\"project\":[";
  const PayloadVerdict verdict = judge_payload(body, "PROJECT_CREATE");
  CHECK(verdict.state == State::not_json);
  REQUIRE(verdict.violations.size() == 1);
  CHECK(verdict.violations[0].expected == "JSON nested at most 512 deep");
}

TEST_CASE("Of a flood of violations the first are kept and the others counted", "[schema][unit]") {
  constexpr std::size_t kFlood = 20'000;
  std::string body = "{";
  for (std::size_t i = 0; i < kFlood; ++i) {
    body += (i == 0 ? "" : ",") + std::string("\"k") + std::to_string((i * 7919) % kFlood) + "\":" + std::to_string(i);
  }
  body += "}";
  const PayloadVerdict verdict = judge_payload(body, "PROJECT_CREATE");
  CHECK(verdict.state == State::invalid);
  REQUIRE(verdict.violations.size() == kMostViolations);
  CHECK(verdict.violations_left_out == kFlood + 3 - kMostViolations);
  CHECK(verdict.violations[0].pointer == "/project");
  CHECK(verdict.violations[3].pointer == "/k0");
  CHECK(verdict.violations[4].pointer == "/k7919");
  CHECK(std::is_sorted(verdict.violations.begin(), verdict.violations.end(),
                       [](const Violation& a, const Violation& b) { return a.column < b.column; }));
}

TEST_CASE("A type that the catalogue does not have is an unknown event", "[schema][unit]") {
  const std::string_view body = payload_example(EventType::PROJECT_CREATE);
  for (const std::string_view type_id : {"PROJECT_EXPLODE", "project_create", ""}) {
    const PayloadVerdict verdict = judge_payload(body, type_id);
    CHECK(verdict.state == State::unknown_event);
    CHECK_FALSE(verdict.type);
    CHECK(verdict.violations.empty());
  }
}

TEST_CASE("Each state of a verdict has its name", "[schema][unit]") {
  CHECK(to_string(State::valid) == "valid");
  CHECK(to_string(State::invalid) == "invalid");
  CHECK(to_string(State::unknown_event) == "unknown_event");
  CHECK(to_string(State::not_json) == "not_json");
}
