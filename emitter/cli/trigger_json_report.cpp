#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "emitter/cli/trigger_report.h"
#include "shared/support/encoding.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t milliseconds(Microseconds duration) {
  return std::chrono::round<std::chrono::milliseconds>(duration).count();
}

// What is kept of a long body, or what came of one that broke off, may end inside a character: such a text is still a
// text.
std::string_view without_cut_character(std::string_view text) {
  const auto fault = first_not_utf8(text);
  if (!fault) return text;
  const std::string_view rest = text.substr(*fault);
  const auto lead = static_cast<unsigned char>(rest.front());
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const bool is_begun = lead >= 0xc2 && lead <= 0xf4 && rest.size() < length;
  const bool goes_on = std::all_of(rest.begin() + 1, rest.end(), continues_character);
  return is_begun && goes_on ? text.substr(0, *fault) : text;
}

Json body_json(const Answer& answer) {
  Json json{{"bytes", answer.body_bytes}, {"complete", answer.body_complete}};
  const bool is_cut = answer.body.size() < answer.body_bytes || !answer.body_complete;
  std::string_view shown = answer.body;
  if (is_cut) shown = without_cut_character(shown);
  if (is_utf8(shown)) {
    json["text"] = shown;
  } else {
    shown = answer.body;
    json["base64"] = base64_encode(shown);
  }
  if (shown.size() < answer.body_bytes) json["truncated"] = true;
  return json;
}

Json answer_json(const Answer& answer) {
  Json headers = Json::array();
  for (const HeaderField& field : answer.headers)
    headers.push_back(Json::array({field.name, to_shown_utf8(field.value)}));
  return {{"headers", std::move(headers)}, {"body", body_json(answer)}};
}

std::string_view to_word(RetryDecision::Kind kind) {
  switch (kind) {
    case RetryDecision::Kind::delivered:
      return "delivered";
    case RetryDecision::Kind::retry:
      return "retry";
    case RetryDecision::Kind::interrupted:
      return "interrupted";
    case RetryDecision::Kind::gave_up:
      break;
  }
  return "exhausted";
}

Json failure_json(const AttemptReport& attempt) {
  if (attempt.dropped) return kDropped;
  return attempt.exchange.failure ? Json(to_string(*attempt.exchange.failure)) : Json();
}

Json detail_json(const AttemptReport& attempt) {
  if (attempt.dropped) return kDroppedOnPurpose;
  return attempt.exchange.failure ? Json(to_shown_utf8(attempt.exchange.detail)) : Json();
}

class JsonReport final : public TriggerReport {
 public:
  explicit JsonReport(std::ostream& out) : out_(out) {}

  void begin(const DeliveryTarget& target, EventType type) override {
    url_ = to_string(target.url);
    type_ = info(type).id;
  }

  void attempt(std::uint64_t, const OutgoingDelivery& delivery, const AttemptReport& attempt,
               const OutgoingRequest*) override {
    const Exchange& exchange = attempt.exchange;
    const bool is_copy = attempt.copy > 1;
    const bool retries = !is_copy && attempt.decision.kind == RetryDecision::Kind::retry;
    Json line;
    line["kind"] = "attempt";
    line["at"] = to_rfc3339(attempt.started_at);
    line["event_type"] = type_;
    line["event_id"] = delivery.event_id;
    line["delivery_id"] = delivery.delivery_id;
    line["attempt"] = attempt.number;
    line["copy"] = attempt.copy;
    line["faults"] = attempt.faults;
    line["url"] = url_;
    line["outcome"] = to_string(attempt.result.outcome);
    line["failure"] = failure_json(attempt);
    line["detail"] = detail_json(attempt);
    const bool broke_off = exchange.failure && exchange.answer;
    line["note"] = broke_off ? Json(kAnswerBrokeOff) : Json();
    line["connection_reused"] = exchange.connection_reused;
    line["status"] = exchange.answer ? Json(exchange.answer->status) : Json();
    line["reason"] = exchange.answer ? Json(to_shown_utf8(exchange.answer->reason)) : Json();
    line["answer"] = exchange.answer ? answer_json(*exchange.answer) : Json();
    line["duration_ms"] = milliseconds(exchange.phases.whole);
    line["retry_after_ms"] = attempt.retry_after ? Json(milliseconds(*attempt.retry_after)) : Json();
    line["next"] = is_copy ? "copy" : to_word(attempt.decision.kind);
    line["retry_in_ms"] = retries ? Json(milliseconds(attempt.decision.delay)) : Json();
    print(line);
  }

  void event_ended() override {}

  void end(const TriggerTally& tally) override {
    print({{"kind", "summary"},
           {"event_type", type_},
           {"events", tally.events},
           {"delivered", tally.delivered},
           {"exhausted", tally.exhausted()},
           {"attempts", tally.attempts},
           {"interrupted", tally.interrupted_by != 0},
           {"exit_code", static_cast<int>(tally.exit_code())}});
  }

 private:
  // Flushed line by line: a program that reads along sees each attempt as it ends.
  void print(const Json& line) { out_ << line.dump() << '\n' << std::flush; }

  std::ostream& out_;
  std::string url_;
  std::string_view type_;
};

}  // namespace

std::unique_ptr<TriggerReport> make_json_report(std::ostream& out) { return std::make_unique<JsonReport>(out); }

}  // namespace hookloop
