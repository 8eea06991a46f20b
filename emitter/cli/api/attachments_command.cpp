// `emitter attachments`: which webhook fires for which events, of the account or of an app.
#include <ostream>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/webhook_print.h"
#include "shared/cli/shown.h"

namespace hookloop {
namespace {

// The flags that say where: --webhook, --app, --account.
struct Place {
  const std::string& webhook;
  const std::string& app;
  std::shared_ptr<bool> account;
};

Place add_place_flags(ApiCommandGroup& group, ApiCommand& command) {
  Place place{command.add_text("--webhook", "WEBHOOK", "The webhook, by its name or id"), group.add_app_flag(command),
              std::make_shared<bool>(false)};
  for (CLI::App* app : command.apps) app->add_flag("--account", *place.account, "The account, not an app");
  return place;
}

// Names become ids. `account` is what the API calls the account there.
std::optional<ApiFailure> put_place(ApiSession& session, RequestFields& fields, const Place& place,
                                    const Json& account) {
  if (*place.account && !place.app.empty()) {
    return ApiFailure{ExitCode::wrong_usage, "it is attached to an app or to the account: give --app or --account"};
  }
  if (!place.webhook.empty()) {
    const auto id = session.names.webhook_id(place.webhook);
    if (!id) return id.error();
    fields.put("/webhook", *id);
  }
  if (*place.account) fields.put("/app", account);
  if (!place.app.empty()) {
    const auto guid = session.names.app_guid(place.app);
    if (!guid) return guid.error();
    fields.put("/app", *guid);
  }
  return std::nullopt;
}

void add_event_flags(ApiCommand& command) {
  command.fields.add_each("--event", "/events", "TYPE", "An event type to fire for, see `emitter events`",
                          read_event_type);
}

std::optional<ApiFailure> check_events(const RequestFields& fields) {
  if (fields.has("/events")) return std::nullopt;
  return ApiFailure{ExitCode::wrong_usage, "say which events it fires for: --event TYPE; `emitter events` lists them"};
}

void add_list(ApiCommandGroup& attachments) {
  ApiCommand& list = attachments.add_first({"list", "List them", "emitter attachments list --app MyApp"});
  const Place place = add_place_flags(attachments, list);
  list.ask("GET", [&list, place](ApiSession& session) -> Result<std::string, ApiFailure> {
    if (auto failure = put_place(session, list.fields, place, "account")) return *std::move(failure);
    return api_path({"attachments"});
  });
  list.print = print_attachments;
}

void add_create(ApiCommandGroup& attachments) {
  ApiCommand& create = attachments.add(
      {"create", "Attach a webhook to an app, or to the account",
       "emitter attachments create --webhook AppVersionCreated --app MyApp --event 'App version created'"});
  const Place place = add_place_flags(attachments, create);
  add_event_flags(create);
  create.ask("POST", [&create, place](ApiSession& session) -> Result<std::string, ApiFailure> {
    if (place.webhook.empty()) {
      return ApiFailure{ExitCode::wrong_usage, "say which webhook: --webhook NAME; `emitter webhooks` lists them"};
    }
    if (place.app.empty() && !*place.account) {
      return ApiFailure{ExitCode::wrong_usage, "say what it is attached to: --app NAME, or --account"};
    }
    if (auto failure = check_events(create.fields)) return *std::move(failure);
    if (auto failure = put_place(session, create.fields, place, nullptr)) return *std::move(failure);
    return api_path({"attachments"});
  });
  create.print = print_attachment;
}

// A request about the attachment that the command's first word names.
void ask_of_attachment(ApiCommand& command, const char* method) {
  const std::string& id = command.add_word("ATTACHMENT", "Its id");
  command.ask(method, [&id](ApiSession&) -> Result<std::string, ApiFailure> { return api_path({"attachments", id}); });
  command.print = print_attachment;
}

}  // namespace

void add_attachments_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup attachments(
      app,
      {"attachments", "Which webhook fires for which events (peers call it a subscription)",
       "emitter attachments create --webhook MyHook --account --event 'App created' --event 'App removed'"},
      surroundings, action);
  add_list(attachments);
  add_create(attachments);
  ask_of_attachment(attachments.add({"show", "Show one", "emitter attachments show ach_01hzy0"}), "GET");

  ApiCommand& change = attachments.add({"change", "Say anew which events it fires for: all of them",
                                        "emitter attachments change ach_01hzy0 --event 'App published'"});
  const std::string& id = change.add_word("ATTACHMENT", "Its id");
  add_event_flags(change);
  change.ask("PATCH", [&change, &id](ApiSession&) -> Result<std::string, ApiFailure> {
    if (auto failure = check_events(change.fields)) return *std::move(failure);
    return api_path({"attachments", id});
  });
  change.print = print_attachment;

  ApiCommand& remove =
      attachments.add({"remove", "Detach it: it fires no more", "emitter attachments remove ach_01hzy0"});
  ask_of_attachment(remove, "DELETE");
  remove.print = [](const ApiSession& session, const Json&) { session.paper.out << "detached\n"; };
}

}  // namespace hookloop
