#include "emitter/store/sqlite/platform_queries.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/store/sqlite/page_sql.h"
#include "emitter/store/sqlite/platform_rows.h"

namespace hookloop {
namespace {

template <typename Read>
auto all(StatementCache::Use& rows, Read read) {
  std::vector<decltype(read(*rows))> list;
  while (rows->executeStep()) list.push_back(read(*rows));
  return list;
}

template <typename Read>
auto first(StatementCache::Use& row, Read read) -> std::optional<decltype(read(*row))> {
  if (!row->executeStep()) return std::nullopt;
  return read(*row);
}

// Of an app's own things, whose rows are read by a RowReader.
template <typename Value>
auto with_reader(Value (*read)(RowReader)) {
  return [read](SQLite::Statement& row) { return read(RowReader(row)); };
}

}  // namespace

Account PlatformQueries::account() {
  auto row = statements_.use("SELECT name, utc_offset_minutes, owner, next_member_id FROM account");
  if (!row->executeStep()) return new_account();
  RowReader read(*row);
  Account account;
  account.name = read.text();
  account.utc_offset = std::chrono::minutes(read.number());
  account.owner = read.number();
  account.next_member_id = read.number();
  auto members = statements_.use("SELECT id, name, email FROM members ORDER BY id");
  while (members->executeStep()) {
    RowReader member(*members);
    const std::int64_t id = member.number();
    std::string name = member.text();
    account.members.push_back({id, {std::move(name), member.text()}});
  }
  return account;
}

std::vector<App> PlatformQueries::list_apps(bool with_removed) {
  auto rows = statements_.use(fmt::format("SELECT {} FROM apps{} ORDER BY number", kAppColumns,
                                          with_removed ? "" : " WHERE removed_at IS NULL"));
  return all(rows, app_of);
}

std::optional<App> PlatformQueries::find_app(std::string_view guid) {
  const std::string wanted(guid);
  auto row = statements_.use(fmt::format("SELECT {} FROM apps WHERE guid = ?", kAppColumns));
  Binder(*row).text(wanted);
  return first(row, app_of);
}

std::optional<App> PlatformQueries::find_app(AppNumber number) {
  auto row = statements_.use(fmt::format("SELECT {} FROM apps WHERE number = ?", kAppColumns));
  Binder(*row).number(number);
  return first(row, app_of);
}

std::vector<Version> PlatformQueries::list_versions(AppNumber app, bool with_removed) {
  auto rows = statements_.use(fmt::format("SELECT {} FROM versions WHERE app = ?{} ORDER BY number", kVersionColumns,
                                          with_removed ? "" : " AND removed_at IS NULL"));
  Binder(*rows).number(app);
  return all(rows, with_reader(version_of));
}

std::optional<Version> PlatformQueries::find_version(AppNumber app, std::int64_t number) {
  auto row = statements_.use(fmt::format("SELECT {} FROM versions WHERE app = ? AND number = ?", kVersionColumns));
  Binder(*row).number(app).number(number);
  return first(row, with_reader(version_of));
}

std::vector<Build> PlatformQueries::list_builds(AppNumber app) {
  auto rows = statements_.use(fmt::format("SELECT {} FROM builds WHERE app = ? ORDER BY number", kBuildColumns));
  Binder(*rows).number(app);
  return all(rows, with_reader(build_of));
}

std::optional<Build> PlatformQueries::find_build(AppNumber app, std::int64_t number) {
  auto row = statements_.use(fmt::format("SELECT {} FROM builds WHERE app = ? AND number = ?", kBuildColumns));
  Binder(*row).number(app).number(number);
  return first(row, with_reader(build_of));
}

std::vector<Publication> PlatformQueries::list_publications(AppNumber app) {
  auto rows =
      statements_.use(fmt::format("SELECT {} FROM publications WHERE app = ? ORDER BY number", kPublicationColumns));
  Binder(*rows).number(app);
  return all(rows, with_reader(publication_of));
}

std::vector<AppTest> PlatformQueries::list_tests(AppNumber app) {
  auto rows = statements_.use(fmt::format("SELECT {} FROM tests WHERE app = ? ORDER BY number", kTestColumns));
  Binder(*rows).number(app);
  return all(rows, with_reader(test_of));
}

std::optional<PlatformReader::PlannedBuild> PlatformQueries::next_planned_build() {
  static_assert(static_cast<int>(BuildStatus::started) == 0);  // as the index builds_planned has it
  auto row = statements_.use(fmt::format(
      "SELECT {}, app FROM builds WHERE status = 0 AND finishes_at IS NOT NULL ORDER BY finishes_at, app, number "
      "LIMIT 1",
      kBuildColumns));
  return first(row, [](SQLite::Statement& found) {
    const AppNumber app = found.getColumn("app").getInt64();
    return PlatformReader::PlannedBuild{app, build_of(RowReader(found))};
  });
}

std::vector<Webhook> PlatformQueries::list_webhooks() {
  auto rows =
      statements_.use(fmt::format("SELECT {} FROM webhooks WHERE removed_at IS NULL ORDER BY number", kWebhookColumns));
  return all(rows, webhook_of);
}

std::optional<Webhook> PlatformQueries::find_webhook(std::string_view id) {
  const std::string wanted(id);
  auto row = statements_.use(fmt::format("SELECT {} FROM webhooks WHERE id = ?", kWebhookColumns));
  Binder(*row).text(wanted);
  return first(row, webhook_of);
}

std::optional<Webhook> PlatformQueries::find_webhook(WebhookNumber number) {
  auto row = statements_.use(fmt::format("SELECT {} FROM webhooks WHERE number = ?", kWebhookColumns));
  Binder(*row).number(number);
  return first(row, webhook_of);
}

std::vector<Attachment> PlatformQueries::list_attachments() {
  auto rows = statements_.use(fmt::format("SELECT {} FROM attachments ORDER BY number", kAttachmentColumns));
  return all(rows, attachment_of);
}

std::optional<Attachment> PlatformQueries::find_attachment(std::string_view id) {
  const std::string wanted(id);
  auto row = statements_.use(fmt::format("SELECT {} FROM attachments WHERE id = ?", kAttachmentColumns));
  Binder(*row).text(wanted);
  return first(row, attachment_of);
}

std::vector<PlatformEvent> PlatformQueries::list_events(const EventFilter& filter, const Page& page) {
  std::string where = page_condition(page);
  if (filter.type) where += " AND type = :type";
  if (filter.app) where += " AND app = :app";
  // The rarer of the two decides which index is walked; both are in the order of numbers.
  const char* index = filter.app ? "INDEXED BY events_by_app" : filter.type ? "INDEXED BY events_by_type" : "";
  auto rows = statements_.use(
      fmt::format("SELECT {} FROM events {} WHERE {} {}", kEventColumns, index, where, page_order(page)));
  bind_page(*rows, page);
  if (filter.type) rows->bind(":type", static_cast<std::int64_t>(*filter.type));
  if (filter.app) rows->bind(":app", *filter.app);
  return all(rows, event_of);
}

std::optional<PlatformEvent> PlatformQueries::find_event(std::string_view id) {
  const std::string wanted(id);
  auto row = statements_.use(fmt::format("SELECT {} FROM events WHERE id = ?", kEventColumns));
  Binder(*row).text(wanted);
  return first(row, event_of);
}

std::optional<PlatformEvent> PlatformQueries::find_event(EventNumber number) {
  auto row = statements_.use(fmt::format("SELECT {} FROM events WHERE number = ?", kEventColumns));
  Binder(*row).number(number);
  return first(row, event_of);
}

}  // namespace hookloop
