#include "shared/schema/payload_rules.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <deque>
#include <jsoncons/json.hpp>
#include <jsoncons_ext/jsonschema/jsonschema.hpp>
#include <memory>
#include <mutex>
#include <set>

namespace hookloop {
namespace {

using Json = jsoncons::json;
using Schema = jsoncons::jsonschema::json_schema<Json>;
using Message = jsoncons::jsonschema::validation_message;
using Walk = jsoncons::jsonschema::walk_result;
using Node = JsonText::Node;
using Tokens = std::vector<std::string>;

// ---- schemas

struct CompiledSchema {
  explicit CompiledSchema(std::string_view text)
      : rules(Json::parse(text)),
        schema(jsoncons::jsonschema::make_json_schema(
            rules, jsoncons::jsonschema::evaluation_options().require_format_validation(true))) {}

  Json rules;  // the schema as it is written, for saying what was expected
  Schema schema;
};

const CompiledSchema& compiled_schema(EventType type) {
  struct Slot {
    std::once_flag once;
    std::unique_ptr<CompiledSchema> schema;
  };
  static std::vector<Slot> slots(event_types().size());
  Slot& slot = slots.at(static_cast<std::size_t>(type));
  std::call_once(slot.once, [&] { slot.schema = std::make_unique<CompiledSchema>(payload_schema(type)); });
  return *slot.schema;
}

const Json* member(const Json& object, const std::string& key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.object_range().end() ? nullptr : &found->value();
}

// Our schemas name what they refer to as "#/$defs/NAME".
const Json& resolve(const Json& schema, const Json& rules) {
  const Json* reference = member(rules, "$ref");
  if (reference == nullptr) return rules;
  const std::string target = reference->as<std::string>();
  return schema.at("$defs").at(target.substr(target.rfind('/') + 1));
}

// The object of the schema that holds a keyword, by the way that the evaluation took to it.
const Json& rules_on_path(const Json& schema, const Tokens& path, std::size_t length) {
  const Json* rules = &schema;
  for (std::size_t i = 0; i < length; ++i) {
    rules = path[i] == "$ref" ? &resolve(schema, *rules) : &rules->at(path[i]);
  }
  return *rules;
}

// ---- what a rule expects, in words

std::string type_in_words(const std::string& type) {
  if (type == "object") return "an object";
  if (type == "array") return "a list";
  if (type == "string") return "a text";
  if (type == "integer") return "a whole number";
  if (type == "boolean") return "true or false";
  return type == "null" ? "null" : "a " + type;
}

std::string such_as(const Json& rules) {
  const Json* examples = member(rules, "examples");
  return examples == nullptr ? "" : " such as " + examples->at(0).to_string();
}

std::string one_of(const Json& values) {
  std::string words;
  for (const Json& value : values.array_range()) words += (words.empty() ? "one of " : ", ") + value.to_string();
  return words;
}

std::string value_in_words(const Json& rules) {
  if (const Json* value = member(rules, "const")) return value->to_string();
  if (const Json* values = member(rules, "enum")) return one_of(*values);
  const Json* type = member(rules, "type");
  return (type == nullptr ? "a value" : type_in_words(type->as<std::string>())) + such_as(rules);
}

std::string expected_in_words(const std::string& keyword, const Json& rules) {
  const Json& value = rules.at(keyword);
  if (keyword == "type") return type_in_words(value.as<std::string>());
  if (keyword == "const" || keyword == "enum" || keyword == "pattern") return value_in_words(rules);
  if (keyword == "minimum") return "at least " + value.to_string();
  if (keyword == "maximum") return "at most " + value.to_string();
  if (keyword == "format") {
    const std::string format = value.as<std::string>();
    if (format == "date-time") return "a day that the calendar has";
    return (format == "uri" ? "an absolute URI" : "a text of the format " + format) + such_as(rules);
  }
  return keyword + " " + value.to_string();
}

// ---- from the text that was read to the values that jsoncons judges

const Reason& repeated_key() {
  static const Reason reason{Reason::Kind::repeated_key, "json", "each key once in an object"};
  return reason;
}

class ValueBuilder {
 public:
  ValueBuilder(const JsonText& body, Findings& findings) : body_(body), findings_(findings) {}

  // Goes no deeper than the reader did (kDeepestJson).
  Json build(Node node) {
    switch (body_.kind(node)) {
      case JsonKind::null:
        return Json::null();
      case JsonKind::boolean:
        return Json(body_.is_true(node));
      case JsonKind::number:
        return build_number(body_.number(node));
      case JsonKind::text:
        return Json(body_.decoded(node));
      case JsonKind::list:
        return build_list(node);
      case JsonKind::object:
        return build_object(node);
    }
    return Json::null();
  }

 private:
  // The bounds in our schemas lie well within 64 bits, so the end of 64 bits stands for all that is beyond.
  static Json build_number(const JsonNumber& number) {
    if (!number.whole) return Json(number.real);
    if (number.fits || number.integer < 0) return Json(number.integer);
    return Json(UINT64_MAX);
  }

  Json build_list(Node node) {
    Json list(jsoncons::json_array_arg);
    for (const Node element : body_.elements(node)) list.push_back(build(element));
    return list;
  }

