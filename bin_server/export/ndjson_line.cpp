#include "bin_server/export/ndjson_line.h"

#include <arpa/inet.h>
#include <spdlog/fmt/fmt.h>

#include <array>
#include <nlohmann/json.hpp>

#include "bin_server/export/noted_json.h"
#include "bin_server/model/marks_json.h"
#include "bin_server/model/request_head.h"
#include "shared/http_server/bytes_json.h"
#include "shared/schema/delivery_headers.h"
#include "shared/support/digest.h"
#include "shared/support/encoding.h"
#include "shared/support/id.h"
#include "shared/support/json_fields.h"
#include "shared/support/moment.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kGreatestPort = 65'535;

std::string digest_of(std::string_view head, std::string_view body) {
  Sha256 digest;
  digest.add(head);
  digest.add(body);
  return hex_encode(digest.finish());
}

const Json& required(const JsonFields& fields, const std::string& name) {
  const Json* const value = fields.find(name);
  if (value == nullptr) throw BadField{fields.at(name), "This must be given."};
  return *value;
}

template <typename Value>
Value required(std::optional<Value> value, const JsonFields& fields, const std::string& name) {
  if (!value) throw BadField{fields.at(name), "This must be given."};
  return *std::move(value);
}

bool is_ip_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> room;
  const std::string without_zone = text.substr(0, text.find('%'));
  return inet_pton(AF_INET, text.c_str(), room.data()) == 1 ||
         inet_pton(AF_INET6, without_zone.c_str(), room.data()) == 1;
}

void read_client(const JsonFields& line, CaptureDraft& draft) {
  const JsonFields fields(required(line, "client"), line.at("client"), {"address", "port"});
  draft.client_address = fields.required_text("address");
  constexpr std::size_t kLongestAddress = 100;
  if (draft.client_address.size() > kLongestAddress || !is_ip_address(draft.client_address)) {
    throw BadField{fields.at("address"), "This is an address of IPv4 or IPv6."};
  }
  draft.client_port = static_cast<std::uint16_t>(required(fields.whole("port", 0, kGreatestPort), fields, "port"));
}

// What a person reads of the head must be what it says, or an edit of it would be lost without a word.
void check_shown(const JsonFields& line, const std::string& name, std::string_view bytes) {
  const auto shown = line.text(name);
  if (shown && *shown != to_shown_utf8(bytes)) {
    throw BadField{line.at(name),
                   "This is not what the head says, and what counts is the head: change it there, or "
                   "leave this away."};
  }
}

void derive_from_bytes(CaptureDraft& draft, const RequestHead& head) {
  CapturedRequest whole;
  whole.head = draft.head;
  whole.body = draft.body;
  const std::string content = content_of(whole);
  draft.content_bytes = content.size();
  draft.content_sha256 = sha256(content);
  if (auto delivery = read_delivery_identity(head.headers)) {
    draft.delivery_id = std::move(delivery->id);
    draft.attempt = delivery->attempt;
  }
}

}  // namespace

std::string write_ndjson_line(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges) {
  const RequestHead head = parse_request_head(request.head);
  Json line;
  line["id"] = request.id;
  line["received_at"] = to_rfc3339(request.received_at);
  line["client"] = {{"address", request.client_address}, {"port", request.client_port}};
  line["complete"] = request.complete;
  line["problems"] = request.problems;
  line["method"] = to_shown_utf8(head.method);
  line["target"] = to_shown_utf8(head.target);
  line["response"] = noted_response(request);
  line["head"] = bytes_view(request.head);
  line["body"] = bytes_view(request.body);
  if (request.marks.pinned) line["pinned"] = true;
  if (!request.marks.note.empty()) line["note"] = request.marks.note;
  if (!request.marks.tags.empty()) line["tags"] = request.marks.tags;
  if (!exchanges.empty()) line["exchanges"] = noted_exchanges(exchanges);
  line["sha256"] = digest_of(request.head, request.body);
  return line.dump();
}

NotedCapture read_ndjson_line(const Json& json) {
  const JsonFields line(json, "",
                        {"id", "received_at", "client", "complete", "problems", "method", "target", "response", "head",
                         "body", "pinned", "note", "tags", "exchanges", "sha256"});
  NotedCapture capture;
  CaptureDraft& draft = capture.draft;
  draft.head = read_bytes(line, "head");
  draft.body = read_bytes(line, "body");
  if (const auto sha256 = line.text("sha256"); sha256 && *sha256 != digest_of(draft.head, draft.body)) {
    throw BadField{line.at("sha256"),
                   "Head and body are not those that were exported: the line is damaged. Leave this "
                   "away if you have changed them."};
  }
  draft.id = line.text("id").value_or("");
  if (!draft.id.empty() && !is_id(draft.id, id_prefix::request)) {
    throw BadField{line.at("id"), "This is no id of a request, req_ and 26 characters; leave it away for a new one."};
  }
  const auto received_at = parse_rfc3339(line.required_text("received_at"));
  if (!received_at) throw BadField{line.at("received_at"), "This is a time such as 2026-01-31T09:05:07.000123Z."};
  draft.received_at = *received_at;
  read_client(line, draft);
  draft.complete = line.flag("complete").value_or(true);
  draft.problems = line.texts("problems").value_or(std::vector<std::string>());
  for (const std::string& problem : draft.problems) {
    if (problem.empty() || problem.find('\n') != std::string::npos) {
      throw BadField{line.at("problems"), "A problem is one line of text."};
    }
  }
  read_noted_response(line, draft);
  capture.marks = read_marks(line, {});
  capture.exchanges = read_noted_exchanges(line);
  const RequestHead head = parse_request_head(draft.head);
  check_shown(line, "method", head.method);
  check_shown(line, "target", head.target);
  derive_from_bytes(draft, head);
  return capture;
}

}  // namespace hookloop
