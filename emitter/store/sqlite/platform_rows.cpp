#include "emitter/store/sqlite/platform_rows.h"

#include "emitter/store/sqlite/webhook_json.h"

namespace hookloop {
namespace {

Person person_of(RowReader& read) {
  Person person;
  person.name = read.text();
  person.email = read.text();
  return person;
}

void bind_person(Binder& bind, const Person& person) { bind.text(person.name).text(person.email); }

}  // namespace

void bind_number(Binder& bind, std::int64_t number) {
  if (number == 0) {
    bind.null();
  } else {
    bind.number(number);
  }
}

void bind_app(Binder& bind, const App& app) {
  bind_number(bind, app.number);
  bind.text(app.guid).text(app.name).text(app.description).time(app.created_at).time(app.edited_at);
  bind_person(bind, app.owner);
  bind.time(app.removed_at);
}

App app_of(SQLite::Statement& row) {
  RowReader read(row);
  App app;
  app.number = read.number();
  app.guid = read.text();
  app.name = read.text();
  app.description = read.text();
  app.created_at = read.time();
  app.edited_at = read.time();
  app.owner = person_of(read);
  app.removed_at = read.optional_time();
  return app;
}

void bind_version(Binder& bind, const Version& version) {
  bind.number(version.number).text(version.name).time(version.created_at);
  bind_person(bind, version.author);
  bind.time(version.removed_at);
}

Version version_of(RowReader read) {
  Version version;
  version.number = read.number();
  version.name = read.text();
  version.created_at = read.time();
  version.author = person_of(read);
  version.removed_at = read.optional_time();
  return version;
}

void bind_build(Binder& bind, const Build& build) {
  bind.number(build.number).choice(build.platform).choice(build.status).text(build.version).time(build.started_at);
  bind_person(bind, build.started_by);
  bind.time(build.finishes_at).choice(build.finishes_as).time(build.finished_at).text(build.artifact).text(build.error);
}

Build build_of(RowReader read) {
  Build build;
  build.number = read.number();
  build.platform = read.choice<BuildPlatform>();
  build.status = read.choice<BuildStatus>();
  build.version = read.text();
  build.started_at = read.time();
  build.started_by = person_of(read);
  build.finishes_at = read.optional_time();
  build.finishes_as = read.choice<BuildStatus>();
  build.finished_at = read.optional_time();
  build.artifact = read.optional_text();
  build.error = read.optional_text();
  return build;
}

void bind_publication(Binder& bind, const Publication& publication) {
  bind.number(publication.number).text(publication.target).text(publication.url).time(publication.published_at);
  bind_person(bind, publication.published_by);
}

Publication publication_of(RowReader read) {
  Publication publication;
  publication.number = read.number();
  publication.target = read.text();
  publication.url = read.text();
  publication.published_at = read.time();
  publication.published_by = person_of(read);
  return publication;
}

void bind_test(Binder& bind, const AppTest& test) {
  bind.number(test.number).text(test.result.status).number(test.result.passed).number(test.result.failed);
  bind.number(test.result.duration_seconds).time(test.tested_at);
  bind_person(bind, test.tested_by);
}

AppTest test_of(RowReader read) {
  AppTest test;
  test.number = read.number();
  test.result.status = read.text();
  test.result.passed = read.number();
  test.result.failed = read.number();
  test.result.duration_seconds = read.number();
  test.tested_at = read.time();
  test.tested_by = person_of(read);
  return test;
}

void bind_breaker(Binder& bind, const BreakerState& breaker) {
  bind.number(breaker.failures).time(breaker.failing_since).time(breaker.opened_at).time(breaker.probe_at);
  bind.number(breaker.probes);
}

Webhook webhook_of(SQLite::Statement& row) {
  RowReader read(row);
  Webhook webhook;
  webhook.number = read.number();
  webhook.id = read.text();
  webhook.state = read.choice<WebhookState>();
  webhook.state_reason = read.text();
  webhook.breaker.failures = read.number<std::uint32_t>();
  webhook.breaker.failing_since = read.optional_time();
  webhook.breaker.opened_at = read.optional_time();
  webhook.breaker.probe_at = read.optional_time();
  webhook.breaker.probes = read.number<std::uint32_t>();
  webhook.created_at = read.time();
  webhook.changed_at = read.time();
  webhook.removed_at = read.optional_time();
  webhook.settings = webhook_settings_from_json_text(read.text());
  return webhook;
}

void bind_attachment(Binder& bind, const Attachment& attachment) {
  bind_number(bind, attachment.number);
  bind.text(attachment.id).number(attachment.webhook).number(attachment.app);
  bind.number(static_cast<std::int64_t>(attachment.events.to_ullong())).time(attachment.created_at);
}

Attachment attachment_of(SQLite::Statement& row) {
  RowReader read(row);
  Attachment attachment;
  attachment.number = read.number();
  attachment.id = read.text();
  attachment.webhook = read.number();
  attachment.app = read.optional_number();
  attachment.events = EventMask(read.number<std::uint64_t>());
  attachment.created_at = read.time();
  return attachment;
}

void bind_event(Binder& bind, const PlatformEvent& event) {
  bind_number(bind, event.number);
  bind.text(event.id);
  if (event.type) {
    bind.choice(*event.type);
  } else {
    bind.null();
  }
  bind.number(event.app).time(event.happened_at);
  bind_person(bind, event.happened_by);
  bind.bytes(event.payload);
}

PlatformEvent event_of(SQLite::Statement& row) {
  RowReader read(row);
  PlatformEvent event;
  event.number = read.number();
  event.id = read.text();
  event.type = read.optional_choice<EventType>();
  event.app = read.optional_number();
  event.happened_at = read.time();
  event.happened_by = person_of(read);
  event.payload = read.bytes();
  return event;
}

std::int64_t insert_row(StatementCache& statements, const Notice& notice) {
  auto insert = statements.use("INSERT INTO notices (at, kind, webhook, detail) VALUES (?, ?, ?, ?)");
  Binder(*insert).time(notice.at).text(notice.kind).number(notice.webhook).text(notice.detail);
  insert.run();
  return statements.database().getLastInsertRowid();
}

Notice notice_of(SQLite::Statement& row) {
  RowReader read(row);
  Notice notice;
  notice.number = read.number();
  notice.at = read.time();
  notice.kind = read.text();
  notice.webhook = read.number();
  notice.detail = read.text();
  return notice;
}

}  // namespace hookloop
