#include "bin_server/export/har.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

#include "bin_server/export/redaction.h"
#include "bin_server/model/request_head.h"
#include "shared/http_server/bytes_json.h"
#include "shared/support/ascii.h"
#include "shared/support/encoding.h"
#include "shared/support/problem.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

Json named(std::string_view name, std::string_view value) {
  return {{"name", to_shown_utf8(name)}, {"value", to_shown_utf8(value)}};
}

Json headers_view(const HeaderList& headers) {
  Json list = Json::array();
  for (const HeaderField& field : headers) list.push_back(named(field.name, field.value));
  return list;
}

// RFC 6265 section 4.2.1: "a=1; b=2".
Json cookies_view(const HeaderList& headers) {
  Json list = Json::array();
  for (std::string_view cookies : header_values(headers, "Cookie")) {
    while (true) {
      const auto end = cookies.find(';');
      const std::string_view pair = trim_white_space(cookies.substr(0, end));
      const auto equals = pair.find('=');
      if (!pair.empty()) {
        list.push_back(named(pair.substr(0, equals), equals == std::string_view::npos ? "" : pair.substr(equals + 1)));
      }
      if (end == std::string_view::npos) break;
      cookies.remove_prefix(end + 1);
    }
  }
  return list;
}

// Where the sender thought that it sent to, if that is a host.
std::string origin_of(const HeaderList& headers, const SendTarget& own) {
  const auto host = find_header(headers, "Host");
  const auto told = host ? parse_send_target("http://" + std::string(*host)) : std::nullopt;
  return (told && told->path.empty() ? *told : own).origin();
}

// As the archive's `content` has it, and with most tools its `postData`.
void put_content(Json& json, std::string_view content) {
  if (is_utf8(content)) {
    json["text"] = content;
  } else {
    json["text"] = base64_encode(content);
    json["encoding"] = "base64";
    json["comment"] = "The body is no UTF-8: its bytes in base64.";
  }
}

std::string shown_header(const HeaderList& headers, std::string_view name) {
  return to_shown_utf8(find_header(headers, name).value_or(""));
}

Json post_data(const HeaderList& headers, const std::string& content) {
  Json data{{"mimeType", shown_header(headers, "Content-Type")}};
  put_content(data, content);
  return data;
}

Json request_view(const CapturedRequest& request, RequestHead head, const SendTarget& own, Redaction redaction) {
  if (redaction == Redaction::masked) {
    redact_headers(head.headers);
    redact_target(head.target);
  }
  SendableRequest url;
  url.path_and_query = origin_form(head.target);
  if (!url.path_and_query.starts_with('/')) url.path_and_query.insert(0, "/");
  Json json;
  json["method"] = to_shown_utf8(head.method);
  json["url"] = origin_of(head.headers, own) + url.encoded_path_and_query();
  json["httpVersion"] = head.has_version ? fmt::format("HTTP/1.{}", head.minor_version) : "";
  json["cookies"] = cookies_view(head.headers);
  json["headers"] = headers_view(head.headers);
  json["queryString"] = Json::array();
  for (const auto& [name, value] : parse_query(target_query(head.target).value_or(""))) {
    json["queryString"].push_back(named(name, value));
  }
  const std::string content = content_of(request);
  if (!content.empty()) json["postData"] = post_data(head.headers, content);
  json["headersSize"] = request.head.size();
  json["bodySize"] = content.size();
  if (!url.is_exact_in_url()) json["_target"] = to_shown_utf8(head.target);
  return json;
}

double milliseconds(Microseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }

// Of the plain answer, of which no bytes are kept.
Json bare_response(int status) {
  Json json;
  json["status"] = status;
  json["statusText"] = status == 0 ? "" : reason_phrase(status);
  json["httpVersion"] = "HTTP/1.1";
  json["cookies"] = Json::array();
  json["headers"] = Json::array();
  json["content"] = {{"size", 0}, {"mimeType", ""}};
  json["redirectURL"] = "";
  json["headersSize"] = -1;
  json["bodySize"] = -1;
  return json;
}

// Of a head and a body that are kept. Where there is no head nobody can say what is to be masked.
Json kept_response(int status, std::size_t head_bytes, HeaderList headers, std::string_view body, Redaction redaction) {
  if (redaction == Redaction::masked) redact_headers(headers);
  Json json = bare_response(status);
  json["headers"] = headers_view(headers);
  json["content"] = {{"size", body.size()}, {"mimeType", shown_header(headers, "Content-Type")}};
  if (head_bytes > 0 || redaction == Redaction::none) put_content(json["content"], body);
  json["redirectURL"] = shown_header(headers, "Location");
  json["headersSize"] = head_bytes;
  json["bodySize"] = body.size();
  return json;
}

