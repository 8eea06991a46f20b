#include "bin_server/http/json_views.h"

#include "bin_server/model/answer_program_json.h"
#include "bin_server/model/request_head.h"
#include "shared/http_server/bytes_json.h"
#include "shared/support/chunked.h"
#include "shared/support/encoding.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(to_shown_utf8(*text)) : Json(nullptr); }

Json pairs_view(const HeaderList& fields) {
  Json list = Json::array();
  for (const HeaderField& field : fields) list.push_back({to_shown_utf8(field.name), to_shown_utf8(field.value)});
  return list;
}

Json delivery_view(const RequestHead& head) {
  const auto delivery = read_delivery_identity(head.headers);
  if (!delivery) return nullptr;
  Json json;
  json["id"] = to_shown_utf8(delivery->id);
  json["event_id"] = text_or_null(delivery->event_id);
  json["event_type"] = text_or_null(delivery->event_type);
  json["attempt"] = delivery->attempt ? Json(*delivery->attempt) : Json(nullptr);
  return json;
}

Json violation_view(const Violation& violation) {
  return {{"pointer", to_shown_utf8(violation.pointer)},
          {"rule", violation.rule},
          {"expected", to_shown_utf8(violation.expected)},
          {"actual", to_shown_utf8(violation.actual)},
          {"line", violation.line},
          {"column", violation.column}};
}

Json verdict_view(const JudgedRequest& judged) {
  const auto& [payload, signature] = *judged.verdict;
  Json payload_json;
  payload_json["state"] = to_string(payload.state);
  payload_json["event_type"] = payload.type ? Json(info(*payload.type).id) : Json(nullptr);
  payload_json["violations"] = Json::array();
  for (const Violation& violation : payload.violations) {
    payload_json["violations"].push_back(violation_view(violation));
  }
  Json signature_json;
  signature_json["state"] = to_string(signature.state);
  signature_json["scheme"] = signature.scheme ? Json(to_string(*signature.scheme)) : Json(nullptr);
  const bool has_cause = signature.cause != SignatureCause::none;
  signature_json["cause"] = has_cause ? Json(to_string(signature.cause)) : Json(nullptr);
  signature_json["detail"] = signature.detail;
  Json json;
  json["payload"] = payload_json;
  json["signature"] = signature_json;
  json["duplicate_of"] = text_or_null(judged.history.duplicate_of);
  const auto& repeat = judged.history.repeat;
  json["repeat"] = repeat ? Json{{"kind", to_string(repeat->kind)}, {"of", repeat->of}} : Json(nullptr);
  json["missing_attempts"] = judged.history.missing_attempts;
  return json;
}

// What the row and the whole request begin with.
Json begin_view(const JudgedRequest& judged, const RequestHead& head) {
  const CapturedRequest& request = judged.request;
  Json json;
  json["id"] = request.id;
  json["bin"] = judged.bin.id;
  json["seq"] = request.seq;
  json["received_at"] = to_rfc3339(request.received_at);
  json["method"] = to_shown_utf8(head.method);
  json["target"] = to_shown_utf8(head.target);
  json["path"] = to_shown_utf8(target_path(head.target));
  json["query"] = Json::array();
  for (const auto& [name, value] : parse_query(target_query(head.target).value_or(""))) {
    json["query"].push_back({to_shown_utf8(name), to_shown_utf8(value)});
  }
  json["http_version"] = head.has_version ? Json("HTTP/1." + std::to_string(head.minor_version)) : Json(nullptr);
  json["headers"] = pairs_view(head.headers);
  return json;
}

// null: no status reached the sender.
Json status_view(const CapturedRequest& request) {
  return request.response_status == 0 ? Json(nullptr) : Json(request.response_status);
}

// The plain answer is made of the capture itself and kept nowhere (recorder/capture_answer.h).
Json plain_response_view(const CapturedRequest& request) {
  Json json;
  json["status"] = request.response_status;
  json["state"] = to_string(GivenAnswer::State::answered);
  json["headers"] = pairs_view({{"Content-Type", "application/json"},
                                {"Hookloop-Request-Id", request.id},
                                {"Hookloop-Body-Sha256", hex_encode(request.content_sha256)}});
  const std::string body = "{\"captured\":\"" + request.id + "\"}";
  json["body"] = {{"bytes", body.size()}};
  put_bytes(json["body"], body);
  return json;
}

