#include "emitter/store/sqlite/sqlite_outbox.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>

#include "emitter/store/sqlite/attempt_rows.h"
#include "emitter/store/sqlite/delivery_changes.h"
#include "emitter/store/sqlite/delivery_rows.h"
#include "emitter/store/sqlite/page_sql.h"
#include "emitter/store/sqlite/platform_queries.h"
#include "emitter/store/sqlite/platform_rows.h"

namespace hookloop {
namespace {

std::string select_due(const char* index, const std::string& condition) {
  return fmt::format(
      "SELECT {}, e.id, e.type, e.payload FROM deliveries AS d INDEXED BY {} "
      "CROSS JOIN events AS e ON e.number = d.event WHERE {}",
      kDeliveryColumns, index, condition);
}

void update_breakers(StatementCache& statements, std::span<const BreakerUpdate> breakers) {
  for (const BreakerUpdate& breaker : breakers) {
    auto update = statements.use(
        "UPDATE webhooks SET breaker_failures = ?, breaker_failing_since = ?, breaker_opened_at = ?, "
        "breaker_probe_at = ?, breaker_probes = ? WHERE number = ?");
    Binder bind(*update);
    bind_breaker(bind, breaker.breaker);
    bind.number(breaker.webhook);
    update.run();
    if (!breaker.disable) continue;
    auto disable = statements.use("UPDATE webhooks SET state = ?, state_reason = ?, changed_at = ? WHERE number = ?");
    Binder(*disable).choice(WebhookState::disabled).text(breaker.reason).time(breaker.at).number(breaker.webhook);
    disable.run();
  }
}

}  // namespace

std::vector<WebhookNumber> SqliteOutbox::webhooks_with_work() const {
  auto reading = database_.read_on_writer();
  auto rows = reading.statements().use(
      fmt::format("SELECT number FROM webhooks WHERE EXISTS (SELECT 1 FROM deliveries INDEXED BY deliveries_due "
                  "WHERE {} AND webhook = webhooks.number) ORDER BY number",
                  kPendingCondition));
  std::vector<WebhookNumber> numbers;
  while (rows->executeStep()) numbers.push_back(rows->getColumn(0).getInt64());
  return numbers;
}

std::vector<DueDelivery> SqliteOutbox::due(WebhookNumber webhook, const DueQuery& query) const {
  static const std::string by_time = select_due(
      "deliveries_due",
      "d.state = 0 AND d.webhook = ? AND d.next_attempt_at <= ? ORDER BY d.next_attempt_at, d.number LIMIT ?");
  static const std::string by_number = select_due(
      "deliveries_open", "d.finished_at IS NULL AND d.webhook = ? AND d.state = 0 ORDER BY d.number LIMIT ?");
  auto reading = database_.read_on_writer();
  auto rows = reading.statements().use(query.in_order ? by_number : by_time);
  Binder bind(*rows);
  bind.number(webhook);
  if (!query.in_order) bind.time(query.now);
  bind.number(to_limit(query.limit));
  return due_deliveries_of(*rows, query.most_bytes);
}

std::optional<Timestamp> SqliteOutbox::next_due(WebhookNumber webhook, Timestamp now) const {
  auto reading = database_.read_on_writer();
  auto row = reading.statements().use(
      fmt::format("SELECT min(next_attempt_at) FROM deliveries INDEXED BY deliveries_due WHERE {} AND webhook = ? AND "
                  "next_attempt_at > ?",
                  kPendingCondition));
  Binder(*row).number(webhook).time(now);
  row->executeStep();
  return RowReader(*row).optional_time();
}

std::vector<DueDelivery> SqliteOutbox::in_flight() const {
  // They stand among all that is not finished, which may be a long backlog: their count says when to stop.
  const std::uint64_t count = database_.counts().by_state[static_cast<std::size_t>(DeliveryState::in_flight)];
  if (count == 0) return {};
  auto reading = database_.read();
  auto rows = reading.statements().use(select_due("deliveries_open", "d.finished_at IS NULL AND d.state = 1 LIMIT ?"));
  Binder(*rows).number(to_limit(count));
  auto list = due_deliveries_of(*rows, std::numeric_limits<std::uint64_t>::max());
  std::sort(list.begin(), list.end(), [](const DueDelivery& one, const DueDelivery& other) {
    return one.delivery.number < other.delivery.number;
  });
  return list;
}

std::optional<Webhook> SqliteOutbox::find_webhook(WebhookNumber number) const {
  auto reading = database_.read_on_writer();
  return PlatformQueries(reading.statements()).find_webhook(number);
}

Result<std::vector<bool>, StoreError> SqliteOutbox::commit(const OutboxTurn& turn) {
  std::vector<bool> taken;
  auto error = database_.write([&](StatementCache& statements, CountChanges& counts) {
    DeliveryChanges deliveries(statements, counts);
    insert_rows(statements, turn.attempts);
    for (const AttemptRecord& attempt : turn.attempts) counts.add(attempt.outcome);
    deliveries.end(turn.ends);
    update_breakers(statements, turn.breakers);
    for (const Notice& notice : turn.notices) insert_row(statements, notice);
    taken = deliveries.claim(turn.claims);
    return true;
  });
  if (error) return *std::move(error);
  return taken;
}

}  // namespace hookloop