  // Keys go in sorted: jsoncons keeps them so, and inserting a million in another order would take it for ever. Sorting
  // also brings together those that stand twice, in the order of the text.
  Json build_object(Node node) {
    struct Keyed {
      std::string key;
      JsonText::Member member;
    };
    std::vector<Keyed> sorted;
    for (const JsonText::Member& member : body_.members(node)) sorted.push_back({body_.decoded(member.key), member});
    std::sort(sorted.begin(), sorted.end(), [](const Keyed& a, const Keyed& b) {
      const int order = a.key.compare(b.key);
      return order != 0 ? order < 0 : a.member.key < b.member.key;
    });

    Json object(jsoncons::json_object_arg);
    object.reserve(sorted.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      const auto& [key, member] = sorted[i];
      if (i > 0 && sorted[i - 1].key == key) findings_.add(member.key, repeated_key());
      Json value = build(member.value);
      const bool last_of_its_name = i + 1 == sorted.size() || sorted[i + 1].key != key;
      if (last_of_its_name) object.try_emplace(object.object_range().end(), key, std::move(value));
    }
    return object;
  }

  const JsonText& body_;
  Findings& findings_;
};

// ---- from what jsoncons found to violations

class Judgement {
 public:
  Judgement(const CompiledSchema& schema, const JsonText& body, Findings& findings)
      : schema_(schema), body_(body), findings_(findings) {}

  void judge(const Json& value) {
    std::vector<Finding> found;
    // jsoncons names one foreign key of an object and no missing one, so both are looked up in the schema; the number
    // of messages is bounded by the schema, whatever the body.
    schema_.schema.validate(value, [&](const Message& message) {
      found.push_back({message.keyword(), Tokens(message.eval_path().begin(), message.eval_path().end()),
                       Tokens(message.instance_location().begin(), message.instance_location().end())});
      return Walk::advance;
    });
    std::set<Tokens> misshapen;
    for (const Finding& finding : found) {
      if (finding.keyword == "pattern") misshapen.insert(finding.instance);
    }
    std::set<Tokens> objects_done;
    for (const Finding& finding : found) {
      if (finding.keyword == "required") {
        if (objects_done.insert(finding.instance).second) note_missing(finding);
      } else if (finding.keyword == "additionalProperties") {
        note_foreign(finding);
      } else if (finding.keyword != "format" && finding.keyword != "not") {
        note_value(finding);
      } else if (misshapen.insert(finding.instance).second) {
        // A text of the wrong form is told so once: what is no time at all is also no date of the calendar. A `not`
        // stands beside the format `uri` and finds what no URI holds: std::regex would go down one level of the stack
        // for each character that a `*` or `+` of a pattern takes in, and an address may be megabytes.
        note_value({"format", finding.evaluation, finding.instance});
      }
    }
  }

 private:
  struct Finding {
    std::string keyword;
    Tokens evaluation;
    Tokens instance;
  };

  Node node_at(const Tokens& path, std::size_t length) const {
    return body_.find(body_.root(), std::span(path).first(length)).value();
  }

  const Reason& keep(Reason reason) { return reasons_.emplace_back(std::move(reason)); }

  void note_value(const Finding& finding) {
    const Json& rules = rules_on_path(schema_.rules, finding.evaluation, finding.evaluation.size() - 1);
    findings_.add(node_at(finding.instance, finding.instance.size()),
                  keep({Reason::Kind::value, finding.keyword, expected_in_words(finding.keyword, rules)}));
  }

  void note_missing(const Finding& finding) {
    const Json& rules = rules_on_path(schema_.rules, finding.evaluation, finding.evaluation.size() - 1);
    const Node object = node_at(finding.instance, finding.instance.size());
    for (const Json& required : rules.at("required").array_range()) {
      const std::string key = required.as<std::string>();
      if (body_.find(object, key)) continue;
      const Json& missing = resolve(schema_.rules, rules.at("properties").at(key));
      findings_.add(object, keep({Reason::Kind::missing_key, "required", value_in_words(missing), key}));
    }
  }

  // The evaluation and the place of a foreign key both end in the key.
  void note_foreign(const Finding& finding) {
    const Json& properties =
        rules_on_path(schema_.rules, finding.evaluation, finding.evaluation.size() - 2).at("properties");
    const Node object = node_at(finding.instance, finding.instance.size() - 1);
    std::vector<std::string> missing;
    for (const auto& property : properties.object_range()) {
      if (!body_.find(object, property.key())) missing.push_back(property.key());
    }
    const Reason& reason = keep({Reason::Kind::foreign_key, "additionalProperties", "", "", std::move(missing)});
    for (const auto& [key, value] : body_.members(object)) {
      if (!properties.contains(body_.decoded(key))) findings_.add(key, reason);
    }
  }

  const CompiledSchema& schema_;
  const JsonText& body_;
  Findings& findings_;
  std::deque<Reason> reasons_;  // findings point at them
};

}  // namespace

RuleVerdict violations_of(EventType type, const JsonText& body, std::string_view source) {
  Findings findings(body, source);
  const Json value = ValueBuilder(body, findings).build(body.root());
  Judgement judgement(compiled_schema(type), body, findings);
  judgement.judge(value);
  return findings.take();
}

Violation violation_of(const JsonFault& fault, std::string_view source) {
  const TextPlace place = place_of(source, fault.offset);
  return {"", fault.rule, fault.expected, fault.actual, place.line, place.column};
}

std::vector<std::string> faults_of_schema(std::string_view schema) {
  const Json meta_schema = jsoncons::jsonschema::draft202012::schema_draft202012<Json>::get_schema();
  const Schema judge = jsoncons::jsonschema::make_json_schema(meta_schema);
  std::vector<std::string> faults;
  judge.validate(Json::parse(schema), [&](const Message& message) {
    faults.push_back(message.instance_location().string() + ": " + message.message());
    return Walk::advance;
  });
  return faults;
}

}  // namespace hookloop
