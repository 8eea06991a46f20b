// Manifest, types, schemas and examples say the same, in both directions.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "shared/schema/payload_rules.h"
#include "tests/shared/schema/payload_samples.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

const std::filesystem::path kSchemaFolder = HOOKLOOP_SCHEMA_FOLDER;

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::set<std::string> ids_of_manifest() {
  std::set<std::string> ids;
  for (const EventTypeInfo& type : event_types()) ids.emplace(type.id);
  return ids;
}

std::set<std::string> ids_of_folder(const char* folder) {
  std::set<std::string> ids;
  for (const auto& file : std::filesystem::directory_iterator(kSchemaFolder / folder)) {
    CHECK(file.path().extension() == ".json");
    ids.insert(file.path().stem().string());
  }
  return ids;
}

Json schema(EventType type) { return Json::parse(payload_schema(type)); }

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

const Json& resolve(const Json& document, const Json& rules) {
  if (!rules.contains("$ref")) return rules;
  return document.at(Pointer(rules.at("$ref").get<std::string>().substr(1)));
}

// Calls `use(rules)` for the schema and each schema inside it, definitions included.
void for_each_schema(const Json& rules, const std::function<void(const Json&)>& use) {
  use(rules);
  for (const char* holder : {"properties", "$defs"}) {
    if (!rules.contains(holder)) continue;
    for (const auto& [name, inside] : rules.at(holder).items()) for_each_schema(inside, use);
  }
}

void check_same_keys(const Json& document, const Json& rules, const Json& value) {
  const Json& resolved = resolve(document, rules);
  if (!value.is_object()) {
    CHECK_FALSE(resolved.contains("properties"));
    return;
  }
  REQUIRE(resolved.contains("properties"));
  CHECK(keys(resolved.at("properties")) == keys(value));
  for (const auto& [key, inside] : value.items()) check_same_keys(document, resolved.at("properties").at(key), inside);
}

}  // namespace

TEST_CASE("Every event type has a schema and an example, and there are no others", "[schema][unit]") {
  CHECK(ids_of_folder("schemas") == ids_of_manifest());
  CHECK(ids_of_folder("examples") == ids_of_manifest());
}

TEST_CASE("Schemas and examples are embedded byte for byte", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    const std::string name = std::string(type.id) + ".json";
    CHECK(payload_schema(type.type) == file_bytes(kSchemaFolder / "schemas" / name));
    CHECK(payload_example(type.type) == file_bytes(kSchemaFolder / "examples" / name));
  }
}

TEST_CASE("The example of PROJECT_VERSION_CREATE is the documented payload", "[schema][unit]") {
  CHECK(payload_example(EventType::PROJECT_VERSION_CREATE) == R"({
  "project": {
    "guid": "d69b07bd-ff4c-4751-9593-ed4fa1f29446",
    "name": "MyApp",
    "description": "Mobile app built with Mobile App Builder",
    "created_at": "2015-04-22T15:11:37-07:00",
    "edited_at": "2015-04-22T15:11:45-07:00",
    "owner": { "name": "Max Katz", "email": "" }
  },
  "version": {
    "name": "Version #1",
    "created_at": "2015-04-22T15:24:13-07:00",
    "author": { "name": "Max Katz", "email": "" }
  },
  "created_at": "2015-04-22T15:24:13-07:00",
  "created_by": { "name": "Max Katz", "email": "" }
}
)");
}

TEST_CASE("A schema is titled as the console names the event and names its happening", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    CAPTURE(type.id);
    const Json rules = schema(type.type);
    CHECK(rules.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    CHECK(rules.at("title") == type.console_name);
    const std::vector<std::string> names = keys(rules.at("properties"));
    REQUIRE(names.size() >= 3);
    CHECK(names.front() == "project");
    CHECK(names[names.size() - 2] == std::string(type.happening) + "_at");
    CHECK(names[names.size() - 1] == std::string(type.happening) + "_by");
  }
}

TEST_CASE("A schema is closed, requires every key and describes each one", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    CAPTURE(type.id);
    for_each_schema(schema(type.type), [](const Json& rules) {
      CAPTURE(rules.dump());
      CHECK(rules.contains("description"));
      if (!rules.contains("properties")) return;
      CHECK(rules.at("type") == "object");
      CHECK(rules.at("additionalProperties") == false);
      CHECK(rules.at("required") == Json(keys(rules.at("properties"))));
    });
  }
}

TEST_CASE("Whole numbers in a schema have bounds that every reader of JSON keeps exact", "[schema][unit]") {
  constexpr std::int64_t kGreatestExact = 9'007'199'254'740'991;  // 2^53 - 1, RFC 8259 section 6
  for (const EventTypeInfo& type : event_types()) {
    for_each_schema(schema(type.type), [](const Json& rules) {
      if (!rules.contains("type") || rules.at("type") != "integer") return;
      CHECK(rules.at("minimum").get<std::int64_t>() >= 0);
      CHECK(rules.at("maximum").get<std::int64_t>() == kGreatestExact);
    });
  }
}

TEST_CASE("What several schemas define under one name is the same in all of them", "[schema][unit]") {
  std::map<std::string, Json> known;
  for (const EventTypeInfo& type : event_types()) {
    const Json document = schema(type.type);
    for (const auto& [name, rules] : document.at("$defs").items()) {
      if (name == "build" || name == "publication") continue;  // these fix a platform, a status or a target
      CAPTURE(type.id, name);
      const Json& first = known.emplace(name, rules).first->second;
      CHECK(rules.dump() == first.dump());
    }
  }
  CHECK(known.size() == 5);
}

TEST_CASE("A schema and its example have the same keys in the same order", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    CAPTURE(type.id);
    const Json rules = schema(type.type);
    check_same_keys(rules, rules, example(type.type));
  }
}

TEST_CASE("The meta-schema of 2020-12 has nothing against the schemas", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    CAPTURE(type.id);
    CHECK(faults_of_schema(payload_schema(type.type)) == std::vector<std::string>{});
  }
}

TEST_CASE("The meta-schema finds what is no schema", "[schema][unit]") {
  CHECK_FALSE(faults_of_schema(R"({"type": "text"})").empty());
  CHECK_FALSE(faults_of_schema(R"({"properties": {"name": {"required": "yes"}}})").empty());
  CHECK_FALSE(faults_of_schema(R"({"minimum": "1"})").empty());
}

TEST_CASE("An example is a valid payload of its type and of no other", "[schema][unit]") {
  for (const EventTypeInfo& body : event_types()) {
    for (const EventTypeInfo& type : event_types()) {
      CAPTURE(body.id, type.id);
      const PayloadVerdict verdict = judge_payload(payload_example(body.type), type.id);
      CHECK(verdict.type == type.type);
      const bool own = body.type == type.type;
      CHECK((verdict.state == PayloadVerdict::State::valid) == own);
      CHECK(verdict.violations.empty() == own);
    }
  }
}

TEST_CASE("An example read and written again is the same, key for key in order", "[schema][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    CAPTURE(type.id);
    const auto payload = parse_payload(payload_example(type.type), type.type);
    REQUIRE(payload);
    CHECK(payload->type == type.type);
    const std::string bytes = to_bytes(*payload);
    CHECK(bytes == example(type.type).dump());

    const auto again = parse_payload(bytes, type.type);
    REQUIRE(again);
    CHECK(*again == *payload);
  }
}
