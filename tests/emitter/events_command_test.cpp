// `emitter events`: the catalogue as people, programs and other tools read it.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "shared/schema/event_type.h"
#include "tests/emitter/emitter_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("events lists every type with its id, console name and dotted form", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter({"events"}) == ExitCode::passed);
  for (const EventTypeInfo& type : event_types()) {
    CHECK_THAT(emitter.out(), ContainsSubstring(std::string(type.id)) &&
                                  ContainsSubstring(std::string(type.console_name)) &&
                                  ContainsSubstring(std::string(type.dotted)));
  }
  CHECK(emitter.out().find("App events") < emitter.out().find("PROJECT_VERSION_CREATE"));
  CHECK(emitter.out().find("Account events") < emitter.out().find("PROJECT_RENAME"));
}

TEST_CASE("events --json lists the catalogue in its order", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter({"events", "--json"}) == ExitCode::passed);
  const auto list = nlohmann::json::parse(emitter.out())["event_types"];
  REQUIRE(list.size() == event_types().size());
  for (std::size_t i = 0; i < list.size(); ++i) CHECK(list[i]["id"] == event_types()[i].id);
  CHECK(list[0]["origin"] == "documented");
  CHECK(list[0]["scope"] == "app");
}

TEST_CASE("events TYPE --schema and --example print exactly those bytes", "[emitter][unit]") {
  const std::size_t index = GENERATE(range(std::size_t{0}, event_types().size()));
  const EventTypeInfo& type = event_types()[index];
  EmitterRun schema;
  EmitterRun example;
  CHECK(schema({"events", std::string(type.dotted), "--schema"}) == ExitCode::passed);
  CHECK(example({"events", std::string(type.id), "--example"}) == ExitCode::passed);
  CHECK(schema.out() == payload_schema(type.type));
  CHECK(example.out() == payload_example(type.type));
}

TEST_CASE("events TYPE shows one type and how to send it", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter({"events", "app published on heroku"}) == ExitCode::passed);
  CHECK_THAT(emitter.out(), ContainsSubstring("PROJECT_PUBLISH_HEROKU") && ContainsSubstring("one app") &&
                                ContainsSubstring("inferred") &&
                                ContainsSubstring("emitter trigger PROJECT_PUBLISH_HEROKU"));
  EmitterRun json;
  CHECK(json({"events", "PROJECT_CREATE", "--json"}) == ExitCode::passed);
  CHECK(nlohmann::json::parse(json.out())["console_name"] == "App created");
}

TEST_CASE("events refuses a wrong type, and a document of none", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter({"events", "PROJECT_PUBLISHH"}) == ExitCode::wrong_usage);
  CHECK_THAT(emitter.err(), ContainsSubstring("did you mean PROJECT_PUBLISH"));
  EmitterRun empty;
  CHECK(empty({"events", ""}) == ExitCode::wrong_usage);
  CHECK_THAT(empty.err(), ContainsSubstring("no event type"));
  EmitterRun none;
  CHECK(none({"events", "--schema"}) == ExitCode::wrong_usage);
  CHECK_THAT(none.err(), ContainsSubstring("needs an event type"));
}
