#include "emitter/deliver/payload_faults.h"

#include <algorithm>
#include <string_view>

#include "emitter/deliver/json_leaves.h"
#include "shared/schema/json_text.h"
#include "shared/schema/payload.h"

namespace hookloop {
namespace {

// Payloads have some twenty places; in what is larger it does not matter which is taken.
constexpr std::size_t kMostPayloadTrials = 24;

bool breaks(std::string_view body, const std::optional<EventType>& type, std::string_view rule) {
  if (!type) return true;
  const PayloadVerdict verdict = judge_payload(body, info(*type).id);
  return std::any_of(verdict.violations.begin(), verdict.violations.end(),
                     [&](const Violation& violation) { return violation.rule == rule; });
}

// Tries the variants from one that is drawn by chance on, and takes the first that breaks the rule; when none does (the
// body was no valid payload before), the one that was drawn. False: there is no variant.
template <typename Variant>
bool take_variant(std::string& body, std::size_t count, Variant variant, const std::optional<EventType>& type,
                  std::string_view rule, FaultWork& work) {
  if (count == 0) return false;
  const std::size_t drawn = work.pick(count);
  for (std::size_t i = 0; i < std::min(count, kMostPayloadTrials); ++i) {
    std::string changed = variant((drawn + i) % count);
    if (!breaks(changed, type, rule)) continue;
    body = std::move(changed);
    return true;
  }
  body = variant(drawn);
  return true;
}

std::string spliced(std::string_view text, std::size_t begin, std::size_t end, std::string_view in_place) {
  std::string result(text.substr(0, begin));
  result += in_place;
  result += text.substr(end);
  return result;
}

std::size_t end_of(const JsonText& json, JsonText::Node node) { return json.offset(node) + json.raw(node).size(); }

// Without the member and the comma that divides it from its neighbour.
std::string without_member(const JsonText& json, std::string_view body, const std::vector<JsonText::Member>& members,
                           std::size_t i) {
  std::size_t begin = json.offset(members[i].key);
  std::size_t end = end_of(json, members[i].value);
  if (i + 1 < members.size())
    end = json.offset(members[i + 1].key);
  else if (i > 0)
    begin = end_of(json, members[i - 1].value);
  return spliced(body, begin, end, "");
}

// What is no object, or one without members, lacks every key as an empty object.
void remove_key(std::string& body, const std::optional<EventType>& type, FaultWork& work) {
  const std::string original = body;
  const auto json = JsonText::read(original);
  const bool is_object = json && json->kind(json->root()) == JsonKind::object;
  const auto members = is_object ? json->members(json->root()) : std::vector<JsonText::Member>();
  const auto variant = [&](std::size_t i) { return without_member(*json, original, members, i); };
  if (!take_variant(body, members.size(), variant, type, "required", work)) body = "{}";
}

// The mistakes that languages make by themselves: a number for a text, a text for a number, and what JavaScript makes
// of an object.
std::string of_another_type(const JsonText& json, JsonText::Node node) {
  switch (json.kind(node)) {
    case JsonKind::text:
      return "42";
    case JsonKind::number:
    case JsonKind::boolean:
    case JsonKind::null:
      return "\"" + std::string(json.raw(node)) + "\"";
    case JsonKind::list:
    case JsonKind::object:
      break;
  }
  return "\"[object Object]\"";
}

void change_type(std::string& body, const std::optional<EventType>& type, FaultWork& work) {
  const std::string original = body;
  const auto json = JsonText::read(original);
  std::vector<JsonText::Node> values;
  if (json && json->kind(json->root()) == JsonKind::object) {
    for (const JsonText::Member& member : json->members(json->root())) {
      values.push_back(member.value);
      if (json->kind(member.value) != JsonKind::object) continue;
      for (const JsonText::Member& inner : json->members(member.value)) values.push_back(inner.value);
    }
  }
  const auto variant = [&](std::size_t i) {
    return spliced(original, json->offset(values[i]), end_of(*json, values[i]), of_another_type(*json, values[i]));
  };
  if (!take_variant(body, values.size(), variant, type, "type", work)) body = "[]";
}

void add_key(std::string& body) {
  constexpr std::string_view kMember = R"("unexpected_key":"nobody asked for it")";
  const auto json = JsonText::read(body);
  if (!json || json->kind(json->root()) != JsonKind::object) {
    body = "{" + std::string(kMember) + "}";
    return;
  }
  const bool is_empty = json->size(json->root()) == 0;
  const std::size_t at = end_of(*json, json->root()) - 1;
  body.insert(at, (is_empty ? "" : ",") + std::string(kMember));
}

bool closes(char c) { return c == '}' || c == ']'; }

// White space is allowed there, so that JSON is the same JSON as before.
void grow(std::string& body, std::size_t bytes) {
  const bool has_end = !body.empty() && closes(body.back());
  body.insert(body.size() - (has_end ? 1 : 0), bytes - body.size(), ' ');
}

// Inside a text where there is one: a reader that is not strict takes it.
void spoil_utf8(std::string& body, FaultWork& work) {
  constexpr char kNoUtf8 = '\xff';
  const auto json = JsonText::read(body);
  std::vector<std::size_t> texts;
  if (json) {
    for (const JsonText::Node leaf : json_leaves(*json)) {
      if (json->kind(leaf) == JsonKind::text) texts.push_back(json->offset(leaf) + 1);
    }
  }
  body.insert(texts.empty() ? body.size() : texts[work.pick(texts.size())], 1, kNoUtf8);
}

// Without its last bracket. Where that leaves JSON, or there is none, with a bracket too many in front.
void spoil_json(std::string& body) {
  const std::size_t last = body.find_last_not_of(" \t\r\n");
  if (last != std::string::npos && (closes(body[last]) || body[last] == '"')) {
    std::string cut = body.substr(0, last);
    if (!JsonText::read(cut)) {
      body = std::move(cut);
      return;
    }
  }
  body.insert(0, 1, '{');
}

}  // namespace

void apply_payload_faults(std::string& body, const std::optional<EventType>& type, FaultWork& work) {
  if (const Fault* fault = work.planned(FaultKind::schema_missing_key)) {
    remove_key(body, type, work);
    work.done(*fault);
  }
  if (const Fault* fault = work.planned(FaultKind::schema_wrong_type)) {
    change_type(body, type, work);
    work.done(*fault);
  }
  if (const Fault* fault = work.planned(FaultKind::schema_extra_key)) {
    add_key(body);
    work.done(*fault);
  }
  const Fault* const oversized = work.planned(FaultKind::oversized_body);
  if (oversized != nullptr && body.size() < oversized->bytes) {
    grow(body, static_cast<std::size_t>(oversized->bytes));
    work.done(*oversized);
  }
  if (const Fault* fault = work.planned(FaultKind::invalid_utf8)) {
    spoil_utf8(body, work);
    work.done(*fault);
  }
  if (const Fault* fault = work.planned(FaultKind::invalid_json)) {
    spoil_json(body);
    work.done(*fault);
  }
}

}  // namespace hookloop
