#include <algorithm>

#include "shared/schema/json_text.h"
#include "shared/schema/payload.h"
#include "shared/schema/payload_rules.h"
#include "shared/schema/payload_shape.h"

namespace hookloop {
namespace {

using State = PayloadVerdict::State;

PayloadVerdict judge_as(EventType type, const JsonText& json, std::string_view body) {
  RuleVerdict rules = violations_of(type, json, body);
  const State state = rules.violations.empty() ? State::valid : State::invalid;
  return {state, type, std::move(rules.violations), rules.left_out};
}

std::uint64_t count(const PayloadVerdict& verdict) { return verdict.violations.size() + verdict.violations_left_out; }

// Of several types with the same shape, the one that the body breaks least.
PayloadVerdict judge_by_shape(const JsonText& json, std::string_view body) {
  std::optional<PayloadVerdict> mildest;
  for (const EventType type : nearest_shapes(json)) {
    PayloadVerdict verdict = judge_as(type, json, body);
    if (!mildest || count(verdict) < count(*mildest)) mildest = std::move(verdict);
  }
  return mildest ? std::move(*mildest) : PayloadVerdict{State::unknown_event, std::nullopt, {}, 0};
}

}  // namespace

std::string_view to_string(PayloadVerdict::State state) {
  switch (state) {
    case State::valid:
      return "valid";
    case State::invalid:
      return "invalid";
    case State::unknown_event:
      return "unknown_event";
    case State::not_json:
      return "not_json";
  }
  return "";
}

PayloadVerdict judge_payload(std::string_view body, std::optional<std::string_view> type_id) {
  const std::optional<EventType> told = type_id ? event_type_from_id(*type_id) : std::nullopt;
  const auto json = JsonText::read(body);
  if (!json) return {State::not_json, told, {violation_of(json.error(), body)}, 0};
  if (told) return judge_as(*told, *json, body);
  if (type_id) return {State::unknown_event, std::nullopt, {}, 0};
  return judge_by_shape(*json, body);
}

std::vector<EventType> recognise(std::string_view body) {
  const auto json = JsonText::read(body);
  return json ? nearest_shapes(*json) : std::vector<EventType>{};
}

}  // namespace hookloop
