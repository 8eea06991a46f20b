#include "emitter/http/api_reply.h"
#include "emitter/http/delivery_views.h"
#include "emitter/http/list_query.h"
#include "emitter/http/log_routes.h"
#include "emitter/platform/problems.h"
#include "shared/http_server/bytes_json.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

void list_deliveries(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  std::vector<std::string> known = delivery_filter_parameters();
  known.insert(known.end(), {"limit", "before", "after"});
  if (!check_parameters(request, known, response)) return;
  const auto filter = read_delivery_filter(context, request, response);
  if (!filter) return;
  auto page = read_page(request, response);
  if (!page) return;
  const std::size_t wanted = page->limit++;
  answer_json(response, page_view<DeliveryRow>(
                            "deliveries", context.ledger.list_deliveries(*filter, *page), *page, wanted,
                            [](const DeliveryRow& row) { return row.delivery.number; }, delivery_row_view));
}

// With its payload and every attempt, as it was sent and answered.
void show_delivery(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  const std::string& id = request.path_params.at("delivery");
  const auto row = context.ledger.find_delivery(id);
  if (!row) return answer_problem(response, unknown_delivery(id));
  Json json = delivery_row_view(*row);
  const auto event = context.store.find_event(row->delivery.event);
  json["payload"] = Json::object();
  put_bytes(json["payload"], event ? event->payload : "");
  json["attempts"] = Json::array();
  for (const AttemptRecord& attempt : context.ledger.list_attempts(row->delivery.number)) {
    json["attempts"].push_back(attempt_view(attempt));
  }
  answer_json(response, json);
}

}  // namespace

void add_delivery_routes(Routes& routes, const PlatformApi& context) {
  using Request = httplib::Request;
  using Response = httplib::Response;
  const std::string all = "/api/v1/deliveries";
  routes.get(all,
             [&context](const Request& request, Response& response) { list_deliveries(context, request, response); });
  // All that the filter names; none names all.
  routes.post(
      all + "/resend",
      [&context](const Request& request, Response& response) {
        const auto filter = read_delivery_filter(context, request, response);
        if (!filter) return;
        const auto count = context.delivery_control.resend_all(*filter);
        if (!count) return answer_problem(response, count.error());
        answer_json(response, {{"resent", *count}});
      },
      delivery_filter_parameters());
  routes.post(
      all + "/cancel",
      [&context](const Request& request, Response& response) {
        const auto filter = read_delivery_filter(context, request, response);
        if (!filter) return;
        const auto count = context.delivery_control.cancel_all(*filter);
        if (!count) return answer_problem(response, count.error());
        answer_json(response, {{"cancelled", *count}});
      },
      delivery_filter_parameters());
  routes.get(all + "/:delivery",
             [&context](const Request& request, Response& response) { show_delivery(context, request, response); });
  routes.post(all + "/:delivery/resend", [&context](const Request& request, Response& response) {
    answer_value(response, context.delivery_control.resend(request.path_params.at("delivery")), delivery_row_view);
  });
  routes.post(all + "/:delivery/cancel", [&context](const Request& request, Response& response) {
    answer_value(response, context.delivery_control.cancel(request.path_params.at("delivery")), delivery_row_view);
  });
}

}  // namespace hookloop
