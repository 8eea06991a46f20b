#include <map>

#include "emitter/http/api_reply.h"
#include "emitter/http/webhook_routes.h"
#include "emitter/http/webhook_views.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

Json view(const PlatformApi& context, const Attachment& attachment) {
  const auto webhook = context.store.find_webhook(attachment.webhook);
  const auto app = attachment.app ? context.store.find_app(*attachment.app) : std::nullopt;
  return attachment_view(attachment, webhook ? webhook->id : "", app ? std::optional(app->guid) : std::nullopt);
}

void answer_attachment(const PlatformApi& context, const Result<Attachment, Problem>& attachment,
                       httplib::Response& response, int status = 200) {
  if (!attachment) return answer_problem(response, attachment.error());
  answer_json(response, view(context, *attachment), status);
}

std::vector<std::string> read_events(const JsonFields& fields) {
  auto events = fields.texts("events");
  if (!events) throw BadField{"/events", "This must be given: the events that it is to fire for."};
  return *std::move(events);
}

void list_attachments(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  if (!check_parameters(request, {"webhook", "app"}, response)) return;
  std::map<WebhookNumber, std::string> webhooks;
  for (const Webhook& webhook : context.store.list_webhooks()) webhooks[webhook.number] = webhook.id;
  std::map<AppNumber, std::string> apps;
  for (const App& app : context.store.list_apps(/*with_removed=*/true)) apps[app.number] = app.guid;
  Json list = Json::array();
  for (const Attachment& attachment : context.store.list_attachments()) {
    const std::optional<std::string> app = attachment.app ? std::optional(apps[*attachment.app]) : std::nullopt;
    const std::string& webhook = webhooks[attachment.webhook];
    if (request.has_param("webhook") && request.get_param_value("webhook") != webhook) continue;
    if (request.has_param("app") && request.get_param_value("app") != app.value_or("account")) continue;
    list.push_back(attachment_view(attachment, webhook, app));
  }
  answer_json(response, {{"attachments", std::move(list)}});
}

void attach(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  const auto input = read_json<AttachmentInput>(
      request.body, {"webhook", "app", "events"}, [](const JsonFields& fields) -> AttachmentInput {
        return {fields.required_text("webhook"), fields.text("app"), read_events(fields)};
      });
  if (!input) return answer_problem(response, input.error());
  const auto attached = context.registry.attach(*input);
  if (attached) response.set_header("Location", "/api/v1/attachments/" + attached->id);
  answer_attachment(context, attached, response, 201);
}

}  // namespace

void add_attachment_routes(Routes& routes, const PlatformApi& context) {
  using Request = httplib::Request;
  using Response = httplib::Response;
  const std::string one = "/api/v1/attachments/:attachment";
  routes.get("/api/v1/attachments",
             [&context](const Request& request, Response& response) { list_attachments(context, request, response); });
  routes.post("/api/v1/attachments",
              [&context](const Request& request, Response& response) { attach(context, request, response); });
  routes.get(one, [&context](const Request& request, Response& response) {
    const std::string& id = request.path_params.at("attachment");
    answer_attachment(context, context.registry.find_attachment(id), response);
  });
  routes.patch(one, [&context](const Request& request, Response& response) {
    const auto events = read_json<std::vector<std::string>>(request.body, {"events"}, read_events);
    if (!events) return answer_problem(response, events.error());
    answer_attachment(context, context.registry.change_attachment(request.path_params.at("attachment"), *events),
                      response);
  });
  routes.del(one, [&context](const Request& request, Response& response) {
    if (const auto problem = context.registry.detach(request.path_params.at("attachment"))) {
      return answer_problem(response, *problem);
    }
    response.status = 204;
  });
}

}  // namespace hookloop
