// Telling the event type from the body alone: faithful deliveries carry no type.
#include <catch2/catch_test_macros.hpp>

#include "tests/shared/schema/payload_samples.h"

using namespace hookloop;
using namespace hookloop::test;
using State = PayloadVerdict::State;
using Types = std::vector<EventType>;

TEST_CASE("Every example is recognised by its shape alone", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    CAPTURE(type.id);
    CHECK(recognise(payload_example(type.type)) == Types{type.type});
    const PayloadVerdict verdict = judge_payload(payload_example(type.type), std::nullopt);
    CHECK(verdict.state == State::valid);
    CHECK(verdict.type == type.type);
  }
}

TEST_CASE("A body that lacks one key inside is still recognised, and the key is named", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    const Json whole = example(type.type);
    for_each_value(whole, Pointer(), [&](const Pointer& pointer, const Json&) {
      const bool inside = !pointer.empty() && !pointer.parent_pointer().empty();
      if (!inside) return;
      CAPTURE(type.id, pointer.to_string());
      Json body = whole;
      body[pointer.parent_pointer()].erase(pointer.back());
      const PayloadVerdict verdict = judge_payload(body.dump(), std::nullopt);
      CHECK(verdict.state == State::invalid);
      REQUIRE(verdict.type);
      REQUIRE(verdict.violations.size() == 1);
      // Without its platform or its target the body is as near to the other one's, which comes first where that is so.
      const bool told_apart_by_it = pointer.back() == "platform" || pointer.back() == "target";
      if (!told_apart_by_it) CHECK(*verdict.type == type.type);
      CHECK(verdict.violations[0].pointer == pointer.to_string());
    });
  }
}

TEST_CASE("A body that lacks its time or its person is still recognised", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    for (const char* half : {"_at", "_by"}) {
      const std::string key = std::string(type.happening) + half;
      CAPTURE(type.id, key);
      Json body = example(type.type);
      body.erase(key);
      const PayloadVerdict verdict = judge_payload(body.dump(), std::nullopt);
      CHECK(verdict.state == State::invalid);
      CHECK(verdict.type == type.type);
      REQUIRE(verdict.violations.size() == 1);
      CHECK(verdict.violations[0].pointer == "/" + key);
    }
  }
}

TEST_CASE("A body with a key too many is still recognised", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    CAPTURE(type.id);
    Json body = example(type.type);
    body["extra"] = 1;
    const PayloadVerdict verdict = judge_payload(body.dump(), std::nullopt);
    CHECK(verdict.type == type.type);
    REQUIRE(verdict.violations.size() == 1);
    CHECK(verdict.violations[0].pointer == "/extra");
  }
}

TEST_CASE("A target or a platform that nobody has leaves both types possible", "[schema][unit]") {
  Json publication = example(EventType::PROJECT_PUBLISH_HEROKU);
  publication["publication"]["target"] = "elsewhere";
  CHECK(recognise(publication.dump()) == Types{EventType::PROJECT_PUBLISH, EventType::PROJECT_PUBLISH_HEROKU});

  Json build = example(EventType::IOS_BUILD_ABORT);
  build["build"]["platform"] = "windows";
  CHECK(recognise(build.dump()) == Types{EventType::ANDROID_BUILD_ABORT, EventType::IOS_BUILD_ABORT});
  const PayloadVerdict verdict = judge_payload(build.dump(), std::nullopt);
  CHECK(verdict.state == State::invalid);
  REQUIRE(verdict.violations.size() == 1);
  CHECK(verdict.violations[0].pointer == "/build/platform");
}

TEST_CASE("Of two types with one shape, the one that the body breaks least is taken", "[schema][unit]") {
  Json build = example(EventType::IOS_BUILD_FAILURE);
  build["build"]["status"] = "broken";
  CHECK(recognise(build.dump()) == Types{EventType::IOS_BUILD_SUCCESS, EventType::IOS_BUILD_FAILURE});
  const PayloadVerdict verdict = judge_payload(build.dump(), std::nullopt);
  CHECK(verdict.type == EventType::IOS_BUILD_FAILURE);
  CHECK(verdict.violations.size() == 1);
}

TEST_CASE("JSON that is clearly not ours is an unknown event", "[schema][unit]") {
  for (const std::string body : {
           "{}",
           "[]",
           "null",
           "\"PROJECT_CREATE\"",
           R"({"project": "MyApp", "created_at": "x", "created_by": {}})",
           R"({"project": {}})",
           R"({"project": {}, "version": {}})",
           R"({"created_at": "x", "created_by": {}, "version": {}})",
           R"({"project": {}, "created_at": "x", "action": "opened", "sender": {}, "organization": {}})",
           R"({"object_kind": "push", "project": {"id": 1}, "commits": []})",
       }) {
    CAPTURE(body);
    CHECK(recognise(body).empty());
    const PayloadVerdict verdict = judge_payload(body, std::nullopt);
    CHECK(verdict.state == State::unknown_event);
    CHECK_FALSE(verdict.type);
    CHECK(verdict.violations.empty());
  }
}

TEST_CASE("Bytes that are not JSON have no shape", "[schema][unit]") {
  CHECK(recognise("").empty());
  CHECK(recognise("{\"project\": {}").empty());
  CHECK(recognise("\xff").empty());
}
