#include "shared/schema/payload_rules.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <deque>
#include <jsoncons/json.hpp>
#include <jsoncons_ext/jsonschema/jsonschema.hpp>
#include <memory>
#include <mutex>
#include <set>
#include <tuple>

#include "shared/support/nearest.h"

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

// ---- texts of the body, as a person is shown them

constexpr std::size_t kShownBytes = 80;  // about a line of a terminal, with what stands around it

// Payloads are nested three deep; what is deeper than this is hostile, and its beginning and its end tell enough.
constexpr std::size_t kShownPointerBytes = 1000;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

// The value as the body has it, without the white space between its parts, cut where it is long.
std::string shortened(std::string_view raw) {
  std::string shown;
  bool within_text = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    const bool white_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (white_space && !within_text) continue;
    if (shown.size() >= kShownBytes && begins_character(c)) return shown + "…";
    shown.push_back(c);
    if (c == '"') within_text = !within_text;
    if (c == '\\' && within_text) shown.push_back(raw[++i]);
  }
  return shown;
}

// With the slash in front, cut where the key is long.
std::string pointer_token(std::string_view key) {
  std::string token = "/";
  for (const char c : key) {
    if (token.size() > kShownBytes && begins_character(c)) return token + "…";
    if (c == '~' || c == '/') {
      token += c == '~' ? "~0" : "~1";
    } else {
      token.push_back(c);
    }
  }
  return token;
}

// Cut in the middle, between tokens, where it is long.
std::string shortened_pointer(std::string pointer) {
  if (pointer.size() <= kShownPointerBytes) return pointer;
  const std::size_t head_end = pointer.rfind('/', kShownPointerBytes / 2);
  const std::size_t tail_begin = pointer.find('/', pointer.size() - kShownPointerBytes / 2);
  return pointer.substr(0, head_end) + "/…" + pointer.substr(tail_begin);
}

// Where nodes stand in the body. They are asked for in rising order, so that many cost no more than one: one walk
// through the body.
class PointerWalk {
 public:
  explicit PointerWalk(const JsonText& body) : body_(body) {}

  // To a value or a key; the pointer to a key is that to its value.
  std::string pointer_to(Node target) {
    open_down_to(target);
    std::string pointer;
    for (const Step& step : open_) pointer += step.token;
    return pointer;
  }

 private:
  // A list or an object around the target, and the child that it is in.
  struct Step {
    Node container;
    Node child;  // of an object: the key
    std::size_t index = 0;
    std::string token = {};
  };

  Node value_of(const Step& step) const {
    return body_.kind(step.container) == JsonKind::object ? step.child + 1 : step.child;
  }

  void open_down_to(Node target) {
    while (!open_.empty() && target >= body_.after(open_.back().container)) open_.pop_back();
    if (target == body_.root()) return;
    if (open_.empty()) open_.push_back({body_.root(), body_.root() + 1});
    go_to_child_around(target);
    while (target > value_of(open_.back())) {
      const Node inside = value_of(open_.back());
      open_.push_back({inside, inside + 1});
      go_to_child_around(target);
    }
  }

  void go_to_child_around(Node target) {
    Step& step = open_.back();
    while (target >= body_.after(value_of(step))) {
      step.child = body_.after(value_of(step));
      ++step.index;
      step.token.clear();
    }
    if (!step.token.empty()) return;
    const bool in_object = body_.kind(step.container) == JsonKind::object;
    step.token = pointer_token(in_object ? body_.decoded(step.child) : std::to_string(step.index));
  }

  const JsonText& body_;
  std::vector<Step> open_;
};

// ---- findings

// What is wrong, as far as it is the same for all that break one rule in one place of the schema. There are as many as
// the schema has rules, whatever the body.
struct Reason {
  enum class Kind { value, missing_key, foreign_key, repeated_key };
  Kind kind;
  std::string rule;
  std::string expected = {};                   // of a foreign key: nothing yet
  std::string missing_key = {};                // which
  std::vector<std::string> may_be_meant = {};  // by a foreign key
};

// Keeps the violations that stand first, however many there are and in whatever order they are found. What they say is
// put into words at the end, for those that were kept.
class Findings {
 public:
  Findings(const JsonText& body, std::string_view source) : body_(body), source_(source) {}

  // `node` is the value, the object that lacks a key, or the key that should not be there. The reason must live on.
  void add(Node node, const Reason& reason) {
    const std::uint64_t order = count_++;
    if (kept_.size() == kMostViolations) {
      if (node >= kept_.front().node) return;
      std::pop_heap(kept_.begin(), kept_.end());
      kept_.pop_back();
    }
    kept_.push_back({node, order, &reason});
    std::push_heap(kept_.begin(), kept_.end());
  }

  RuleVerdict take() {
    std::sort_heap(kept_.begin(), kept_.end());
    RuleVerdict verdict;
    PointerWalk pointers(body_);
    TextPlaces places(source_);
    for (const Finding& finding : kept_) {
      Violation violation = in_words(finding, pointers.pointer_to(finding.node));
      const TextPlace place = places.place_of(body_.offset(finding.node));
      violation.line = place.line;
      violation.column = place.column;
      verdict.violations.push_back(std::move(violation));
    }
    verdict.left_out = count_ - kept_.size();
    return verdict;
  }

 private:
  // Nodes are in the order of the text.
  struct Finding {
    Node node;
    std::uint64_t order;  // of two in one place, the first to be found comes first
    const Reason* reason;
    bool operator<(const Finding& other) const { return std::tie(node, order) < std::tie(other.node, other.order); }
  };

  Violation in_words(const Finding& finding, std::string pointer) const {
    const Reason& reason = *finding.reason;
    Violation violation{"", reason.rule, reason.expected, ""};
    switch (reason.kind) {
      case Reason::Kind::value:
        violation.actual = shortened(body_.raw(finding.node));
        break;
      case Reason::Kind::missing_key:
        pointer += pointer_token(reason.missing_key);
        violation.actual = "missing";
        break;
      case Reason::Kind::foreign_key:
        violation.expected = fmt::format("no key {}{}", shortened(body_.raw(finding.node)),
                                         did_you_mean(body_.decoded(finding.node), reason.may_be_meant));
        violation.actual = shortened(body_.raw(finding.node + 1));
        break;
      case Reason::Kind::repeated_key:
        violation.actual = shortened(body_.raw(finding.node)) + " again";
        break;
    }
    violation.pointer = shortened_pointer(std::move(pointer));
    return violation;
  }

  const JsonText& body_;
  std::string_view source_;
  std::vector<Finding> kept_;  // a heap: the last in the body is in front
  std::uint64_t count_ = 0;
};

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
