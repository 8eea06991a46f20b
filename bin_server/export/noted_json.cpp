#include "bin_server/export/noted_json.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "shared/http_server/bytes_json.h"
#include "shared/support/ascii.h"
#include "shared/support/id.h"
#include "shared/support/moment.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kGreatestStatus = 999;
constexpr std::int64_t kGreatestCount = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLongestPhase = std::chrono::microseconds(std::chrono::hours(24 * 366)).count();
constexpr std::size_t kLongestStep = 4'096;  // a JSON Pointer into a program of kDeepestProgram is far shorter
constexpr std::size_t kLongestWord = 40;

void put_text(Json& json, const char* name, const std::string& text) {
  if (text.empty()) return;
  json[name] = is_utf8(text) ? Json(text) : bytes_view(text);
}

std::string read_text(const JsonFields& fields, const std::string& name) {
  const Json* const value = fields.find(name);
  if (value == nullptr) return "";
  return value->is_string() ? value->get<std::string>() : read_bytes(fields, name);
}

std::int64_t required_whole(const JsonFields& fields, const std::string& name, std::int64_t least, std::int64_t most) {
  const auto number = fields.whole(name, least, most);
  if (!number) throw BadField{fields.at(name), "This must be given."};
  return *number;
}

void put_micros(Json& json, const char* name, Microseconds time) {
  if (time != Microseconds{}) json[name] = time.count();
}

Microseconds read_micros(const JsonFields& fields, const std::string& name) {
  return Microseconds(fields.whole(name, 0, kLongestPhase).value_or(0));
}

Json drip_json(const AnswerDrip& drip) { return {{"bytes", drip.bytes}, {"every_us", drip.every.count()}}; }

AnswerDrip read_drip(const JsonFields& response) {
  const Json* const value = response.find("drip");
  if (value == nullptr) return {};
  const JsonFields fields(*value, response.at("drip"), {"bytes", "every_us"});
  return {static_cast<std::size_t>(required_whole(fields, "bytes", 0, kGreatestCount)),
          read_micros(fields, "every_us")};
}

AnswerFault read_fault(const JsonFields& response) {
  std::vector<std::string> words;
  for (const AnswerFault fault : kAnswerFaults) {
    if (fault != AnswerFault::none) words.emplace_back(to_string(fault));
  }
  const auto word = response.choice("fault", words);
  return word ? parse_answer_fault(*word).value_or(AnswerFault::none) : AnswerFault::none;
}

GivenAnswer read_answer(const JsonFields& response) {
  using State = GivenAnswer::State;
  GivenAnswer answer;
  const auto state =
      response.choice("state", {std::string(to_string(State::answered)), std::string(to_string(State::sender_left)),
                                std::string(to_string(State::unknown))});
  if (!state) throw BadField{response.at("state"), "This must be given where more than the status is."};
  answer.state = parse_answer_state(*state).value_or(State::unknown);
  answer.step = response.text("step", kLongestStep).value_or("");
  if (!answer.step.empty() && answer.step.front() != '/') {
    throw BadField{response.at("step"), "This is a JSON Pointer into what the bin answers, such as /sequence/0."};
  }
  answer.delay = read_micros(response, "delay_us");
  answer.drip = read_drip(response);
  answer.fault = read_fault(response);
  answer.bytes = read_bytes(response, "bytes");
  const auto most = static_cast<std::int64_t>(answer.bytes.size());
  answer.sent_bytes = static_cast<std::uint64_t>(required_whole(response, "sent_bytes", 0, most));
  return answer;
}

// A link that a person may follow leads to a web server and to nothing else.
std::string read_url(const JsonFields& exchange, const std::string& name) {
  std::string url = read_text(exchange, name);
  const std::string scheme = to_lower(url.substr(0, url.find("://")));
  if (scheme.size() == url.size() || (scheme != "http" && scheme != "https")) {
    throw BadField{exchange.at(name), "This is a URL of http or https."};
  }
  return url;
}

std::string read_failure(const JsonFields& exchange) {
  const std::string word = exchange.text("failure", kLongestWord).value_or("");
  const auto is_of_words = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  if (!std::all_of(word.begin(), word.end(), is_of_words)) {
    throw BadField{exchange.at("failure"), "This is a word such as timed_out."};
  }
  return word;
}

bool has_answer(const CaptureExchange& exchange) {
  return exchange.status != 0 || !exchange.answer_head.empty() || !exchange.answer_body.empty() ||
         exchange.answer_body_bytes != 0 || exchange.answer_complete;
}

void read_request(const JsonFields& exchange, CaptureExchange& read) {
  const Json* const value = exchange.find("request");
  if (value == nullptr) return;
  const JsonFields fields(*value, exchange.at("request"), {"head", "body"});
  read.request_head = read_bytes(fields, "head");
  if (fields.find("body") != nullptr) read.request_body = read_bytes(fields, "body");
}

void read_answer(const JsonFields& exchange, CaptureExchange& read) {
  const Json* const value = exchange.find("answer");
  if (value == nullptr) return;
  const JsonFields fields(*value, exchange.at("answer"), {"status", "head", "body", "body_bytes", "complete"});
  read.status = static_cast<int>(required_whole(fields, "status", 0, kGreatestStatus));
  read.answer_head = read_bytes(fields, "head");
  read.answer_body = read_bytes(fields, "body");
  const auto least = static_cast<std::int64_t>(read.answer_body.size());
  read.answer_body_bytes = static_cast<std::uint64_t>(required_whole(fields, "body_bytes", least, kGreatestCount));
  read.answer_complete = fields.flag("complete").value_or(false);
}

