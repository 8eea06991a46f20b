#include "emitter/store/sqlite/platform_change.h"

#include <spdlog/fmt/fmt.h>

#include <stdexcept>

#include "emitter/store/sqlite/delivery_rows.h"
#include "emitter/store/sqlite/platform_rows.h"
#include "emitter/store/sqlite/webhook_json.h"

namespace hookloop {
namespace {

void must_be_there(int changed, const char* what) {
  if (changed == 0) throw std::logic_error(fmt::format("there is no such {}", what));
}

// What signs and logs in goes with the webhook; the rest is history.
WebhookSettings without_secrets(WebhookSettings settings) {
  settings.secrets.clear();
  settings.password.reset();
  return settings;
}

std::string settings_text(const Webhook& webhook) {
  return to_json_text(webhook.removed_at ? without_secrets(webhook.settings) : webhook.settings);
}

}  // namespace

std::int64_t SqlitePlatformChange::next_number(const char* table, AppNumber app) {
  auto row = statements_.use(fmt::format("SELECT coalesce(max(number), 0) + 1 FROM {} WHERE app = ?", table));
  Binder(*row).number(app);
  row->executeStep();
  return row->getColumn(0).getInt64();
}

void SqlitePlatformChange::update_account(const Account& account) {
  auto update = statements_.use(
      "REPLACE INTO account (number, name, utc_offset_minutes, owner, next_member_id) VALUES (1, ?, ?, ?, ?)");
  Binder(*update)
      .text(account.name)
      .number(account.utc_offset.count())
      .number(account.owner)
      .number(account.next_member_id);
  update.run();
  statements_.use("DELETE FROM members").run();
  auto insert = statements_.use("INSERT INTO members (id, name, email) VALUES (?, ?, ?)");
  for (const Member& member : account.members) {
    Binder(*insert).number(member.id).text(member.person.name).text(member.person.email);
    insert.run();
  }
}

App SqlitePlatformChange::insert_app(App app) {
  app.number = 0;
  auto insert = statements_.use(fmt::format("INSERT INTO apps ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", kAppColumns));
  Binder bind(*insert);
  bind_app(bind, app);
  insert.run();
  app.number = statements_.database().getLastInsertRowid();
  return app;
}

void SqlitePlatformChange::update_app(const App& app) {
  auto update = statements_.use(
      fmt::format("UPDATE apps SET ({}) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) WHERE number = ?1", kAppColumns));
  Binder bind(*update);
  bind_app(bind, app);
  must_be_there(update.run(), "app");
}

Version SqlitePlatformChange::insert_version(AppNumber app, Version version) {
  version.number = next_number("versions", app);
  auto insert =
      statements_.use(fmt::format("INSERT INTO versions (app, {}) VALUES (?, ?, ?, ?, ?, ?, ?)", kVersionColumns));
  Binder bind(*insert);
  bind.number(app);
  bind_version(bind, version);
  insert.run();
  return version;
}

void SqlitePlatformChange::update_version(AppNumber app, const Version& version) {
  auto update = statements_.use(fmt::format(
      "UPDATE versions SET ({}) = (?2, ?3, ?4, ?5, ?6, ?7) WHERE app = ?1 AND number = ?2", kVersionColumns));
  Binder bind(*update);
  bind.number(app);
  bind_version(bind, version);
  must_be_there(update.run(), "version");
}

Build SqlitePlatformChange::insert_build(AppNumber app, Build build) {
  build.number = next_number("builds", app);
  auto insert = statements_.use(
      fmt::format("INSERT INTO builds (app, {}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", kBuildColumns));
  Binder bind(*insert);
  bind.number(app);
  bind_build(bind, build);
  insert.run();
  return build;
}

void SqlitePlatformChange::update_build(AppNumber app, const Build& build) {
  auto update =
      statements_.use(fmt::format("UPDATE builds SET ({}) = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
                                  "WHERE app = ?1 AND number = ?2",
                                  kBuildColumns));
  Binder bind(*update);
  bind.number(app);
  bind_build(bind, build);
  must_be_there(update.run(), "build");
}

Publication SqlitePlatformChange::insert_publication(AppNumber app, Publication publication) {
  publication.number = next_number("publications", app);
  auto insert = statements_.use(
      fmt::format("INSERT INTO publications (app, {}) VALUES (?, ?, ?, ?, ?, ?, ?)", kPublicationColumns));
  Binder bind(*insert);
  bind.number(app);
  bind_publication(bind, publication);
  insert.run();
  return publication;
}

AppTest SqlitePlatformChange::insert_test(AppNumber app, AppTest test) {
  test.number = next_number("tests", app);
  auto insert =
      statements_.use(fmt::format("INSERT INTO tests (app, {}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", kTestColumns));
  Binder bind(*insert);
  bind.number(app);
  bind_test(bind, test);
  insert.run();
  return test;
}

Webhook SqlitePlatformChange::insert_webhook(Webhook webhook) {
  const std::string settings = settings_text(webhook);
  auto insert = statements_.use(
      fmt::format("INSERT INTO webhooks ({}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", kWebhookColumns));
  Binder bind(*insert);
  bind.text(webhook.id).choice(webhook.state).text(webhook.state_reason);
  bind_breaker(bind, webhook.breaker);
  bind.time(webhook.created_at).time(webhook.changed_at).time(webhook.removed_at).text(settings);
  insert.run();
  webhook.number = statements_.database().getLastInsertRowid();
  return webhook;
}

void SqlitePlatformChange::update_webhook(const Webhook& webhook, bool with_breaker) {
  const std::string settings = settings_text(webhook);
  auto update = statements_.use(fmt::format(
      "UPDATE webhooks SET id = ?, state = ?, state_reason = ?, created_at = ?, changed_at = ?, removed_at = ?, "
      "settings = ?{} WHERE number = ?",
      with_breaker ? ", breaker_failures = ?, breaker_failing_since = ?, breaker_opened_at = ?, breaker_probe_at = ?, "
                     "breaker_probes = ?"
                   : ""));
  Binder bind(*update);
  bind.text(webhook.id).choice(webhook.state).text(webhook.state_reason).time(webhook.created_at);
  bind.time(webhook.changed_at).time(webhook.removed_at).text(settings);
  if (with_breaker) bind_breaker(bind, webhook.breaker);
  bind.number(webhook.number);
  must_be_there(update.run(), "webhook");
}

Attachment SqlitePlatformChange::insert_attachment(Attachment attachment) {
  attachment.number = 0;
  auto insert =
      statements_.use(fmt::format("INSERT INTO attachments ({}) VALUES (?, ?, ?, ?, ?, ?)", kAttachmentColumns));
  Binder bind(*insert);
  bind_attachment(bind, attachment);
  insert.run();
  attachment.number = statements_.database().getLastInsertRowid();
  return attachment;
}

void SqlitePlatformChange::update_attachment(const Attachment& attachment) {
  auto update = statements_.use(
      fmt::format("UPDATE attachments SET ({}) = (?1, ?2, ?3, ?4, ?5, ?6) WHERE number = ?1", kAttachmentColumns));
  Binder bind(*update);
  bind_attachment(bind, attachment);
  must_be_there(update.run(), "attachment");
}

void SqlitePlatformChange::delete_attachment(AttachmentNumber number) {
  auto remove = statements_.use("DELETE FROM attachments WHERE number = ?");
  Binder(*remove).number(number);
  must_be_there(remove.run(), "attachment");
}

PlatformEvent SqlitePlatformChange::insert_event(PlatformEvent event) {
  event.number = 0;
  auto insert = statements_.use(fmt::format("INSERT INTO events ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", kEventColumns));
  Binder bind(*insert);
  bind_event(bind, event);
  insert.run();
  event.number = statements_.database().getLastInsertRowid();
  return event;
}

Delivery SqlitePlatformChange::insert_delivery(Delivery delivery) {
  // What is pending is due at some time; where none is said, at once.
  if (delivery.state == DeliveryState::pending && !delivery.next_attempt_at) {
    delivery.next_attempt_at = delivery.created_at;
  }
  delivery.number = insert_row(statements_, delivery);
  counts_.add(delivery.state);
  return delivery;
}

std::uint64_t SqlitePlatformChange::cancel_deliveries(const DeliveryFilter& filter, Timestamp now,
                                                      std::string_view reason) {
  return deliveries_.cancel_all(filter, now, std::string(reason));
}

std::uint64_t SqlitePlatformChange::resend_deliveries(const DeliveryFilter& filter, Timestamp now,
                                                      std::uint64_t limit) {
  return deliveries_.resend_all(filter, now, limit);
}

bool SqlitePlatformChange::cancel_delivery(DeliveryNumber number, Timestamp now, std::string_view reason) {
  return deliveries_.cancel(number, now, std::string(reason));
}

bool SqlitePlatformChange::resend_delivery(DeliveryNumber number, Timestamp now) {
  return deliveries_.resend(number, now);
}

Notice SqlitePlatformChange::insert_notice(Notice notice) {
  notice.number = insert_row(statements_, notice);
  return notice;
}

}  // namespace hookloop