Json response_view(const CapturedRequest& request, Redaction redaction) {
  if (!request.answer) return bare_response(request.response_status);
  const GivenAnswer& answer = *request.answer;
  const AnswerParts parts = parts_of(answer);
  Json json = kept_response(request.response_status, parts.head.size(), parts.headers, parts.body, redaction);
  json["_state"] = to_string(answer.state);
  json["_step"] = answer.step;
  json["_fault"] = answer.fault == AnswerFault::none ? Json(nullptr) : Json(to_string(answer.fault));
  json["_sent_bytes"] = answer.sent_bytes;
  if (answer.drip.bytes > 0) {
    json["_drip"] = {{"bytes", answer.drip.bytes}, {"every_ms", milliseconds(answer.drip.every)}};
  }
  return json;
}

// What was sent on, where anything was; its body where it was not the capture's own.
Json exchange_request_view(const CaptureExchange& exchange, Redaction redaction) {
  if (exchange.request_head.empty()) return nullptr;
  RequestHead head = parse_request_head(exchange.request_head);
  if (redaction == Redaction::masked) redact_headers(head.headers);
  Json json{{"method", to_shown_utf8(head.method)}, {"headers", headers_view(head.headers)}};
  if (exchange.request_body) json["postData"] = post_data(head.headers, *exchange.request_body);
  return json;
}

Json exchange_view(const CaptureExchange& exchange, Redaction redaction) {
  std::string to = exchange.target;
  std::string url = exchange.url;
  if (redaction == Redaction::masked) {
    redact_target(to);
    redact_target(url);
  }
  const auto word_or_null = [](const std::string& word) { return word.empty() ? Json(nullptr) : Json(word); };
  Json json;
  json["id"] = exchange.id;
  json["kind"] = to_string(exchange.kind);
  json["startedDateTime"] = to_rfc3339(exchange.started_at);
  json["time"] = milliseconds(exchange.whole);
  json["to"] = to_shown_utf8(to);
  json["url"] = to_shown_utf8(url);
  json["failure"] = word_or_null(exchange.failure);
  json["timed_out_in"] = word_or_null(exchange.timed_out_in);
  json["detail"] = to_shown_utf8(exchange.detail);
  json["request"] = exchange_request_view(exchange, redaction);
  json["response"] = nullptr;
  if (exchange.status == 0) return json;
  json["response"] = kept_response(exchange.status, exchange.answer_head.size(), answer_headers(exchange.answer_head),
                                   exchange.answer_body, redaction);
  json["response"]["bodySize"] = exchange.answer_body_bytes;
  return json;
}

}  // namespace

std::string HarForm::begin() {
  const Json creator{{"name", "Hookloop bin_server"}, {"version", HOOKLOOP_VERSION}};
  return R"({"log":{"version":"1.2","creator":)" + creator.dump() + R"(,"entries":[)";
}

std::string HarForm::add(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) {
  const RequestHead head = parse_request_head(request.head);
  Json entry;
  entry["startedDateTime"] = to_rfc3339(request.received_at);
  const double wait = request.answer ? milliseconds(request.answer->delay) : 0;
  entry["time"] = wait;
  entry["request"] = request_view(request, head, own_, redaction_);
  entry["response"] = response_view(request, redaction_);
  entry["cache"] = Json::object();
  entry["timings"] = {{"send", 0}, {"wait", wait}, {"receive", 0}};
  entry["_id"] = request.id;
  entry["_client"] = {{"address", request.client_address}, {"port", request.client_port}};
  entry["_complete"] = request.complete;
  entry["_problems"] = request.problems;
  if (request.marks.pinned) entry["_pinned"] = true;
  if (!request.marks.note.empty()) entry["_note"] = request.marks.note;
  if (!request.marks.tags.empty()) entry["_tags"] = request.marks.tags;
  for (const CaptureExchange& exchange : exchanges) entry["_exchanges"].push_back(exchange_view(exchange, redaction_));
  // Of what is no request, HAR has no place for the bytes; nobody can say what is to be masked in them.
  if (head.fault && redaction_ == Redaction::none) {
    Json bytes;
    put_bytes(bytes, request.head);
    entry["_raw"] = bytes;
  }
  return std::string(std::exchange(has_entry_, true) ? ",\n" : "\n") + entry.dump();
}

std::string HarForm::end() { return "\n]}}\n"; }

}  // namespace hookloop
