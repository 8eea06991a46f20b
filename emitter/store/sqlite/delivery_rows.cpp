#include "emitter/store/sqlite/delivery_rows.h"

#include <spdlog/fmt/fmt.h>

#include <stdexcept>

#include "emitter/store/sqlite/page_sql.h"

namespace hookloop {
namespace {

std::string faults_text(const std::vector<Fault>& faults) {
  if (faults.empty()) return {};
  std::vector<std::string> lines;
  lines.reserve(faults.size());
  for (const Fault& fault : faults) lines.push_back(to_string(fault));
  return join_lines(lines);
}

std::vector<Fault> faults_of(const std::string& text) {
  std::vector<Fault> faults;
  for (const std::string& line : split_lines(text)) {
    auto fault = parse_fault(line);
    if (!fault) throw std::runtime_error("a delivery's faults: " + fault.error().message);
    faults.push_back(*std::move(fault));
  }
  return faults;
}

}  // namespace

Delivery delivery_of(RowReader& read) {
  Delivery delivery;
  delivery.number = read.number();
  delivery.event = read.number();
  delivery.webhook = read.number();
  delivery.attachment = read.optional_number();
  delivery.state = read.choice<DeliveryState>();
  delivery.attempts = read.number<std::uint32_t>();
  delivery.by_hand = read.flag();
  delivery.cancel_asked = read.flag();
  delivery.created_at = read.time();
  delivery.next_attempt_at = read.optional_time();
  delivery.started_at = read.optional_time();
  delivery.finished_at = read.optional_time();
  delivery.id = read.text();
  delivery.reason = read.text();
  delivery.faults = faults_of(read.text());
  return delivery;
}

DeliveryNumber insert_row(StatementCache& statements, const Delivery& delivery) {
  const std::string faults = faults_text(delivery.faults);
  auto insert = statements.use(
      "INSERT INTO deliveries (event, webhook, attachment, state, attempts, by_hand, cancel_asked, created_at, "
      "next_attempt_at, started_at, finished_at, id, reason, faults) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?)");
  Binder bind(*insert);
  bind.number(delivery.event).number(delivery.webhook).number(delivery.attachment).choice(delivery.state);
  bind.number(delivery.attempts).number(delivery.by_hand).number(delivery.cancel_asked).time(delivery.created_at);
  bind.time(delivery.next_attempt_at).time(delivery.started_at).time(delivery.finished_at);
  bind.text(delivery.id).text(delivery.reason).text(faults);
  insert.run();
  return statements.database().getLastInsertRowid();
}

std::string select_numbers(const DeliveryFilter& filter, const Page& page) {
  std::string where = page_condition(page);
  if (filter.event) where += " AND event = :event";
  if (filter.webhook) where += " AND webhook = :webhook";
  if (filter.event_type) where += " AND (SELECT type FROM events WHERE events.number = deliveries.event) = :event_type";
  if (filter.created_from) where += " AND created_at >= :created_from";
  if (filter.created_before) where += " AND created_at < :created_before";
  if (filter.state) where += " AND state = :state";
  const auto select = [&](const char* index, const std::string& condition) {
    return fmt::format("SELECT number FROM deliveries {} WHERE {} {}", index, condition, page_order(page));
  };
  // An event has few deliveries; of the delivered ones there are so many that no index need lead to them.
  if (filter.event) return select("INDEXED BY deliveries_by_event", where);
  if (!filter.state || filter.state == DeliveryState::delivered) {
    return select(filter.webhook ? "INDEXED BY deliveries_by_webhook" : "NOT INDEXED", where);
  }
  const bool is_open = filter.state == DeliveryState::pending || filter.state == DeliveryState::in_flight;
  const char* const index = is_open ? "INDEXED BY deliveries_open" : "INDEXED BY deliveries_given_up";
  where += fmt::format(" AND {}", is_open ? kOpenCondition : kGivenUpCondition);
  if (filter.webhook) return select(index, where);
  // A page of each webhook, and of these pages the first: the index is in the order of numbers only within a webhook.
  const std::string of_webhook = select(index, where + " AND webhook = webhooks.number");
  return fmt::format(
      "SELECT page.number AS number FROM webhooks CROSS JOIN deliveries AS page ON page.number IN ({}) {}", of_webhook,
      page.newest_first ? "ORDER BY page.number DESC LIMIT :limit" : "ORDER BY page.number LIMIT :limit");
}

void bind_filter(SQLite::Statement& statement, const DeliveryFilter& filter) {
  if (filter.event) statement.bind(":event", *filter.event);
  if (filter.webhook) statement.bind(":webhook", *filter.webhook);
  if (filter.event_type) statement.bind(":event_type", static_cast<std::int64_t>(*filter.event_type));
  if (filter.created_from) statement.bind(":created_from", to_column(*filter.created_from));
  if (filter.created_before) statement.bind(":created_before", to_column(*filter.created_before));
  if (filter.state) statement.bind(":state", static_cast<std::int64_t>(*filter.state));
}

std::vector<DueDelivery> due_deliveries_of(SQLite::Statement& rows, std::uint64_t most_bytes) {
  std::vector<DueDelivery> list;
  for (std::uint64_t bytes = 0; bytes < most_bytes && rows.executeStep();) {
    RowReader read(rows);
    DueDelivery& due = list.emplace_back();
    due.delivery = delivery_of(read);
    due.event_id = read.text();
    due.event_type = read.optional_choice<EventType>();
    due.payload = read.bytes();
    bytes += due.payload.size();
  }
  return list;
}

}  // namespace hookloop