// How it was answered, without its bytes.
Json response_row_view(const CapturedRequest& request) {
  Json json;
  json["status"] = status_view(request);
  if (!request.answer) {
    json["state"] = to_string(GivenAnswer::State::answered);
    return json;
  }
  const GivenAnswer& answer = *request.answer;
  json["state"] = to_string(answer.state);
  json["step"] = answer.step;
  json["delay_ms"] = std::chrono::duration<double, std::milli>(answer.delay).count();
  if (answer.drip.bytes > 0) {
    json["drip"] = {{"bytes", answer.drip.bytes},
                    {"every_ms", std::chrono::floor<std::chrono::milliseconds>(answer.drip.every).count()}};
  }
  json["fault"] = answer.fault == AnswerFault::none ? Json(nullptr) : Json(to_string(answer.fault));
  json["sent_bytes"] = answer.sent_bytes;
  return json;
}

// What was really answered.
Json response_view(const CapturedRequest& request) {
  if (!request.answer) return plain_response_view(request);
  Json json = response_row_view(request);
  const AnswerParts parts = parts_of(*request.answer);
  json["headers"] = pairs_view(parts.headers);
  json["body"] = {{"bytes", parts.body.size()}};
  put_bytes(json["body"], parts.body);
  return json;
}

// What both end with.
void put_circumstances(Json& json, const JudgedRequest& judged, const RequestHead& head) {
  const CapturedRequest& request = judged.request;
  json["client"] = {{"address", request.client_address}, {"port", request.client_port}};
  json["complete"] = request.complete;
  json["problems"] = request.problems;
  json["response"] = response_row_view(request);
  json["delivery"] = delivery_view(head);
  json["verdict"] = verdict_view(judged);
  json["pinned"] = request.marks.pinned;
  json["note"] = request.marks.note;
  json["tags"] = request.marks.tags;
}

// Of the body, all but its bytes.
Json body_view(const CapturedRequest& request, const RequestHead& head) {
  Json json;
  json["bytes"] = request.content_bytes;
  json["wire_bytes"] = request.body_wire_bytes;
  json["sha256"] = hex_encode(request.content_sha256);
  const auto type = find_header(head.headers, "Content-Type");
  json["content_type"] = type ? Json(to_shown_utf8(*type)) : Json(nullptr);
  return json;
}

}  // namespace

Json bin_view(const Bin& bin, const RefusalCounts& refusals, const std::string& base_url, ResponseBody response_body) {
  const BinSettings& settings = *bin.settings;
  Json json;
  json["id"] = bin.id;
  json["name"] = settings.name;
  json["capture_url"] = base_url + "/b/" + bin.id;
  json["page_url"] = base_url + "/bins/" + bin.id;
  json["created_at"] = to_rfc3339(bin.created_at);
  json["expires_at"] = settings.expires_at ? Json(to_rfc3339(*settings.expires_at)) : Json(nullptr);
  json["request_count"] = bin.totals.request_count;
  json["total_count"] = bin.totals.last_seq;
  json["last_seq"] = bin.totals.last_seq;
  json["bytes"] = bin.totals.bytes;
  json["pinned_count"] = bin.totals.pinned_count;
  json["pinned_bytes"] = bin.totals.pinned_bytes;
  json["max_requests"] = settings.limits.max_requests;
  json["max_bytes"] = settings.limits.max_bytes;
  json["max_age_ms"] = settings.limits.max_age
                           ? Json(std::chrono::floor<std::chrono::milliseconds>(*settings.limits.max_age).count())
                           : Json(nullptr);
  for (const RefusalReason& reason : kRefusalReasons) {
    if (reason.is_of_bins) json["refused"][std::string(reason.name)] = refusals.*reason.count;
  }
  json["secret_count"] = settings.secrets.size();
  json["login"] = settings.login ? Json(settings.login->login) : Json(nullptr);
  json["response"] = to_answer_json(*settings.response,
                                    response_body == ResponseBody::shown ? AnswerBodies::whole : AnswerBodies::counted);
  return json;
}

Json refused_view(const RefusalCounts& refusals) {
  Json json;
  for (const RefusalReason& reason : kRefusalReasons) json[std::string(reason.name)] = refusals.*reason.count;
  return json;
}

Json row_view(const JudgedRequest& judged) {
  const RequestHead head = parse_request_head(judged.request.head);
  Json json = begin_view(judged, head);
  json["body"] = body_view(judged.request, head);
  put_circumstances(json, judged, head);
  return json;
}

Json request_view(const JudgedRequest& judged) {
  const CapturedRequest& request = judged.request;
  const RequestHead head = parse_request_head(request.head);
  Json json = begin_view(judged, head);
  const bool is_chunked = find_body_framing(head).kind == BodyFraming::Kind::chunked;
  const ChunkedContent chunked = is_chunked ? read_chunked(request.body) : ChunkedContent{};
  json["trailers"] = pairs_view(chunked.trailers);
  json["body"] = body_view(request, head);
  put_bytes(json["body"], is_chunked ? chunked.content : request.body);
  put_circumstances(json, judged, head);
  json["response"] = response_view(request);
  return json;
}

}  // namespace hookloop
