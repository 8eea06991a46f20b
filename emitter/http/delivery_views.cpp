#include "emitter/http/delivery_views.h"

#include <nlohmann/json.hpp>

#include "shared/http_server/bytes_json.h"
#include "shared/support/digest.h"

namespace hookloop {
namespace {

constexpr std::string_view kPingName = "Ping";

std::string_view console_name(const std::optional<EventType>& type) {
  return type ? info(*type).console_name : kPingName;
}

Json size_and_digest(std::string_view bytes) { return {{"bytes", bytes.size()}, {"sha256", sha256_hex(bytes)}}; }

Json word_or_null(const std::string& word) { return word.empty() ? Json(nullptr) : Json(word); }

Json answer_view(const AttemptRecord& attempt) {
  if (attempt.status == 0) return nullptr;
  return {{"head", bytes_view(attempt.answer_head)},
          {"body", bytes_view(attempt.answer_body)},
          {"body_bytes", attempt.answer_body_bytes},
          {"complete", attempt.answer_complete}};
}

void put_identity(Json& json, const LedgerRow& row) {
  json["delivery"] = row.delivery_id;
  json["event"] = row.event_id;
  json["event_type"] = type_id(row.event_type);
  json["webhook"] = row.webhook_id;
}

// Which attempt it was, and how it ended.
void put_summary(Json& json, const AttemptRecord& attempt) {
  json["number"] = attempt.number;
  json["id"] = attempt.id;
  json["attempt"] = attempt.attempt;
  json["copy"] = attempt.copy;
  json["cause"] = to_string(attempt.cause);
  json["faults"] = attempt.faults;
  json["started_at"] = to_rfc3339(attempt.started_at);
  json["ended_at"] = to_rfc3339(attempt.ended_at);
  json["outcome"] = to_string(attempt.outcome);
  json["failure"] = word_or_null(attempt.failure);
}

void put_attempt(Json& json, const AttemptRecord& attempt, Json request) {
  put_summary(json, attempt);
  json["timed_out_in"] = word_or_null(attempt.timed_out_in);
  json["detail"] = attempt.detail;
  json["url"] = attempt.url;
  json["peer"] = word_or_null(attempt.peer);
  json["request"] = std::move(request);
  json["status"] = attempt.status == 0 ? Json(nullptr) : Json(attempt.status);
  json["answer"] = answer_view(attempt);
  json["phases"] = {{"resolve_us", attempt.resolve.count()},
                    {"connect_us", attempt.connect.count()},
                    {"first_byte_us", attempt.first_byte.count()},
                    {"whole_us", attempt.whole.count()}};
  json["connection_reused"] = attempt.connection_reused;
  json["retry_after_ms"] =
      attempt.retry_after ? Json(std::chrono::ceil<std::chrono::milliseconds>(*attempt.retry_after).count()) : Json();
  json["next"] = attempt.next;
  json["next_attempt_at"] = time_or_null(attempt.next_attempt_at);
}

}  // namespace

Json event_view(const PlatformEvent& event, const std::optional<std::string>& app_guid) {
  return {{"id", event.id},
          {"number", event.number},
          {"type", type_id(event.type)},
          {"console_name", console_name(event.type)},
          {"app", text_or_null(app_guid)},
          {"happened_at", to_rfc3339(event.happened_at)},
          {"happened_by", person_view(event.happened_by)},
          {"payload", size_and_digest(event.payload)}};
}

Json delivery_row_view(const DeliveryRow& row) {
  const Delivery& delivery = row.delivery;
  Json faults = Json::array();
  for (const Fault& fault : delivery.faults) faults.push_back(to_string(fault));
  Json json;
  json["id"] = delivery.id;
  json["number"] = delivery.number;
  json["event"] = {
      {"id", row.event_id}, {"type", type_id(row.event_type)}, {"console_name", console_name(row.event_type)}};
  json["webhook"] = row.webhook_id;
  json["attachment"] = text_or_null(row.attachment_id);
  json["app"] = text_or_null(row.app_guid);
  json["state"] = to_string(delivery.state);
  json["attempt_count"] = delivery.attempts;
  json["by_hand"] = delivery.by_hand;
  json["cancel_asked"] = delivery.cancel_asked;
  json["created_at"] = to_rfc3339(delivery.created_at);
  json["next_attempt_at"] = time_or_null(delivery.next_attempt_at);
  json["started_at"] = time_or_null(delivery.started_at);
  json["finished_at"] = time_or_null(delivery.finished_at);
  json["reason"] = delivery.reason;
  json["faults"] = std::move(faults);
  return json;
}

Json attempt_view(const AttemptRecord& attempt) {
  Json json;
  put_attempt(json, attempt,
              {{"head", bytes_view(attempt.request_head)},
               {"body", attempt.request_body ? bytes_view(*attempt.request_body) : Json(nullptr)}});
  return json;
}

Json ledger_line_view(const LedgerRow& row) {
  Json json;
  put_identity(json, row);
  put_attempt(json, row.attempt,
              {{"head", bytes_view(row.attempt.request_head)},
               {"body", size_and_digest(row.attempt.request_body ? *row.attempt.request_body : row.payload)}});
  return json;
}

Json attempt_news_view(const LedgerRow& row) {
  const AttemptRecord& attempt = row.attempt;
  Json json;
  put_identity(json, row);
  put_summary(json, attempt);
  json["status"] = attempt.status == 0 ? Json(nullptr) : Json(attempt.status);
  json["next"] = attempt.next;
  json["next_attempt_at"] = time_or_null(attempt.next_attempt_at);
  return json;
}

Json notice_view(const Notice& notice, const std::string& webhook_id) {
  return {{"number", notice.number},
          {"at", to_rfc3339(notice.at)},
          {"kind", notice.kind},
          {"webhook", webhook_id},
          {"detail", notice.detail}};
}

}  // namespace hookloop
