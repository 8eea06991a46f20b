// `emitter webhooks`: where events are sent, and how.
#include <spdlog/fmt/fmt.h>

#include <ostream>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/deed_fields.h"
#include "emitter/cli/api/delivery_print.h"
#include "emitter/cli/api/webhook_flags.h"
#include "emitter/cli/api/webhook_print.h"
#include "shared/cli/shown.h"

namespace hookloop {
namespace {

// A request about the webhook that the command's first word names; `prepare` may look at its fields, or put some.
void ask_of_webhook(ApiCommand& command, const char* method, const char* deed = nullptr,
                    std::function<std::optional<ApiFailure>(RequestFields&)> prepare = nullptr) {
  const std::string& webhook = command.add_word("WEBHOOK", "Its name or id");
  command.ask(method, [&command, &webhook, deed, prepare](ApiSession& session) -> Result<std::string, ApiFailure> {
    if (prepare) {
      if (auto failure = prepare(command.fields)) return *std::move(failure);
    }
    const auto id = session.names.webhook_id(webhook);
    if (!id) return id.error();
    Steps steps{"webhooks", *id};
    if (deed != nullptr) steps.push_back(deed);
    return api_path(steps);
  });
  command.print = print_webhook;
}

std::optional<ApiFailure> say_what_to_change(RequestFields& fields) {
  take_credentials_from_environment(fields, /*with_secret=*/false);
  if (!fields.json().empty()) return std::nullopt;
  return ApiFailure{ExitCode::wrong_usage, "say what to change; `emitter webhooks change --help` lists it"};
}

void add_create(ApiCommandGroup& webhooks) {
  ApiCommand& create =
      webhooks.add({"create", "Create one; it fires once it is attached (emitter attachments create)",
                    "HOOKLOOP_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw \\\n"
                    "    emitter webhooks create AppVersionCreated --url http://localhost:3000/hook --retry stripe"});
  create.fields.add_word("NAME", "/name", "Its name");
  add_webhook_flags(create.fields);
  create.fields.add_choice("--state", "/state", {"enabled", "paused", "disabled"},
                           "How it begins; enabled, if not said");
  create.ask("POST", [&create](ApiSession&) -> Result<std::string, ApiFailure> {
    if (!create.fields.has("/url")) {
      return ApiFailure{ExitCode::wrong_usage, "say where events are sent: --url http://localhost:3000/hook"};
    }
    take_credentials_from_environment(create.fields, /*with_secret=*/true);
    return api_path({"webhooks"});
  });
  create.print = print_webhook;
}

void add_states(ApiCommandGroup& webhooks) {
  struct Row {
    ApiCommandText text;
    const char* state;
  };
  const Row rows[] = {
      {{"pause", "Let deliveries wait", "emitter webhooks pause MyHook --reason 'The receiver moves'"}, "paused"},
      {{"resume", "Let them go again", "emitter webhooks resume MyHook"}, "enabled"},
      {{"enable", "Fire again after it was disabled", "emitter webhooks enable MyHook"}, "enabled"},
      {{"disable", "Fire for nothing; what waits stays", "emitter webhooks disable MyHook"}, "disabled"}};
  for (const Row& row : rows) {
    ApiCommand& command = webhooks.add(row.text);
    ask_of_webhook(command, "PATCH", nullptr, [state = row.state](RequestFields& fields) {
      fields.put("/state", state);
      return std::nullopt;
    });
    command.fields.add("--reason", "/state_reason", "TEXT", "Why, for whoever looks");
  }
}

void add_rotate(ApiCommandGroup& webhooks) {
  ApiCommand& rotate = webhooks.add({"rotate", "Sign with a new secret, and for a while with the one before too",
                                     "emitter webhooks rotate MyHook --secret whsec_… --overlap 1h"});
  ask_of_webhook(rotate, "POST", "rotate", [](RequestFields& fields) -> std::optional<ApiFailure> {
    take_credentials_from_environment(fields, /*with_secret=*/true);
    if (fields.has("/secret")) return std::nullopt;
    return ApiFailure{ExitCode::wrong_usage, "say the new secret: --secret, or better HOOKLOOP_SECRET"};
  });
  rotate.fields.add("--secret", "/secret", "SECRET", "The new one; better in the environment, as HOOKLOOP_SECRET");
  rotate.fields.add("--overlap", "/overlap_ms", "DURATION", "How long the one before signs too; a day, if not said",
                    read_milliseconds);
}

}  // namespace

void add_webhooks_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup webhooks(app,
                           {"webhooks", "Where events are sent, and how",
                            "emitter webhooks create AppVersionCreated --url http://localhost:3000/hook"},
                           surroundings, action);
  ApiCommand& list = webhooks.add_first({"list", "List them", "emitter webhooks list"});
  list.ask("GET", {"webhooks"});
  list.print = print_webhooks;

  ask_of_webhook(webhooks.add({"show", "Show one with all of its settings", "emitter webhooks show MyHook"}), "GET");
  add_create(webhooks);

  ApiCommand& change = webhooks.add({"change", "Change settings of one; what is not said stays as it is",
                                     "emitter webhooks change MyHook --timeout 30s --no-faults"});
  ask_of_webhook(change, "PATCH", nullptr, say_what_to_change);
  change.fields.add("--name", "/name", "NAME", "Its new name");
  add_webhook_flags(change.fields);
  add_webhook_undo_flags(change.fields);

  ApiCommand& ping = webhooks.add({"ping", "Send a ping, attached or not", "emitter webhooks ping MyHook"});
  ask_of_webhook(ping, "POST", "ping");
  ping.fields.add_each("--fault", "/faults", "FAULT", "What goes wrong with it, see `emitter faults`", read_fault);
  ping.print = print_delivery_row;

  add_states(webhooks);
  add_rotate(webhooks);

  ApiCommand& remove =
      webhooks.add({"remove", "Remove one, and cancel what it still owes", "emitter webhooks remove MyHook"});
  ask_of_webhook(remove, "DELETE");
  remove.print = [](const ApiSession& session, const Json& removed) {
    const Json& cancelled = value_at(removed, "/cancelled");
    session.paper.out << shown(removed, "/name") << " removed, "
                      << counted(cancelled.is_number_unsigned() ? cancelled.get<std::uint64_t>() : 0, "delivery",
                                 "deliveries")
                      << " cancelled\n";
  };
}

}  // namespace hookloop
