#include "emitter/model/webhook.h"

#include <stdexcept>

namespace hookloop {

std::string_view to_string(Guarantee guarantee) {
  return guarantee == Guarantee::at_least_once ? "at_least_once" : "at_most_once";
}

std::string_view to_string(WebhookState state) {
  switch (state) {
    case WebhookState::enabled:
      return "enabled";
    case WebhookState::paused:
      return "paused";
    case WebhookState::disabled:
      return "disabled";
  }
  throw std::logic_error("no such WebhookState");
}

std::string_view shown_state(const Webhook& webhook) {
  if (webhook.state == WebhookState::enabled && webhook.breaker.is_open()) return "failing";
  return to_string(webhook.state);
}

std::vector<SigningKey> signing_keys(const WebhookSettings& settings, Timestamp now) {
  std::vector<SigningKey> keys;
  for (const WebhookSecret& secret : settings.secrets) {
    if (!secret.expires_at || *secret.expires_at > now) keys.push_back({settings.signature_scheme, secret.secret});
  }
  return keys;
}

}  // namespace hookloop