void read_phases(const JsonFields& exchange, CaptureExchange& read) {
  const Json* const value = exchange.find("phases");
  if (value == nullptr) return;
  const JsonFields fields(*value, exchange.at("phases"), {"resolve_us", "connect_us", "first_byte_us", "whole_us"});
  read.resolve = read_micros(fields, "resolve_us");
  read.connect = read_micros(fields, "connect_us");
  read.first_byte = read_micros(fields, "first_byte_us");
  read.whole = read_micros(fields, "whole_us");
}

Json exchange_json(const CaptureExchange& exchange) {
  Json json;
  json["id"] = exchange.id;
  json["kind"] = to_string(exchange.kind);
  put_text(json, "to", exchange.target);
  put_text(json, "url", exchange.url);
  json["started_at"] = to_rfc3339(exchange.started_at);
  put_text(json, "failure", exchange.failure);
  put_text(json, "timed_out_in", exchange.timed_out_in);
  put_text(json, "detail", exchange.detail);
  put_text(json, "peer", exchange.peer);
  if (!exchange.request_head.empty() || exchange.request_body) {
    json["request"] = {{"head", bytes_view(exchange.request_head)}};
    if (exchange.request_body) json["request"]["body"] = bytes_view(*exchange.request_body);
  }
  if (has_answer(exchange)) {
    json["answer"] = {{"status", exchange.status},
                      {"head", bytes_view(exchange.answer_head)},
                      {"body", bytes_view(exchange.answer_body)},
                      {"body_bytes", exchange.answer_body_bytes},
                      {"complete", exchange.answer_complete}};
  }
  Json phases = Json::object();
  put_micros(phases, "resolve_us", exchange.resolve);
  put_micros(phases, "connect_us", exchange.connect);
  put_micros(phases, "first_byte_us", exchange.first_byte);
  put_micros(phases, "whole_us", exchange.whole);
  if (!phases.empty()) json["phases"] = std::move(phases);
  return json;
}

CaptureExchange read_exchange(const Json& value, const std::string& pointer) {
  const JsonFields fields(value, pointer,
                          {"id", "kind", "to", "url", "started_at", "failure", "timed_out_in", "detail", "peer",
                           "request", "answer", "phases"});
  CaptureExchange exchange;
  exchange.id = fields.required_text("id");
  if (!is_id(exchange.id, id_prefix::exchange)) {
    throw BadField{fields.at("id"), "This is no id of an exchange, xch_ and 26 characters."};
  }
  const auto kind = fields.choice("kind", {"forward", "replay"});
  if (!kind) throw BadField{fields.at("kind"), "This must be given."};
  exchange.kind = *kind == "forward" ? ExchangeKind::forward : ExchangeKind::replay;
  exchange.target = read_url(fields, "to");
  exchange.url = read_url(fields, "url");
  const auto started_at = parse_rfc3339(fields.required_text("started_at"));
  if (!started_at) throw BadField{fields.at("started_at"), "This is a time such as 2026-01-31T09:05:07.000123Z."};
  exchange.started_at = *started_at;
  exchange.failure = read_failure(fields);
  exchange.timed_out_in = fields.choice("timed_out_in", {"connect", "first_byte", "whole"}).value_or("");
  exchange.detail = read_text(fields, "detail");
  exchange.peer = read_text(fields, "peer");
  read_request(fields, exchange);
  read_answer(fields, exchange);
  read_phases(fields, exchange);
  return exchange;
}

}  // namespace

Json noted_response(const CaptureDraft& request) {
  Json json{{"status", request.response_status}};
  if (!request.answer) return json;
  const GivenAnswer& answer = *request.answer;
  const bool is_waiting = answer.state == GivenAnswer::State::waiting;
  json["state"] = to_string(is_waiting ? GivenAnswer::State::unknown : answer.state);
  put_text(json, "step", answer.step);
  put_micros(json, "delay_us", answer.delay);
  if (answer.drip != AnswerDrip{}) json["drip"] = drip_json(answer.drip);
  if (answer.fault != AnswerFault::none) json["fault"] = to_string(answer.fault);
  json["sent_bytes"] = answer.sent_bytes;
  json["bytes"] = bytes_view(answer.bytes);
  return json;
}

Json noted_exchanges(const std::vector<CaptureExchange>& exchanges) {
  Json list = Json::array();
  for (const CaptureExchange& exchange : exchanges) list.push_back(exchange_json(exchange));
  return list;
}

void read_noted_response(const JsonFields& line, CaptureDraft& draft) {
  const Json* const value = line.find("response");
  if (value == nullptr) throw BadField{line.at("response"), "This must be given."};
  const JsonFields fields(*value, line.at("response"),
                          {"status", "state", "step", "delay_us", "drip", "fault", "sent_bytes", "bytes"});
  draft.response_status = static_cast<int>(required_whole(fields, "status", 0, kGreatestStatus));
  if (value->size() > 1) draft.answer = read_answer(fields);
}

std::vector<CaptureExchange> read_noted_exchanges(const JsonFields& line) {
  const auto list = line.list("exchanges");
  if (!list) return {};
  if (list->size() > kMostExchangesPerCapture) {
    throw BadField{line.at("exchanges"), fmt::format("A capture has at most {} exchanges.", kMostExchangesPerCapture)};
  }
  std::vector<CaptureExchange> exchanges;
  for (const auto& [value, pointer] : *list) exchanges.push_back(read_exchange(*value, pointer));
  return exchanges;
}

}  // namespace hookloop
