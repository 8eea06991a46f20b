#include "emitter/http/webhook_routes.h"

#include <spdlog/fmt/fmt.h>

#include <chrono>

#include "emitter/http/api_reply.h"
#include "emitter/http/delivery_views.h"
#include "emitter/http/webhook_input.h"
#include "emitter/http/webhook_views.h"
#include "emitter/platform/lookups.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

// How long the secret before signs beside a new one, unless a rotation says otherwise: time for a receiver to be told.
constexpr Microseconds kUsualOverlap = std::chrono::days(1);

// `state`, or `enabled` as a short form of it.
std::optional<StateChange> read_state(const JsonFields& fields) {
  const auto enabled = fields.flag("enabled");
  const auto word = fields.text("state");
  const auto reason = fields.text("state_reason");
  if (enabled && word) throw BadField{"/enabled", "Give either `state` or `enabled`."};
  if (!enabled && !word) {
    if (reason) throw BadField{"/state_reason", "A reason goes with a state: give it too."};
    return std::nullopt;
  }
  StateChange change{WebhookState::enabled, reason.value_or("")};
  if (enabled) {
    change.state = *enabled ? WebhookState::enabled : WebhookState::disabled;
    return change;
  }
  for (const WebhookState state : {WebhookState::enabled, WebhookState::paused, WebhookState::disabled}) {
    if (*word != to_string(state)) continue;
    change.state = state;
    return change;
  }
  throw BadField{"/state", "A webhook is enabled, paused or disabled."};
}

std::vector<std::string> all_fields() {
  std::vector<std::string> fields = webhook_fields();
  fields.insert(fields.end(), {"state", "state_reason", "enabled"});
  return fields;
}

void answer_webhook(const PlatformApi& context, const Result<Webhook, Problem>& webhook, httplib::Response& response,
                    int status = 200) {
  if (!webhook) return answer_problem(response, webhook.error());
  answer_json(response, webhook_view(*webhook, context.clock.now()), status);
}

void create_webhook(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    WebhookSettings settings;
    std::optional<StateChange> state;
  };
  const auto input = read_json<Input>(request.body, all_fields(), [](const JsonFields& fields) {
    Input read{new_webhook_settings(), std::nullopt};
    for (const char* name : {"name", "url"}) fields.required_text(name);
    read_webhook_settings(fields, read.settings);
    read.state = read_state(fields);
    return read;
  });
  if (!input) return answer_problem(response, input.error());
  const auto created = context.registry.create(input->settings, input->state.value_or(StateChange{}));
  if (created) response.set_header("Location", "/api/v1/webhooks/" + created->id);
  answer_webhook(context, created, response, 201);
}

void change_webhook(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  const auto state = read_json<std::optional<StateChange>>(request.body, all_fields(), read_state);
  if (!state) return answer_problem(response, state.error());
  // Read over what is set at the moment of the change, so that two changes at once do not undo each other.
  const auto edit = [&](WebhookSettings& settings) -> std::optional<Problem> {
    auto edited = read_json<WebhookSettings>(request.body, all_fields(), [&](const JsonFields& fields) {
      WebhookSettings read = settings;
      read_webhook_settings(fields, read);
      return read;
    });
    if (!edited) return edited.error();
    settings = *std::move(edited);
    return std::nullopt;
  };
  answer_webhook(context, context.registry.change(request.path_params.at("webhook"), edit, *state), response);
}

void ping_webhook(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  const auto faults = read_json<std::vector<Fault>>(request.body, {"faults"}, read_faults);
  if (!faults) return answer_problem(response, faults.error());
  const auto pinged = context.delivery_control.ping(request.path_params.at("webhook"), *faults);
  if (!pinged) return answer_problem(response, pinged.error());
  const auto row = context.ledger.find_delivery(pinged->id);
  if (!row) throw std::runtime_error("a ping that was made is not in the store");
  response.set_header("Location", "/api/v1/deliveries/" + pinged->id);
  answer_json(response, delivery_row_view(*row), 201);
}

void rotate_secret(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    std::string secret;
    Microseconds overlap;
  };
  const auto input = read_json<Input>(request.body, {"secret", "overlap_ms"}, [](const JsonFields& fields) -> Input {
    return {fields.required_text("secret"), fields.milliseconds("overlap_ms").value_or(kUsualOverlap)};
  });
  if (!input) return answer_problem(response, input.error());
  answer_webhook(context,
                 context.registry.rotate_secret(request.path_params.at("webhook"), input->secret, input->overlap),
                 response);
}

void remove_webhook(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  const auto removed = context.registry.remove(request.path_params.at("webhook"));
  if (!removed) return answer_problem(response, removed.error());
  answer_json(
      response,
      {{"id", removed->webhook.id}, {"name", removed->webhook.settings.name}, {"cancelled", removed->cancelled}});
}

}  // namespace

void add_webhook_routes(Routes& routes, const PlatformApi& context) {
  using Request = httplib::Request;
  using Response = httplib::Response;
  const std::string one = "/api/v1/webhooks/:webhook";
  routes.get("/api/v1/webhooks", [&context](const Request& request, Response& response) {
    if (!check_parameters(request, {}, response)) return;
    answer_list(response, "webhooks", context.store.list_webhooks(),
                [now = context.clock.now()](const Webhook& webhook) { return webhook_view(webhook, now); });
  });
  routes.post("/api/v1/webhooks",
              [&context](const Request& request, Response& response) { create_webhook(context, request, response); });
  routes.get(one, [&context](const Request& request, Response& response) {
    const std::string& id = request.path_params.at("webhook");
    // One that was removed can be read: its deliveries name it.
    if (const auto webhook = context.store.find_webhook(id)) {
      return answer_json(response, webhook_view(*webhook, context.clock.now()));
    }
    answer_problem(response, find_standing_webhook(context.store, id).error());
  });
  routes.patch(one,
               [&context](const Request& request, Response& response) { change_webhook(context, request, response); });
  routes.del(one,
             [&context](const Request& request, Response& response) { remove_webhook(context, request, response); });
  routes.post(one + "/ping",
              [&context](const Request& request, Response& response) { ping_webhook(context, request, response); });
  routes.post(one + "/rotate",
              [&context](const Request& request, Response& response) { rotate_secret(context, request, response); });
}

}  // namespace hookloop
