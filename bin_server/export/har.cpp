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

Json post_data(const RequestHead& head, const std::string& content) {
  Json data;
  data["mimeType"] = to_shown_utf8(find_header(head.headers, "Content-Type").value_or(""));
  if (is_utf8(content)) {
    data["text"] = content;
  } else {
    data["text"] = base64_encode(content);
    data["encoding"] = "base64";
    data["comment"] = "The body is no UTF-8: its bytes in base64.";
  }
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
  if (!content.empty()) json["postData"] = post_data(head, content);
  json["headersSize"] = request.head.size();
  json["bodySize"] = content.size();
  if (!url.is_exact_in_url()) json["_target"] = to_shown_utf8(head.target);
  return json;
}

Json response_view(const CapturedRequest& request) {
  Json json;
  json["status"] = request.response_status;
  json["statusText"] = reason_phrase(request.response_status);
  json["httpVersion"] = "HTTP/1.1";
  json["cookies"] = Json::array();
  json["headers"] = Json::array();
  json["content"] = {{"size", 0}, {"mimeType", ""}};
  json["redirectURL"] = "";
  json["headersSize"] = -1;
  json["bodySize"] = -1;
  return json;
}

}  // namespace

std::string HarForm::begin() {
  const Json creator{{"name", "Hookloop bin_server"}, {"version", HOOKLOOP_VERSION}};
  return R"({"log":{"version":"1.2","creator":)" + creator.dump() + R"(,"entries":[)";
}

std::string HarForm::add(const CapturedRequest& request) {
  const RequestHead head = parse_request_head(request.head);
  Json entry;
  entry["startedDateTime"] = to_rfc3339(request.received_at);
  entry["time"] = 0;
  entry["request"] = request_view(request, head, own_, redaction_);
  entry["response"] = response_view(request);
  entry["cache"] = Json::object();
  entry["timings"] = {{"send", 0}, {"wait", 0}, {"receive", 0}};
  entry["_id"] = request.id;
  entry["_client"] = {{"address", request.client_address}, {"port", request.client_port}};
  entry["_complete"] = request.complete;
  entry["_problems"] = request.problems;
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
