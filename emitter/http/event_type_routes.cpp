#include "emitter/http/event_type_routes.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "emitter/model/event_type_view.h"
#include "emitter/model/fault_view.h"
#include "emitter/model/retry_profiles.h"
#include "emitter/platform/problems.h"
#include "shared/http_server/answer.h"
#include "shared/schema/event_type.h"

namespace hookloop {
namespace {

std::optional<EventType> requested_type(const httplib::Request& request, httplib::Response& response) {
  const auto type = parse_event_type(request.path_params.at("type"));
  if (type) return *type;
  answer_problem(response, {404, "unknown-event-type", "There is no such event type", sentence(type.error())});
  return std::nullopt;
}

// Exact bytes, as `emitter events TYPE --schema` prints them.
void answer_document(httplib::Response& response, std::string_view bytes, const char* content_type) {
  response.set_content(bytes.data(), bytes.size(), content_type);
}

}  // namespace

void add_event_type_routes(Routes& routes) {
  routes.get("/api/v1/faults", [](const httplib::Request&, httplib::Response& response) {
    answer_json(response, fault_catalogue_view());
  });
  routes.get("/api/v1/retry-profiles", [](const httplib::Request&, httplib::Response& response) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const RetryProfile& profile : retry_profiles()) {
      list.push_back({{"name", profile.name},
                      {"retries", retry_count(profile.rules)},
                      {"timeout_ms", std::chrono::round<std::chrono::milliseconds>(profile.timeout).count()},
                      {"summary", profile.summary}});
    }
    answer_json(response, {{"retry_profiles", std::move(list)}});
  });
  routes.get("/api/v1/event-types",
             [](const httplib::Request&, httplib::Response& response) { answer_json(response, catalogue_view()); });
  routes.get("/api/v1/event-types/:type", [](const httplib::Request& request, httplib::Response& response) {
    if (const auto type = requested_type(request, response)) answer_json(response, event_type_view(info(*type)));
  });
  routes.get("/api/v1/event-types/:type/schema", [](const httplib::Request& request, httplib::Response& response) {
    if (const auto type = requested_type(request, response)) {
      answer_document(response, payload_schema(*type), "application/schema+json");
    }
  });
  routes.get("/api/v1/event-types/:type/example", [](const httplib::Request& request, httplib::Response& response) {
    if (const auto type = requested_type(request, response)) {
      answer_document(response, payload_example(*type), "application/json");
    }
  });
}

}  // namespace hookloop
