#include "shared/schema/payload.h"

#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "tests/shared/schema/payload_samples.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

const Person kMax{"Max Katz", ""};

Payload version_created() {
  return {EventType::PROJECT_VERSION_CREATE,
          {"d69b07bd-ff4c-4751-9593-ed4fa1f29446", "MyApp", "Mobile app built with Mobile App Builder",
           "2015-04-22T15:11:37-07:00", "2015-04-22T15:11:45-07:00", kMax},
          PayloadVersion{"Version #1", "2015-04-22T15:24:13-07:00", kMax},
          "2015-04-22T15:24:13-07:00",
          kMax};
}

}  // namespace

TEST_CASE("A created version is written as the platform documents it", "[schema][unit]") {
  CHECK(to_bytes(version_created()) ==
        R"({"project":{"guid":"d69b07bd-ff4c-4751-9593-ed4fa1f29446","name":"MyApp",)"
        R"("description":"Mobile app built with Mobile App Builder","created_at":"2015-04-22T15:11:37-07:00",)"
        R"("edited_at":"2015-04-22T15:11:45-07:00","owner":{"name":"Max Katz","email":""}},)"
        R"("version":{"name":"Version #1","created_at":"2015-04-22T15:24:13-07:00",)"
        R"("author":{"name":"Max Katz","email":""}},"created_at":"2015-04-22T15:24:13-07:00",)"
        R"("created_by":{"name":"Max Katz","email":""}})");
}

TEST_CASE("The documented payload is read into its fields", "[schema][unit]") {
  const auto payload =
      parse_payload(payload_example(EventType::PROJECT_VERSION_CREATE), EventType::PROJECT_VERSION_CREATE);
  REQUIRE(payload);
  CHECK(*payload == version_created());
}

TEST_CASE("A build carries what its end brings and nothing else", "[schema][unit]") {
  const auto build = [](EventType type) {
    return std::get<PayloadBuild>(parse_payload(payload_example(type), type).value().subject);
  };
  const PayloadBuild started = build(EventType::IOS_BUILD_START);
  CHECK(started.platform == "ios");
  CHECK(started.number == 7);
  CHECK(started.status == BuildStatus::started);
  CHECK_FALSE(started.finished_at);
  CHECK_FALSE(started.duration_seconds);

  const PayloadBuild success = build(EventType::ANDROID_BUILD_SUCCESS);
  CHECK(success.status == BuildStatus::success);
  CHECK(success.finished_at == "2015-04-22T15:33:40-07:00");
  CHECK(success.duration_seconds == 218);
  CHECK(success.artifact == "https://builds.example.com/myapp/7/myapp.apk");
  CHECK_FALSE(success.error);

  const PayloadBuild failure = build(EventType::IOS_BUILD_FAILURE);
  CHECK(failure.error == "The provisioning profile has expired");
  CHECK_FALSE(failure.artifact);

  CHECK(build(EventType::ANDROID_BUILD_ABORT).status == BuildStatus::aborted);
}

TEST_CASE("Texts of every kind survive being written and read", "[schema][unit]") {
  Payload payload = version_created();
  for (const std::string& text :
       {std::string(), std::string("quote \" backslash \\ slash /"), std::string("line\r\n\ttab\b\f"),
        std::string("nul \0 inside", 12), std::string("\x01\x1f\x7f"), std::string("é € 😀 \xe2\x80\xa8"),
        std::string(100'000, 'x')}) {
    std::get<PayloadVersion>(payload.subject).name = text;
    const auto again = parse_payload(to_bytes(payload), payload.type);
    REQUIRE(again);
    CHECK(*again == payload);
  }
}

TEST_CASE("A subject of another type is refused", "[schema][unit]") {
  Payload payload = version_created();
  payload.type = EventType::PROJECT_CREATE;
  CHECK_THROWS_AS(to_bytes(payload), std::invalid_argument);
  payload.type = EventType::PROJECT_TEST;
  CHECK_THROWS_AS(to_bytes(payload), std::invalid_argument);
  payload.subject = PayloadTest{"passed", 1, 0, 2};
  CHECK_NOTHROW(to_bytes(payload));
}

TEST_CASE("A text that is not UTF-8 is never written", "[schema][unit]") {
  Payload payload = version_created();
  payload.project.name =
      "My\xff"
      "App";
  CHECK_THROWS_AS(to_bytes(payload), std::invalid_argument);
}

TEST_CASE("A whole number is read however it is written", "[schema][unit]") {
  const std::string body(payload_example(EventType::PROJECT_TEST));
  for (const std::string number : {"42", "42.0", "4.2e1", "420E-1"}) {
    CAPTURE(number);
    const auto payload = parse_payload(replaced(body, "42", number), EventType::PROJECT_TEST);
    REQUIRE(payload);
    CHECK(std::get<PayloadTest>(payload->subject).passed == 42);
  }
}

TEST_CASE("The greatest number is read exactly", "[schema][unit]") {
  const std::string body(payload_example(EventType::PROJECT_TEST));
  const auto payload = parse_payload(replaced(body, "42", "9007199254740991"), EventType::PROJECT_TEST);
  REQUIRE(payload);
  CHECK(std::get<PayloadTest>(payload->subject).passed == 9'007'199'254'740'991);
  CHECK_FALSE(parse_payload(replaced(body, "42", "9007199254740992"), EventType::PROJECT_TEST));
}

TEST_CASE("Bytes that are no payload are answered with their violations", "[schema][unit]") {
  const auto not_json = parse_payload("{", EventType::PROJECT_CREATE);
  REQUIRE_FALSE(not_json);
  REQUIRE(not_json.error().size() == 1);
  CHECK(not_json.error()[0].rule == "json");

  const auto empty = parse_payload("{}", EventType::PROJECT_CREATE);
  REQUIRE_FALSE(empty);
  CHECK(empty.error().size() == 3);
}
