#include "shared/schema/payload.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "shared/schema/json_text.h"
#include "shared/schema/payload_rules.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;
using Node = JsonText::Node;

constexpr std::array<std::pair<BuildStatus, const char*>, 4> kBuildStatuses = {{
    {BuildStatus::started, "started"},
    {BuildStatus::success, "success"},
    {BuildStatus::failure, "failure"},
    {BuildStatus::aborted, "aborted"},
}};

BuildStatus build_status(const std::string& text) {
  for (const auto& [status, known] : kBuildStatuses) {
    if (known == text) return status;
  }
  throw std::logic_error("a build status that the schema allows and the type does not know: " + text);
}

// Which subject the payload of a type carries: empty, to be filled.
PayloadSubject empty_subject(EventType type) {
  switch (type) {
    case EventType::PROJECT_VERSION_CREATE:
    case EventType::PROJECT_VERSION_REMOVE:
    case EventType::PROJECT_VERSION_RESTORE:
      return PayloadVersion{};
    case EventType::PROJECT_PUBLISH:
    case EventType::PROJECT_PUBLISH_HEROKU:
      return PayloadPublication{};
    case EventType::ANDROID_BUILD_START:
    case EventType::ANDROID_BUILD_SUCCESS:
    case EventType::ANDROID_BUILD_FAILURE:
    case EventType::ANDROID_BUILD_ABORT:
    case EventType::IOS_BUILD_START:
    case EventType::IOS_BUILD_SUCCESS:
    case EventType::IOS_BUILD_FAILURE:
    case EventType::IOS_BUILD_ABORT:
      return PayloadBuild{};
    case EventType::PROJECT_TEST:
      return PayloadTest{};
    case EventType::PROJECT_RENAME:
      return PayloadRename{};
    case EventType::PROJECT_CREATE:
    case EventType::PROJECT_REMOVE:
      return std::monostate{};
  }
  throw std::invalid_argument("not an event type");
}

// ---- payload to JSON; the order of the lines is the documented order of the keys

Json to_json(const Person& person) { return {{"name", person.name}, {"email", person.email}}; }

Json to_json(const PayloadProject& project) {
  return {{"guid", project.guid},
          {"name", project.name},
          {"description", project.description},
          {"created_at", project.created_at},
          {"edited_at", project.edited_at},
          {"owner", to_json(project.owner)}};
}

// Adds the subject to the body under its own key.
struct SubjectWriter {
  Json& body;

  void operator()(std::monostate) const {}
  void operator()(const PayloadVersion& version) const {
    body["version"] = {{"name", version.name}, {"created_at", version.created_at}, {"author", to_json(version.author)}};
  }
  void operator()(const PayloadBuild& build) const {
    Json& json = body["build"];
    json = {{"platform", build.platform},
            {"number", build.number},
            {"status", to_string(build.status)},
            {"version", build.version},
            {"started_at", build.started_at}};
    if (build.finished_at) json["finished_at"] = *build.finished_at;
    if (build.duration_seconds) json["duration_seconds"] = *build.duration_seconds;
    if (build.artifact) json["artifact"] = *build.artifact;
    if (build.error) json["error"] = *build.error;
  }
  void operator()(const PayloadPublication& publication) const {
    body["publication"] = {{"target", publication.target}, {"url", publication.url}};
  }
  void operator()(const PayloadTest& test) const {
    body["test"] = {{"status", test.status},
                    {"passed", test.passed},
                    {"failed", test.failed},
                    {"duration_seconds", test.duration_seconds}};
  }
  void operator()(const PayloadRename& rename) const { body["previous_name"] = rename.previous_name; }
};

// ---- JSON to payload; the schema has been held to, so what is required is there

class FieldReader {
 public:
  FieldReader(const JsonText& json, Node object) : json_(json), object_(object) {}

  std::string text(std::string_view key) const { return json_.decoded(at(key)); }
  std::int64_t whole(std::string_view key) const { return json_.number(at(key)).integer; }
  FieldReader inside(std::string_view key) const { return {json_, at(key)}; }
  bool has(std::string_view key) const { return json_.find(object_, key).has_value(); }

  std::optional<std::string> optional_text(std::string_view key) const {
    return has(key) ? std::optional(text(key)) : std::nullopt;
  }
  std::optional<std::int64_t> optional_whole(std::string_view key) const {
    return has(key) ? std::optional(whole(key)) : std::nullopt;
  }
  Person person(std::string_view key) const {
    const FieldReader fields = inside(key);
    return {fields.text("name"), fields.text("email")};
  }

 private:
  Node at(std::string_view key) const { return json_.find(object_, key).value(); }

  const JsonText& json_;
  Node object_;
};

PayloadProject read_project(const FieldReader& fields) {
  return {fields.text("guid"),       fields.text("name"),      fields.text("description"),
          fields.text("created_at"), fields.text("edited_at"), fields.person("owner")};
}

struct SubjectReader {
  const FieldReader& body;

  void operator()(std::monostate) const {}
  void operator()(PayloadVersion& version) const {
    const FieldReader fields = body.inside("version");
    version = {fields.text("name"), fields.text("created_at"), fields.person("author")};
  }
  void operator()(PayloadBuild& build) const {
    const FieldReader fields = body.inside("build");
    build = {fields.text("platform"),
             fields.whole("number"),
             build_status(fields.text("status")),
             fields.text("version"),
             fields.text("started_at"),
             fields.optional_text("finished_at"),
             fields.optional_whole("duration_seconds"),
             fields.optional_text("artifact"),
             fields.optional_text("error")};
  }
  void operator()(PayloadPublication& publication) const {
    const FieldReader fields = body.inside("publication");
    publication = {fields.text("target"), fields.text("url")};
  }
  void operator()(PayloadTest& test) const {
    const FieldReader fields = body.inside("test");
    test = {fields.text("status"), fields.whole("passed"), fields.whole("failed"), fields.whole("duration_seconds")};
  }
  void operator()(PayloadRename& rename) const { rename.previous_name = body.text("previous_name"); }
};

}  // namespace

std::string_view to_string(BuildStatus status) {
  for (const auto& [known, text] : kBuildStatuses) {
    if (known == status) return text;
  }
  throw std::invalid_argument("not a build status");
}

std::string to_bytes(const Payload& payload) {
  const EventTypeInfo& type = info(payload.type);
  if (payload.subject.index() != empty_subject(payload.type).index()) {
    throw std::invalid_argument("a payload of " + std::string(type.id) + " with the subject of another type");
  }
  const std::string verb(type.happening);
  Json body;
  body["project"] = to_json(payload.project);
  std::visit(SubjectWriter{body}, payload.subject);
  body[verb + "_at"] = payload.happened_at;
  body[verb + "_by"] = to_json(payload.happened_by);
  try {
    return body.dump();
  } catch (const Json::exception&) {
    throw std::invalid_argument("a payload of " + std::string(type.id) + " with a text that is not UTF-8");
  }
}

Result<Payload, std::vector<Violation>> parse_payload(std::string_view body, EventType type) {
  const auto json = JsonText::read(body);
  if (!json) return std::vector{violation_of(json.error(), body)};
  RuleVerdict rules = violations_of(type, *json, body);
  if (!rules.violations.empty()) return std::move(rules.violations);

  const FieldReader fields(*json, json->root());
  const std::string verb(info(type).happening);
  Payload payload{type, read_project(fields.inside("project")), empty_subject(type), fields.text(verb + "_at"),
                  fields.person(verb + "_by")};
  std::visit(SubjectReader{fields}, payload.subject);
  return payload;
}

}  // namespace hookloop
