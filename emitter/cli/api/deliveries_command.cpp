// `emitter deliveries`: what is owed to webhooks and what came of it.
#include <ostream>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/delivery_print.h"
#include "shared/cli/shown.h"
#include "shared/support/id.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kLargestPage = 500;  // the API's
constexpr std::uint64_t kGreatestNumber = INT64_MAX;

// What narrows a list, and what is resent or cancelled with --all. The webhook is a name, so it is no field yet.
const std::string& add_filter_flags(ApiCommand& command) {
  command.fields.add_choice("--state", "/state", {"pending", "in_flight", "delivered", "exhausted", "cancelled"},
                            "Only those in this state");
  command.fields.add("--event", "/event", "EVENT", "Only those of this event, by its id");
  command.fields.add("--type", "/type", "TYPE", "Only those of this event type, see `emitter events`", read_event_type);
  command.fields.add("--from", "/from", "MOMENT", "Only those made then or later, such as 2026-01-31T09:00:00Z",
                     read_moment);
  command.fields.add("--to", "/to", "MOMENT", "Only those made before", read_moment);
  return command.add_text("--webhook", "WEBHOOK", "Only those to this webhook, by its name or id");
}

std::optional<ApiFailure> put_webhook(ApiSession& session, RequestFields& fields, const std::string& webhook) {
  if (webhook.empty()) return std::nullopt;
  const auto id = session.names.webhook_id(webhook);
  if (!id) return id.error();
  fields.put("/webhook", *id);
  return std::nullopt;
}

void add_list(ApiCommandGroup& deliveries) {
  ApiCommand& list = deliveries.add_first(
      {"list", "List them, the newest first", "emitter deliveries list --state exhausted --webhook AppVersionCreated"});
  const std::string& webhook = add_filter_flags(list);
  list.fields.add_whole("--limit", "/limit", 1, kLargestPage, "How many at most");
  list.fields.add_whole("--before", "/before", 1, kGreatestNumber, "Go on with those before this number");
  list.fields.add_whole("--after", "/after", 0, kGreatestNumber, "Those next after this number");
  list.ask("GET", [&list, &webhook](ApiSession& session) -> Result<std::string, ApiFailure> {
    if (auto failure = put_webhook(session, list.fields, webhook)) return *std::move(failure);
    return api_path({"deliveries"});
  });
  list.print = print_deliveries;
}

// DELIVERY, or --all with the filters.
void add_deed(ApiCommandGroup& deliveries, const ApiCommandText& text, const char* counted_as) {
  ApiCommand& command = deliveries.add(text);
  const std::string& id = command.add_text("DELIVERY", "", "Its id");
  const auto all = std::make_shared<bool>(false);
  for (CLI::App* app : command.apps) app->add_flag("--all", *all, "All that the flags below name; none: all");
  const std::string& webhook = add_filter_flags(command);
  const auto path = [&command, &id, &webhook, all,
                     deed = text.name](ApiSession& session) -> Result<std::string, ApiFailure> {
    const bool narrows = !command.fields.json().empty() || !webhook.empty();
    if (id.empty() != *all || (!id.empty() && narrows)) {
      return ApiFailure{ExitCode::wrong_usage,
                        "say which: the id of a delivery, or --all with what narrows it (--state, --webhook …)"};
    }
    if (auto failure = put_webhook(session, command.fields, webhook)) return *std::move(failure);
    return id.empty() ? api_path({"deliveries", deed}) : api_path({"deliveries", id, deed});
  };
  command.ask("POST", path, /*in_query=*/true);
  command.print = [all, counted_as](const ApiSession& session, const Json& answer) {
    if (!*all) return print_delivery_row(session, answer);
    session.paper.out << shown(answer, std::string("/") + counted_as) << ' ' << counted_as << '\n';
  };
}

}  // namespace

void add_deliveries_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup deliveries(
      app, {"deliveries", "What is owed to webhooks, and what came of it", "emitter deliveries --state exhausted"},
      surroundings, action);
  add_list(deliveries);

  ApiCommand& show = deliveries.add({"show", "Show one with its payload and every attempt, as sent and as answered",
                                     "emitter deliveries show dlv_01hzy0"});
  const std::string& id = show.add_word("DELIVERY", "Its id");
  show.ask("GET", [&id](ApiSession&) -> Result<std::string, ApiFailure> { return api_path({"deliveries", id}); });
  show.print = print_delivery;

  add_deed(deliveries,
           {"resend", "Try one again, or all that --all names", "emitter deliveries resend --all --state exhausted"},
           "resent");
  add_deed(deliveries,
           {"cancel", "Try one no more, or all that --all names", "emitter deliveries cancel --all --webhook MyHook"},
           "cancelled");
}

}  // namespace hookloop
