#include "bin_server/http/compare_routes.h"

#include "bin_server/http/json_views.h"
#include "bin_server/http/route_helpers.h"
#include "bin_server/model/request_head.h"
#include "shared/http_server/answer.h"
#include "shared/schema/comparison.h"
#include "shared/support/encoding.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

Json shown(const std::optional<std::string>& bytes) { return bytes ? Json(to_shown_utf8(*bytes)) : Json(nullptr); }

Json texts_view(std::string_view before, std::string_view after) {
  return {{"same", before == after}, {"before", to_shown_utf8(before)}, {"after", to_shown_utf8(after)}};
}

Json fields_view(const FieldComparison& comparison, bool same) {
  Json differences = Json::array();
  for (const FieldDifference& difference : comparison.differences) {
    differences.push_back({{"kind", to_string(difference.kind)},
                           {"name", to_shown_utf8(difference.name)},
                           {"before", shown(difference.before)},
                           {"after", shown(difference.after)}});
  }
  return {{"same", same}, {"differences", differences}, {"left_out", comparison.left_out}};
}

Json json_view(const JsonComparison& comparison) {
  Json differences = Json::array();
  for (const JsonDifference& difference : comparison.differences) {
    differences.push_back({{"kind", to_string(difference.kind)},
                           {"pointer", to_shown_utf8(difference.pointer)},
                           {"before", shown(difference.before)},
                           {"after", shown(difference.after)}});
  }
  return {{"same", comparison.same()}, {"differences", differences}, {"left_out", comparison.left_out}};
}

Json body_view(const CapturedRequest& before, const CapturedRequest& after) {
  const std::string one = content_of(before);
  const std::string other = content_of(after);
  const BytesComparison bytes = compare_bytes(one, other);
  const auto json = compare_json_bodies(one, other);
  const auto size_view = [](const CapturedRequest& request) {
    return Json{{"bytes", request.content_bytes}, {"sha256", hex_encode(request.content_sha256)}};
  };
  return {{"same", bytes.same()},
          {"before", size_view(before)},
          {"after", size_view(after)},
          {"first_difference", bytes.first_difference ? Json(*bytes.first_difference) : Json(nullptr)},
          {"json", json ? json_view(*json) : Json(nullptr)}};
}

HeaderList query_fields(const RequestHead& head) {
  HeaderList fields;
  for (auto& [name, value] : parse_query(target_query(head.target).value_or(""))) {
    fields.push_back({std::move(name), std::move(value)});
  }
  return fields;
}

std::string version_of(const RequestHead& head) {
  return head.has_version ? "HTTP/1." + std::to_string(head.minor_version) : "";
}

Json comparison_view(const CapturedRequest& before, const CapturedRequest& after) {
  const RequestHead one = parse_request_head(before.head);
  const RequestHead other = parse_request_head(after.head);
  const auto name_view = [](const CapturedRequest& request) {
    return Json{{"id", request.id}, {"seq", request.seq}, {"received_at", to_rfc3339(request.received_at)}};
  };
  const FieldComparison headers = compare_fields(one.headers, other.headers, NameCase::ignored);
  const bool same_query = target_query(one.target) == target_query(other.target);
  Json json;
  json["before"] = name_view(before);
  json["after"] = name_view(after);
  json["same"] = before.head == after.head && before.body == after.body;
  json["method"] = texts_view(one.method, other.method);
  json["path"] = texts_view(target_path(one.target), target_path(other.target));
  json["query"] = fields_view(compare_fields(query_fields(one), query_fields(other), NameCase::counts), same_query);
  json["http_version"] = texts_view(version_of(one), version_of(other));
  json["headers"] = fields_view(headers, headers.same());
  json["body"] = body_view(before, after);
  return json;
}

void compare(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin || !check_parameters(request, {"with"}, response)) return;
  if (!request.has_param("with")) {
    return answer_bad_parameter(response, "with is missing: the id or seq of the other request, or latest.");
  }
  const auto before = find_request(context, *bin, request, response);
  if (!before) return;
  const auto after = find_named_request(context, *bin, request.get_param_value("with"), response);
  if (after) answer_json(response, comparison_view(*before, *after));
}

}  // namespace

void add_compare_routes(Routes& routes, const ApiContext& context) {
  routes.get("/api/v1/bins/:bin/requests/:request/compare",
             [&context](const httplib::Request& request, httplib::Response& response) {
               compare(context, request, response);
             });
}

}  // namespace hookloop
