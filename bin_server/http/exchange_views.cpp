#include "bin_server/http/exchange_views.h"

#include <algorithm>
#include <chrono>

#include "shared/http_server/bytes_json.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

Json word_or_null(const std::string& word) { return word.empty() ? Json(nullptr) : Json(word); }

// What the row and the whole exchange begin with.
Json begin_view(const CaptureExchange& exchange) {
  Json json;
  json["id"] = exchange.id;
  json["kind"] = to_string(exchange.kind);
  json["to"] = exchange.target;
  json["url"] = to_shown_utf8(exchange.url);
  json["started_at"] = to_rfc3339(exchange.started_at);
  json["failure"] = word_or_null(exchange.failure);
  json["timed_out_in"] = word_or_null(exchange.timed_out_in);
  json["detail"] = to_shown_utf8(exchange.detail);
  json["status"] = exchange.status == 0 ? Json(nullptr) : Json(exchange.status);
  json["whole_us"] = exchange.whole.count();
  return json;
}

}  // namespace

Json exchange_view(const CaptureExchange& exchange) {
  Json json = begin_view(exchange);
  json.erase("whole_us");
  json["peer"] = word_or_null(exchange.peer);
  json["request"] = nullptr;
  if (!exchange.request_head.empty()) {
    json["request"] = {{"head", bytes_view(exchange.request_head)},
                       {"body", exchange.request_body ? bytes_view(*exchange.request_body) : Json(nullptr)}};
  }
  json["answer"] = nullptr;
  if (exchange.status != 0) {
    json["answer"] = {{"head", bytes_view(exchange.answer_head)},
                      {"body", bytes_view(exchange.answer_body)},
                      {"body_bytes", exchange.answer_body_bytes},
                      {"complete", exchange.answer_complete}};
  }
  json["phases"] = {{"resolve_us", exchange.resolve.count()},
                    {"connect_us", exchange.connect.count()},
                    {"first_byte_us", exchange.first_byte.count()},
                    {"whole_us", exchange.whole.count()}};
  return json;
}

Json forward_view(const Bin& bin, const std::vector<ForwardCursor>& cursors) {
  const ForwardSettings& settings = bin.settings->forward;
  Json targets = Json::array();
  for (const ForwardTarget& target : settings.targets) {
    Seq forwarded = target.after_seq;
    for (const ForwardCursor& cursor : cursors) {
      if (cursor.target == target.url) forwarded = std::max(forwarded, cursor.seq);
    }
    targets.push_back({{"url", target.url}, {"append_path", target.append_path}, {"forwarded_seq", forwarded}});
  }
  return {{"targets", targets},
          {"timeout_ms", std::chrono::duration_cast<std::chrono::milliseconds>(settings.timeout).count()},
          {"return_answer", settings.return_answer}};
}

Json capture_exchange_view(const CapturedRequest& request, const CaptureExchange& exchange) {
  return {{"request", request.id}, {"seq", request.seq}, {"exchange", begin_view(exchange)}};
}

Json exchange_rows_view(const std::vector<CaptureExchange>& exchanges) {
  Json rows = Json::array();
  for (const CaptureExchange& exchange : exchanges) rows.push_back(begin_view(exchange));
  return rows;
}

}  // namespace hookloop
