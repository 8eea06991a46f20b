// The registry's attachments: attach, change the checked events, detach.
#include <spdlog/fmt/fmt.h>

#include <utility>

#include "emitter/platform/attachment_rules.h"
#include "emitter/platform/change_notice.h"
#include "emitter/platform/lookups.h"
#include "emitter/platform/problems.h"
#include "emitter/platform/store_change.h"
#include "emitter/platform/webhook_registry.h"

namespace hookloop {
namespace {

struct Found {
  Attachment attachment;
  std::string webhook;  // their names, for a notice
  std::string target;
};

Result<Found, Problem> find_with_names(const PlatformReader& store, const std::string& id) {
  auto attachment = store.find_attachment(id);
  if (!attachment) {
    return Problem{
        404, "unknown-attachment", "There is no such attachment",
        fmt::format("No attachment has the id {}; GET /api/v1/attachments lists those that there are.", in_quotes(id))};
  }
  const auto webhook = store.find_webhook(attachment->webhook);
  const auto app = attachment->app ? store.find_app(*attachment->app) : std::nullopt;
  return Found{*std::move(attachment), webhook ? webhook->settings.name : "A webhook", app ? app->name : "the account"};
}

}  // namespace

Result<Attachment, Problem> WebhookRegistry::attach(const AttachmentInput& input) {
  WebhookNumber number = 0;
  auto attached = change_store<Attachment>(store_, [&](PlatformChange& change) -> Result<Attachment, Problem> {
    const auto webhook = find_standing_webhook(change, input.webhook);
    if (!webhook) return blamed_on(webhook.error(), "/webhook");
    Attachment attachment;
    std::string target = "the account";
    if (input.app) {
      const auto app = find_standing_app(change, *input.app);
      if (!app) return blamed_on(app.error(), "/app");
      attachment.app = app->number;
      target = app->name;
    }
    const auto events = parse_checked_events(input.events, input.app ? EventScope::app : EventScope::account);
    if (!events) return events.error();
    number = webhook->number;
    attachment.webhook = number;
    attachment.events = *events;
    attachment.created_at = clock_.now();
    attachment.id = ids_.next(id_prefix::attachment);
    attachment = change.insert_attachment(std::move(attachment));
    leave_notice(
        change, attachment.created_at, "attachment_created", number,
        fmt::format("{} was attached to {} for {}.", webhook->settings.name, target, show_checked_events(*events)));
    return attachment;
  });
  if (attached) announcer_.announce({&number, 1});
  return attached;
}

Result<Attachment, Problem> WebhookRegistry::find_attachment(const std::string& id) const {
  auto found = find_with_names(store_, id);
  if (!found) return found.error();
  return std::move(found->attachment);
}

Result<Attachment, Problem> WebhookRegistry::change_attachment(const std::string& id,
                                                               const std::vector<std::string>& events) {
  auto changed = change_store<Attachment>(store_, [&](PlatformChange& change) -> Result<Attachment, Problem> {
    auto found = find_with_names(change, id);
    if (!found) return found.error();
    Attachment& attachment = found->attachment;
    const auto checked = parse_checked_events(events, attachment.app ? EventScope::app : EventScope::account);
    if (!checked) return checked.error();
    if (attachment.events == *checked) return attachment;
    attachment.events = *checked;
    change.update_attachment(attachment);
    leave_notice(
        change, clock_.now(), "attachment_changed", attachment.webhook,
        fmt::format("{} is attached to {} for {} now.", found->webhook, found->target, show_checked_events(*checked)));
    return attachment;
  });
  if (changed) announcer_.announce({});
  return changed;
}

std::optional<Problem> WebhookRegistry::detach(const std::string& id) {
  const auto detached = change_store<Attachment>(store_, [&](PlatformChange& change) -> Result<Attachment, Problem> {
    auto found = find_with_names(change, id);
    if (!found) return found.error();
    change.delete_attachment(found->attachment.number);
    leave_notice(change, clock_.now(), "attachment_removed", found->attachment.webhook,
                 fmt::format("{} was detached from {}.", found->webhook, found->target));
    return std::move(found->attachment);
  });
  if (!detached) return detached.error();
  announcer_.announce({});
  return std::nullopt;
}

}  // namespace hookloop
