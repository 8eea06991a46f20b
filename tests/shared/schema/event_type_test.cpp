#include "shared/schema/event_type.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <set>

using namespace hookloop;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string with_other_case(std::string_view text) {
  std::string changed(text);
  for (char& c : changed) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 'a' + 'A');
    } else if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return changed;
}

}  // namespace

TEST_CASE("The catalogue has the platform's 17 event types, each once", "[schema][unit]") {
  std::set<std::string_view> ids;
  std::set<std::string_view> console_names;
  for (const EventTypeInfo& type : event_types()) {
    ids.insert(type.id);
    console_names.insert(type.console_name);
    CHECK(&info(type.type) == &type);
  }
  CHECK(event_types().size() == 17);
  CHECK(ids.size() == 17);
  CHECK(console_names.size() == 17);
}

TEST_CASE("An event type knows its names, its scope and its origin", "[schema][unit]") {
  const EventTypeInfo& type = info(EventType::PROJECT_VERSION_CREATE);
  CHECK(type.id == "PROJECT_VERSION_CREATE");
  CHECK(type.dotted == "project.version.create");
  CHECK(type.console_name == "App version created");
  CHECK(type.happening == "created");
  CHECK(to_string(type.scope) == "app");
  CHECK(to_string(type.origin) == "documented");
  CHECK(to_string(info(EventType::PROJECT_RENAME).scope) == "account");
  CHECK(to_string(info(EventType::PROJECT_RENAME).origin) == "inferred");
  CHECK(info(EventType::IOS_BUILD_ABORT).dotted == "ios.build.abort");
}

TEST_CASE("Exactly two ids are documented by the platform and three types belong to the account", "[schema][unit]") {
  int documented = 0;
  int account = 0;
  for (const EventTypeInfo& type : event_types()) {
    documented += type.origin == EventOrigin::documented ? 1 : 0;
    account += type.scope == EventScope::account ? 1 : 0;
  }
  CHECK(documented == 2);
  CHECK(account == 3);
}

TEST_CASE("An id on the wire is exact", "[schema][unit]") {
  CHECK(event_type_from_id("PROJECT_TEST") == EventType::PROJECT_TEST);
  CHECK_FALSE(event_type_from_id("project_test"));
  CHECK_FALSE(event_type_from_id("project.test"));
  CHECK_FALSE(event_type_from_id("PROJECT_TEST "));
  CHECK_FALSE(event_type_from_id(""));
}

TEST_CASE("A person may write the id, the dotted form or the console's name, in any case", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    for (const std::string_view word : {type.id, type.dotted, type.console_name}) {
      CAPTURE(word);
      const auto as_shown = parse_event_type(word);
      REQUIRE(as_shown);
      CHECK(*as_shown == type.type);
      const auto otherwise = parse_event_type(with_other_case(word));
      REQUIRE(otherwise);
      CHECK(*otherwise == type.type);
    }
  }
}

TEST_CASE("A mistyped event type is answered with the nearest one", "[schema][unit]") {
  const auto message = [](std::string_view text) { return parse_event_type(text).error().message; };
  CHECK(message("PROJECT_VERSION_CREAT") ==
        "\"PROJECT_VERSION_CREAT\" is no event type; did you mean PROJECT_VERSION_CREATE (App version created)?");
  CHECK_THAT(message("ios.build.sucess"), ContainsSubstring("did you mean IOS_BUILD_SUCCESS"));
  CHECK_THAT(message("app renamd"), ContainsSubstring("did you mean PROJECT_RENAME"));
  CHECK_THAT(message("project_publish_herku"), ContainsSubstring("did you mean PROJECT_PUBLISH_HEROKU"));
}

TEST_CASE("What is like no event type is answered with how they are written", "[schema][unit]") {
  for (const std::string_view text : {"", "x", "completely different", "\xff\xfe"}) {
    CHECK_THAT(parse_event_type(text).error().message,
               ContainsSubstring("PROJECT_VERSION_CREATE, project.version.create or \"App version created\""));
  }
  const std::string endless(1'000'000, 'P');
  CHECK(parse_event_type(endless).error().message.size() < 300);
}
