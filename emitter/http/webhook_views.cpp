#include "emitter/http/webhook_views.h"

#include <nlohmann/json.hpp>

#include "shared/schema/event_type.h"

namespace hookloop {
namespace {

Json ms(Microseconds duration) { return std::chrono::round<std::chrono::milliseconds>(duration).count(); }

Json retry_view(const WebhookSettings& settings) {
  const RetryRules& rules = settings.retry;
  Json json;
  json["profile"] = settings.retry_profile;
  json["retries"] = retry_count(rules);
  if (rules.delays.empty()) {
    json["first_delay_ms"] = ms(rules.first_delay);
    json["longest_delay_ms"] = ms(rules.longest_delay);
  } else {
    json["delays_ms"] = Json::array();
    for (const Microseconds delay : rules.delays) json["delays_ms"].push_back(ms(delay));
    json["jitter_share"] = rules.jitter_share;
  }
  json["longest_retry_after_ms"] = ms(rules.longest_retry_after);
  return json;
}

Json breaker_view(const BreakerRules& rules, const BreakerState& state) {
  return {{"enabled", rules.enabled},
          {"failures", rules.failures},
          {"failing_for_ms", ms(rules.failing_for)},
          {"first_probe_ms", ms(rules.first_probe)},
          {"longest_probe_ms", ms(rules.longest_probe)},
          {"disable_after_ms", ms(rules.disable_after)},
          {"state", state.is_open() ? "open" : "closed"},
          {"failures_in_a_row", state.failures},
          {"failing_since", time_or_null(state.failing_since)},
          {"opened_at", time_or_null(state.opened_at)},
          {"probe_at", time_or_null(state.probe_at)}};
}

}  // namespace

Json webhook_view(const Webhook& webhook, Timestamp now) {
  const WebhookSettings& settings = webhook.settings;
  Json secrets = Json::array();
  for (const WebhookSecret& secret : settings.secrets) {
    if (secret.expires_at && *secret.expires_at <= now) continue;
    secrets.push_back({{"expires_at", time_or_null(secret.expires_at)}});
  }
  Json headers = Json::array();
  for (const HeaderField& field : settings.headers) headers.push_back(Json::array({field.name, field.value}));
  Json faults = Json::array();
  for (const Fault& fault : settings.faults) faults.push_back(to_string(fault));
  Json json;
  json["id"] = webhook.id;
  json["name"] = settings.name;
  json["url"] = settings.url;
  json["state"] = shown_state(webhook);
  json["state_reason"] = webhook.state_reason;
  json["login"] = text_or_null(settings.login);
  json["has_password"] = settings.password.has_value();
  json["secrets"] = std::move(secrets);
  json["signature_scheme"] = to_string(settings.signature_scheme);
  json["profile"] = to_string(settings.profile);
  json["headers"] = std::move(headers);
  json["retry"] = retry_view(settings);
  json["timeout_ms"] = ms(settings.timeouts.whole);
  json["connect_timeout_ms"] = ms(settings.timeouts.connect);
  json["first_byte_timeout_ms"] = ms(settings.timeouts.first_byte);
  json["max_in_flight"] = settings.max_in_flight;
  json["ordered"] = settings.ordered;
  json["rate_per_second"] = settings.rate_per_second ? Json(*settings.rate_per_second) : Json(nullptr);
  json["guarantee"] = to_string(settings.guarantee);
  json["breaker"] = breaker_view(settings.breaker, webhook.breaker);
  json["faults"] = std::move(faults);
  json["verify_certificates"] = settings.verify_certificates;
  json["created_at"] = to_rfc3339(webhook.created_at);
  json["changed_at"] = to_rfc3339(webhook.changed_at);
  json["removed_at"] = time_or_null(webhook.removed_at);
  return json;
}

Json attachment_view(const Attachment& attachment, const std::string& webhook_id,
                     const std::optional<std::string>& app_guid) {
  Json events = Json::array();
  for (const EventType type : checked_types(attachment.events)) events.push_back(info(type).id);
  return {{"id", attachment.id},
          {"webhook", webhook_id},
          {"app", text_or_null(app_guid)},
          {"events", std::move(events)},
          {"created_at", to_rfc3339(attachment.created_at)}};
}

}  // namespace hookloop
