#include "emitter/cli/api/webhook_print.h"

#include <spdlog/fmt/fmt.h>

#include <optional>

#include "emitter/cli/api/api_print.h"
#include "shared/cli/shown.h"
#include "shared/schema/event_type.h"

namespace hookloop {
namespace {

// "standard: 5 further tries, first within 1s, at most 5m", or "custom: after 1s, 5s, 30s".
std::string retry_text(const Json& webhook) {
  std::string text =
      fmt::format("{}: {}", shown(webhook, "/retry/profile"),
                  value_at(webhook, "/retry/retries") == 0 ? "no further tries"
                                                           : shown(webhook, "/retry/retries") + " further tries");
  const Json& delays = value_at(webhook, "/retry/delays_ms");
  if (delays.is_null()) {
    return text + fmt::format(", the first within {}, none after more than {}",
                              shown_duration(webhook, "/retry/first_delay_ms"),
                              shown_duration(webhook, "/retry/longest_delay_ms"));
  }
  std::string list;
  for (std::size_t i = 0; i < delays.size(); ++i) {
    list += (i == 0 ? "" : ", ") + shown_duration(webhook, fmt::format("/retry/delays_ms/{}", i));
  }
  return text + (list.empty() ? "" : ", after " + list);
}

std::string breaker_text(const Json& webhook) {
  if (value_at(webhook, "/breaker/enabled") == false) return "off";
  std::string text = fmt::format("{}, {} failures in a row open it", shown(webhook, "/breaker/state"),
                                 shown(webhook, "/breaker/failures"));
  const Json& failures = value_at(webhook, "/breaker/failures_in_a_row");
  if (failures.is_number() && failures != 0)
    text += fmt::format("; {} by now", shown(webhook, "/breaker/failures_in_a_row"));
  const std::string probe = shown_time(webhook, "/breaker/probe_at");
  return probe.empty() ? text : text + ", next probe " + probe;
}

std::string secrets_text(const Json& webhook) {
  const Json& secrets = value_at(webhook, "/secrets");
  if (secrets.empty()) return "";
  std::string text = fmt::format("{}, {}", shown(webhook, "/signature_scheme"),
                                 secrets.size() == 1 ? "one secret" : fmt::format("{} secrets", secrets.size()));
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    const std::string end = shown_time(webhook, fmt::format("/secrets/{}/expires_at", i));
    if (!end.empty()) text += fmt::format(", one until {}", end);
  }
  return text;
}

// "PROJECT_VERSION_CREATE (App version created)"
std::string event_text(const Json& id) {
  const std::string text = id.is_string() ? id.get<std::string>() : "";
  const auto type = event_type_from_id(text);
  return type ? fmt::format("{} ({})", text, info(*type).console_name) : text;
}

std::string attached_to(const ApiSession& session, const Json& attachment) {
  const std::string guid = text_at(attachment, "/app");
  return guid.empty() ? "the account" : session.names.app_name(guid);
}

}  // namespace

void print_webhook(const ApiSession& session, const Json& webhook) {
  const std::string state = shown(webhook, "/state");
  Details details(shown(webhook, "/name"), state, tone_of(state));
  details.add("id", shown(webhook, "/id"));
  details.add("url", shown(webhook, "/url"));
  details.add("reason", shown(webhook, "/state_reason"), Tone::warning);
  const std::string login = shown(webhook, "/login");
  const bool has_password = value_at(webhook, "/has_password") == true;
  details.add("login", login + (login.empty() || has_password ? "" : " (without a password)"));
  details.add("signature", secrets_text(webhook));
  details.add("profile", shown(webhook, "/profile"));
  for (const Json& header : value_at(webhook, "/headers")) {
    details.add("header", fmt::format("{}: {}", shown(header, "/0"), shown(header, "/1")));
  }
  details.add("retry", retry_text(webhook));
  details.add("timeout", fmt::format("{} (connect {}, first byte {})", shown_duration(webhook, "/timeout_ms"),
                                     shown_duration(webhook, "/connect_timeout_ms"),
                                     shown_duration(webhook, "/first_byte_timeout_ms")));
  details.add("in flight", fmt::format("{} at once{}", shown(webhook, "/max_in_flight"),
                                       value_at(webhook, "/ordered") == true ? ", in order" : ""));
  const std::string rate = shown(webhook, "/rate_per_second");
  details.add("rate", rate.empty() ? "" : rate + " a second");
  details.add("guarantee", shown(webhook, "/guarantee"));
  details.add("breaker", breaker_text(webhook));
  details.add("faults", shown(webhook, "/faults"), Tone::warning);
  if (value_at(webhook, "/verify_certificates") == false) details.add("TLS", "certificate not checked", Tone::warning);
  details.add("created", shown_time(webhook, "/created_at"));
  details.add("changed", shown_time(webhook, "/changed_at"));
  details.add("removed", shown_time(webhook, "/removed_at"), Tone::bad);
  details.print(session.paper);
}

void print_webhooks(const ApiSession& session, const Json& answer) {
  print_list(
      session.paper, value_at(answer, "/webhooks"), {{"name", Fit::cut}, {"id"}, {"state"}, {"url", Fit::cut}},
      [](const Json& webhook) -> std::vector<Cell> {
        const std::string state = shown(webhook, "/state");
        return {{shown(webhook, "/name")},
                {shown(webhook, "/id"), Tone::dim},
                {state, tone_of(state)},
                {shown(webhook, "/url")}};
      },
      "There are no webhooks yet. Create one: emitter webhooks create NAME --url http://localhost:3000/hook");
}

void print_attachment(const ApiSession& session, const Json& attachment) {
  const std::string webhook = text_at(attachment, "/webhook");
  Details details(
      fmt::format("{}, attached to {}", session.names.webhook_name(webhook), attached_to(session, attachment)));
  details.add("id", shown(attachment, "/id"));
  details.add("webhook", webhook);
  details.add("app", shown(attachment, "/app"));
  for (const Json& event : value_at(attachment, "/events")) details.add("fires for", event_text(event));
  details.add("created", shown_time(attachment, "/created_at"));
  details.print(session.paper);
}

void print_attachments(const ApiSession& session, const Json& answer) {
  print_list(
      session.paper, value_at(answer, "/attachments"),
      {{"id"}, {"webhook", Fit::cut}, {"attached to", Fit::cut}, {"events", Fit::cut}},
      [&session](const Json& attachment) -> std::vector<Cell> {
        return {{shown(attachment, "/id"), Tone::dim},
                {session.names.webhook_name(text_at(attachment, "/webhook"))},
                {attached_to(session, attachment)},
                {shown(attachment, "/events")}};
      },
      "No webhook is attached yet. Attach one: emitter attachments create --webhook NAME --account --event "
      "PROJECT_CREATE");
}

}  // namespace hookloop
