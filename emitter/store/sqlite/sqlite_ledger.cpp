#include "emitter/store/sqlite/sqlite_ledger.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/store/sqlite/attempt_rows.h"
#include "emitter/store/sqlite/delivery_rows.h"
#include "emitter/store/sqlite/page_sql.h"
#include "emitter/store/sqlite/platform_rows.h"

namespace hookloop {
namespace {

// The rows of `numbers`, a table with a column of that name, with the ids that they are shown with.
std::string select_rows(const std::string& numbers) {
  return fmt::format(
      "SELECT {}, events.id, events.type, webhooks.id, attachments.id, apps.guid FROM {} AS wanted "
      "CROSS JOIN deliveries AS d ON d.number = wanted.number "
      "JOIN events ON events.number = d.event JOIN webhooks ON webhooks.number = d.webhook "
      "LEFT JOIN attachments ON attachments.number = d.attachment LEFT JOIN apps ON apps.number = events.app",
      kDeliveryColumns, numbers);
}

DeliveryRow delivery_row_of(SQLite::Statement& row) {
  RowReader read(row);
  DeliveryRow delivery;
  delivery.delivery = delivery_of(read);
  delivery.event_id = read.text();
  delivery.event_type = read.optional_choice<EventType>();
  delivery.webhook_id = read.text();
  delivery.attachment_id = read.optional_text();
  delivery.app_guid = read.optional_text();
  return delivery;
}

}  // namespace

std::vector<DeliveryRow> SqliteLedger::list_deliveries(const DeliveryFilter& filter, const Page& page) const {
  auto reading = database_.read();
  auto rows = reading.statements().use(select_rows(fmt::format("({})", select_numbers(filter, page))) +
                                       (page.newest_first ? " ORDER BY d.number DESC" : " ORDER BY d.number"));
  bind_filter(*rows, filter);
  bind_page(*rows, page);
  std::vector<DeliveryRow> list;
  while (rows->executeStep()) list.push_back(delivery_row_of(*rows));
  return list;
}

std::optional<DeliveryRow> SqliteLedger::find_delivery(std::string_view id) const {
  const std::string wanted(id);
  auto reading = database_.read();
  auto row = reading.statements().use(select_rows("(SELECT number FROM deliveries WHERE id = ?)"));
  Binder(*row).text(wanted);
  if (!row->executeStep()) return std::nullopt;
  return delivery_row_of(*row);
}

std::vector<AttemptRecord> SqliteLedger::list_attempts(DeliveryNumber delivery) const {
  auto reading = database_.read();
  auto rows = reading.statements().use(
      fmt::format("SELECT {} FROM attempts AS a WHERE a.delivery = ? ORDER BY a.number", kAttemptColumns));
  Binder(*rows).number(delivery);
  std::vector<AttemptRecord> list;
  while (rows->executeStep()) {
    RowReader read(*rows);
    list.push_back(attempt_of(read));
  }
  return list;
}

std::vector<LedgerRow> SqliteLedger::ledger_after(std::int64_t number, std::size_t limit) const {
  auto reading = database_.read();
  auto rows = reading.statements().use(
      fmt::format("SELECT {}, d.id, events.id, events.type, webhooks.id, events.payload FROM attempts AS a "
                  "CROSS JOIN deliveries AS d ON d.number = a.delivery "
                  "CROSS JOIN events ON events.number = d.event CROSS JOIN webhooks ON webhooks.number = d.webhook "
                  "WHERE a.number > ? ORDER BY a.number LIMIT ?",
                  kAttemptColumns));
  Binder(*rows).number(number).number(to_limit(limit));
  std::vector<LedgerRow> list;
  while (rows->executeStep()) {
    RowReader read(*rows);
    LedgerRow& row = list.emplace_back();
    row.attempt = attempt_of(read);
    row.delivery_id = read.text();
    row.event_id = read.text();
    row.event_type = read.optional_choice<EventType>();
    row.webhook_id = read.text();
    row.payload = read.bytes();
  }
  return list;
}

std::vector<Notice> SqliteLedger::notices_after(std::int64_t number, std::size_t limit) const {
  auto reading = database_.read();
  auto rows = reading.statements().use(
      fmt::format("SELECT {} FROM notices WHERE number > ? ORDER BY number LIMIT ?", kNoticeColumns));
  Binder(*rows).number(number).number(to_limit(limit));
  std::vector<Notice> list;
  while (rows->executeStep()) list.push_back(notice_of(*rows));
  return list;
}

std::optional<Timestamp> SqliteLedger::oldest_due(Timestamp now) const {
  auto reading = database_.read();
  auto row = reading.statements().use(
      fmt::format("SELECT min(due) FROM (SELECT (SELECT min(next_attempt_at) FROM deliveries INDEXED BY deliveries_due "
                  "WHERE {} AND webhook = webhooks.number) AS due FROM webhooks) WHERE due <= ?",
                  kPendingCondition));
  Binder(*row).time(now);
  row->executeStep();
  return RowReader(*row).optional_time();
}

LastNumbers SqliteLedger::last_numbers() const {
  auto reading = database_.read();
  auto row = reading.statements().use(
      "SELECT (SELECT max(number) FROM events), (SELECT max(number) FROM attempts), (SELECT max(number) FROM notices)");
  row->executeStep();
  RowReader read(*row);
  LastNumbers last;
  last.event = read.number();  // NULL reads as 0: none was given
  last.attempt = read.number();
  last.notice = read.number();
  return last;
}

}  // namespace hookloop
