#include "emitter/platform/webhook_registry.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "emitter/platform/change_notice.h"
#include "emitter/platform/lookups.h"
#include "emitter/platform/problems.h"
#include "emitter/platform/store_change.h"
#include "emitter/platform/webhook_rules.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

bool still_signs(const WebhookSecret& secret, Timestamp now) { return !secret.expires_at || *secret.expires_at > now; }

void drop_expired_secrets(WebhookSettings& settings, Timestamp now) {
  std::erase_if(settings.secrets, [now](const WebhookSecret& secret) { return !still_signs(secret, now); });
}

// The settings that differ, as a sentence lists them. What they were and are is not told: a secret would be.
std::string changed_settings(const WebhookSettings& before, const WebhookSettings& after) {
  std::vector<std::string_view> changed;
  const auto note = [&](std::string_view what, bool same) {
    if (!same) changed.push_back(what);
  };
  note("name", before.name == after.name);
  note("URL", before.url == after.url);
  note("login", before.login == after.login);
  note("password", before.password == after.password);
  note("secret", before.secrets == after.secrets);
  note("signature scheme", before.signature_scheme == after.signature_scheme);
  note("profile", before.profile == after.profile);
  note("headers", before.headers == after.headers);
  note("retries", before.retry == after.retry && before.retry_profile == after.retry_profile);
  note("timeouts", before.timeouts == after.timeouts);
  note("attempts in flight", before.max_in_flight == after.max_in_flight);
  note("order", before.ordered == after.ordered);
  note("rate", before.rate_per_second == after.rate_per_second);
  note("guarantee", before.guarantee == after.guarantee);
  note("breaker", before.breaker == after.breaker);
  note("faults", before.faults == after.faults);
  note("checking of certificates", before.verify_certificates == after.verify_certificates);
  return fmt::format("{}", fmt::join(changed, ", "));
}

struct StateWords {
  std::string_view notice;
  std::string_view verb;
};

StateWords words_of(WebhookState before, WebhookState after) {
  if (after == WebhookState::paused) return {"webhook_paused", "paused"};
  if (after == WebhookState::disabled) return {"webhook_disabled", "disabled"};
  if (before == WebhookState::paused) return {"webhook_resumed", "resumed"};
  return {"webhook_enabled", "enabled"};
}

std::optional<Problem> apply_state(PlatformChange& change, Webhook& webhook, const StateChange& wanted, Timestamp now) {
  const auto& [state, reason] = wanted;
  if (auto problem = check_text(reason, {"A reason", kLongestReason, /*may_be_empty=*/true}, "/state_reason")) {
    return problem;
  }
  const bool forgets = state == WebhookState::enabled && webhook.breaker != BreakerState{};
  const bool explains = state != WebhookState::enabled && !reason.empty() && reason != webhook.state_reason;
  if (state == webhook.state && !forgets && !explains) return std::nullopt;
  const auto [notice, verb] = words_of(webhook.state, state);
  webhook.state = state;
  webhook.state_reason.clear();
  if (state == WebhookState::enabled) {
    webhook.breaker = {};
  } else {
    webhook.state_reason = reason.empty() ? fmt::format("It was {} by hand.", verb) : reason;
  }
  webhook.changed_at = now;
  change.update_webhook(webhook, /*with_breaker=*/state == WebhookState::enabled);
  leave_notice(change, now, notice, webhook.number,
               fmt::format("{} was {} by hand{}", webhook.settings.name, verb, reason.empty() ? "." : ": " + reason));
  return std::nullopt;
}

}  // namespace

WebhookRegistry::WebhookRegistry(PlatformStore& store, const Clock& clock, IdSource& ids, Announcer& announcer)
    : store_(store), clock_(clock), ids_(ids), announcer_(announcer) {}

template <typename Value, typename Body>
Result<Value, Problem> WebhookRegistry::change_one(const std::string& id, const Body& body) {
  WebhookNumber number = 0;
  auto outcome = change_store<Value>(store_, [&](PlatformChange& change) -> Result<Value, Problem> {
    auto webhook = find_standing_webhook(change, id);
    if (!webhook) return webhook.error();
    number = webhook->number;
    return body(change, *std::move(webhook), clock_.now());
  });
  if (outcome) announcer_.announce({&number, 1});
  return outcome;
}

Result<Webhook, Problem> WebhookRegistry::create(const WebhookSettings& settings, const StateChange& state) {
  auto created = change_store<Webhook>(store_, [&](PlatformChange& change) -> Result<Webhook, Problem> {
    if (auto problem = check_webhook_settings(settings)) return *std::move(problem);
    Webhook webhook;
    webhook.created_at = clock_.now();
    webhook.changed_at = webhook.created_at;
    webhook.settings = settings;
    webhook.id = ids_.next(id_prefix::webhook);
    webhook = change.insert_webhook(std::move(webhook));
    leave_notice(change, webhook.created_at, "webhook_created", webhook.number,
                 fmt::format("{} was created.", settings.name));
    if (auto problem = apply_state(change, webhook, state, webhook.created_at)) return *std::move(problem);
    return webhook;
  });
  if (created) announcer_.announce({&created->number, 1});
  return created;
}

