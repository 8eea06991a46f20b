#include <spdlog/fmt/fmt.h>

#include <map>

#include "emitter/http/api_reply.h"
#include "emitter/http/delivery_views.h"
#include "emitter/http/list_query.h"
#include "emitter/http/log_routes.h"
#include "emitter/platform/lookups.h"
#include "emitter/platform/problems.h"
#include "shared/http_server/bytes_json.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

std::optional<std::string> guid_of(const PlatformApi& context, std::optional<AppNumber> number) {
  const auto app = number ? context.store.find_app(*number) : std::nullopt;
  return app ? std::optional(app->guid) : std::nullopt;
}

void list_events(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  if (!check_parameters(request, {"type", "app", "limit", "before", "after"}, response)) return;
  auto page = read_page(request, response);
  EventFilter filter;
  if (!page || !read_event_type(request, filter.type, response)) return;
  if (request.has_param("app")) {
    const std::string guid = request.get_param_value("app");
    const auto app = context.store.find_app(guid);
    if (!app) return answer_bad_parameter(response, find_standing_app(context.store, guid).error().detail);
    filter.app = app->number;
  }
  const std::size_t wanted = page->limit++;
  std::map<AppNumber, std::optional<std::string>> guids;
  answer_json(response, page_view<PlatformEvent>(
                            "events", context.store.list_events(filter, *page), *page, wanted,
                            [](const PlatformEvent& event) { return event.number; },
                            [&](const PlatformEvent& event) {
                              if (!event.app) return event_view(event, std::nullopt);
                              const auto [guid, is_new] = guids.try_emplace(*event.app);
                              if (is_new) guid->second = guid_of(context, event.app);
                              return event_view(event, guid->second);
                            }));
}

std::optional<PlatformEvent> find_event(const PlatformApi& context, const httplib::Request& request,
                                        httplib::Response& response) {
  const std::string& id = request.path_params.at("event");
  auto event = context.store.find_event(id);
  if (!event) {
    answer_problem(response, {404, "unknown-event", "There is no such event",
                              fmt::format("No event has the id {}; GET /api/v1/events lists those that there are.",
                                          in_quotes(id))});
  }
  return event;
}

}  // namespace

void add_event_routes(Routes& routes, const PlatformApi& context) {
  routes.get("/api/v1/events", [&context](const httplib::Request& request, httplib::Response& response) {
    list_events(context, request, response);
  });
  routes.get("/api/v1/events/:event", [&context](const httplib::Request& request, httplib::Response& response) {
    const auto event = find_event(context, request, response);
    if (!event) return;
    Json json = event_view(*event, guid_of(context, event->app));
    put_bytes(json["payload"], event->payload);
    answer_json(response, json);
  });
  // The exact bytes.
  routes.get("/api/v1/events/:event/payload", [&context](const httplib::Request& request, httplib::Response& response) {
    if (const auto event = find_event(context, request, response)) {
      response.set_content(event->payload, "application/json");
    }
  });
}

}  // namespace hookloop