Result<Webhook, Problem> WebhookRegistry::change(const std::string& id,
                                                 const std::function<std::optional<Problem>(WebhookSettings&)>& edit,
                                                 const std::optional<StateChange>& state) {
  return change_one<Webhook>(
      id, [&](PlatformChange& change, Webhook webhook, Timestamp now) -> Result<Webhook, Problem> {
        drop_expired_secrets(webhook.settings, now);  // first: that they go is no change of a person's
        const WebhookSettings before = webhook.settings;
        if (auto problem = edit(webhook.settings)) return *std::move(problem);
        if (webhook.settings != before) {
          if (auto problem = check_webhook_settings(webhook.settings)) return *std::move(problem);
          webhook.changed_at = now;
          change.update_webhook(webhook);
          leave_notice(
              change, now, "webhook_changed", webhook.number,
              fmt::format("{} was changed: {}.", webhook.settings.name, changed_settings(before, webhook.settings)));
        }
        if (state) {
          if (auto problem = apply_state(change, webhook, *state, now)) return *std::move(problem);
        }
        return webhook;
      });
}

Result<Webhook, Problem> WebhookRegistry::set_state(const std::string& id, WebhookState state,
                                                    const std::string& reason) {
  return change(
      id, [](WebhookSettings&) { return std::nullopt; }, StateChange{state, reason});
}

Result<Webhook, Problem> WebhookRegistry::rotate_secret(const std::string& id, const std::string& secret,
                                                        Microseconds overlap) {
  return change_one<Webhook>(
      id, [&](PlatformChange& change, Webhook webhook, Timestamp now) -> Result<Webhook, Problem> {
        if (overlap < Microseconds::zero() || overlap > kLongestOverlap) {
          return bad_field("/overlap_ms",
                           fmt::format("This is not negative, and at most {}.", to_flag_text(kLongestOverlap)));
        }
        std::vector<WebhookSecret>& secrets = webhook.settings.secrets;
        drop_expired_secrets(webhook.settings, now);
        if (std::any_of(secrets.begin(), secrets.end(),
                        [&](const WebhookSecret& old) { return old.secret == secret; })) {
          return bad_field("/secret", "This secret signs already; a rotation needs another one.");
        }
        for (WebhookSecret& old : secrets) {
          old.expires_at = std::min(old.expires_at.value_or(Timestamp::max()), now + overlap);
        }
        drop_expired_secrets(webhook.settings, now);
        if (secrets.size() >= kMostSecrets) {
          const WebhookSecret& first_to_go = *std::min_element(
              secrets.begin(), secrets.end(),
              [](const WebhookSecret& a, const WebhookSecret& b) { return *a.expires_at < *b.expires_at; });
          return Problem{
              409, "too-many-secrets", "Too many secrets sign",
              fmt::format("{} secrets of {} sign already, one of them until {}; wait for that, or rotate with "
                          "an overlap of 0.",
                          secrets.size(), webhook.settings.name, to_rfc3339(*first_to_go.expires_at))};
        }
        const std::size_t beside = secrets.size();
        secrets.insert(secrets.begin(), {secret, std::nullopt});
        if (auto problem = check_webhook_settings(webhook.settings)) return *std::move(problem);
        webhook.changed_at = now;
        change.update_webhook(webhook);
        leave_notice(change, now, "secret_rotated", webhook.number,
                     beside == 0
                         ? fmt::format("A new secret alone signs for {}.", webhook.settings.name)
                         : fmt::format("A new secret signs for {}; what signed before does so until {} at most.",
                                       webhook.settings.name, to_rfc3339(now + overlap)));
        return webhook;
      });
}

Result<WebhookRegistry::Removed, Problem> WebhookRegistry::remove(const std::string& id) {
  return change_one<Removed>(
      id, [&](PlatformChange& change, Webhook webhook, Timestamp now) -> Result<Removed, Problem> {
        for (const Attachment& attachment : change.list_attachments()) {
          if (attachment.webhook == webhook.number) change.delete_attachment(attachment.number);
        }
        webhook.removed_at = now;
        webhook.changed_at = now;
        webhook.settings.secrets.clear();
        webhook.settings.password.reset();
        change.update_webhook(webhook);
        DeliveryFilter its_own;
        its_own.webhook = webhook.number;
        const std::uint64_t cancelled = change.cancel_deliveries(its_own, now, "The webhook was removed.");
        leave_notice(change, now, "webhook_removed", webhook.number,
                     fmt::format("{} was removed, and with it {}.", webhook.settings.name, show_deliveries(cancelled)));
        return Removed{std::move(webhook), cancelled};
      });
}

}  // namespace hookloop
