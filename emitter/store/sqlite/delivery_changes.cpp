#include "emitter/store/sqlite/delivery_changes.h"

#include <spdlog/fmt/fmt.h>

#include <limits>
#include <set>
#include <stdexcept>

#include "emitter/store/sqlite/delivery_rows.h"
#include "emitter/store/sqlite/page_sql.h"

namespace hookloop {
namespace {

// How many of a filter's deliveries are looked up at a time: few enough to hold, enough to be a small part of the work.
constexpr std::size_t kPiece = 1'000;

// Each run of neighbours that are alike: one statement for all of them costs half of one for each, for it opens the
// table and its indexes once.
template <typename Value, typename IsAlike, typename Use>
void for_each_group(std::span<const Value> values, IsAlike is_alike, Use use) {
  for (std::size_t begin = 0; begin < values.size();) {
    std::size_t end = begin + 1;
    while (end < values.size() && is_alike(values[begin], values[end])) ++end;
    use(values.subspan(begin, end - begin));
    begin = end;
  }
}

// "[1,2,3]"
template <typename Value>
std::string numbers_of(std::span<const Value> values) {
  std::string json = "[";
  for (const Value& value : values) {
    if (json.size() > 1) json += ',';
    json += std::to_string(value.delivery);
  }
  return json + ']';
}

[[noreturn]] void was_not_in_flight(DeliveryNumber number) {
  throw std::logic_error(fmt::format("delivery {}, or one that ended like it, was not in flight", number));
}

}  // namespace

std::optional<DeliveryChanges::Found> DeliveryChanges::find(DeliveryNumber number) {
  auto row = statements_.use("SELECT state FROM deliveries WHERE number = ?");
  Binder(*row).number(number);
  if (!row->executeStep()) return std::nullopt;
  return Found{number, RowReader(*row).choice<DeliveryState>()};
}

template <typename Change>
std::uint64_t DeliveryChanges::change_all(const DeliveryFilter& filter, std::uint64_t limit, Change change) {
  std::uint64_t changed = 0;
  Page page;
  page.after = 0;
  page.limit = kPiece;
  page.newest_first = false;
  auto rows = statements_.use(
      fmt::format("SELECT d.number, d.state FROM ({}) AS wanted CROSS JOIN deliveries AS d ON d.number = wanted.number "
                  "ORDER BY d.number",
                  select_numbers(filter, page)));
  bind_filter(*rows, filter);
  while (changed < limit) {
    bind_page(*rows, page);
    std::vector<Found> piece;
    while (rows->executeStep()) {
      RowReader read(*rows);
      const DeliveryNumber number = read.number();
      piece.push_back({number, read.choice<DeliveryState>()});
    }
    rows->reset();
    for (const Found& found : piece) {
      if (changed == limit) break;
      if (change(found)) ++changed;
    }
    if (piece.size() < kPiece) break;
    page.after = piece.back().number;
  }
  return changed;
}

bool DeliveryChanges::cancel_pending(DeliveryNumber number, Timestamp now, const std::string& reason) {
  auto update = statements_.use(
      "UPDATE deliveries SET state = 4, next_attempt_at = NULL, finished_at = ?, reason = ?, by_hand = 0 "
      "WHERE number = ? AND state = 0");
  Binder(*update).time(now).text(reason).number(number);
  if (update.run() == 0) return false;
  counts_.move(DeliveryState::pending, DeliveryState::cancelled);
  return true;
}

bool DeliveryChanges::ask_to_cancel(DeliveryNumber number, const std::string& reason) {
  auto update = statements_.use("UPDATE deliveries SET cancel_asked = 1, reason = ? WHERE number = ? AND state = 1");
  Binder(*update).text(reason).number(number);
  return update.run() != 0;
}

bool DeliveryChanges::cancel(DeliveryNumber number, Timestamp now, const std::string& reason) {
  return cancel_pending(number, now, reason) || ask_to_cancel(number, reason);
}

std::uint64_t DeliveryChanges::cancel_all(const DeliveryFilter& filter, Timestamp now, const std::string& reason) {
  std::uint64_t cancelled = 0;
  for (const DeliveryState state : {DeliveryState::pending, DeliveryState::in_flight}) {
    if (filter.state && filter.state != state) continue;
    DeliveryFilter of_state = filter;
    of_state.state = state;
    cancelled += change_all(of_state, std::numeric_limits<std::uint64_t>::max(), [&](const Found& found) {
      return state == DeliveryState::pending ? cancel_pending(found.number, now, reason)
                                             : ask_to_cancel(found.number, reason);
    });
  }
  return cancelled;
}

bool DeliveryChanges::resend(const Found& found, Timestamp now) {
  if (found.state == DeliveryState::in_flight) return false;
  if (found.state == DeliveryState::pending) {
    // What is overdue keeps its place.
    auto update =
        statements_.use("UPDATE deliveries SET next_attempt_at = ?1 WHERE number = ?2 AND next_attempt_at > ?1");
    Binder(*update).time(now).number(found.number);
    update.run();
    return true;
  }
  auto update = statements_.use(
      "UPDATE deliveries SET state = 0, by_hand = 1, next_attempt_at = ?, started_at = NULL, finished_at = NULL, "
      "reason = '' WHERE number = ?");
  Binder(*update).time(now).number(found.number);
  update.run();
  counts_.move(found.state, DeliveryState::pending);
  return true;
}

bool DeliveryChanges::resend(DeliveryNumber number, Timestamp now) {
  const auto found = find(number);
  return found && resend(*found, now);
}

std::uint64_t DeliveryChanges::resend_all(const DeliveryFilter& filter, Timestamp now, std::uint64_t limit) {
  return change_all(filter, limit, [&](const Found& found) { return resend(found, now); });
}

std::vector<bool> DeliveryChanges::claim(std::span<const Claim> claims) {
  std::vector<bool> taken;
  taken.reserve(claims.size());
  const auto is_alike = [](const Claim& a, const Claim& b) {
    return a.attempt == b.attempt && a.started_at == b.started_at;
  };
  for_each_group(claims, is_alike, [&](std::span<const Claim> group) {
    const std::string numbers = numbers_of(group);
    auto update = statements_.use(
        "UPDATE deliveries SET state = 1, attempts = ?, started_at = ?, next_attempt_at = NULL, reason = '' "
        "WHERE number IN (SELECT value FROM json_each(?)) AND state = 0 RETURNING number");
    Binder(*update).number(group.front().attempt).time(group.front().started_at).text(numbers);
    std::set<DeliveryNumber> changed;
    while (update->executeStep()) changed.insert(update->getColumn(0).getInt64());
    for (const Claim& claim : group) taken.push_back(changed.contains(claim.delivery));
    for (std::size_t i = 0; i < changed.size(); ++i) counts_.move(DeliveryState::pending, DeliveryState::in_flight);
  });
  return taken;
}

void DeliveryChanges::end(std::span<const DeliveryEnd> ends) {
  const auto is_alike = [](const DeliveryEnd& a, const DeliveryEnd& b) {
    return a.state == b.state && a.ended_at == b.ended_at && a.reason == b.reason && a.state != DeliveryState::pending;
  };
  for_each_group(ends, is_alike, [&](std::span<const DeliveryEnd> group) {
    const DeliveryState state = group.front().state;
    if (state == DeliveryState::in_flight) throw std::logic_error("no attempt leaves its delivery in flight");
    state == DeliveryState::pending ? go_on(group.front()) : finish(group);
  });
}

// What a cancel was asked for has no further attempt, and keeps the reason that the cancel gave.
void DeliveryChanges::go_on(const DeliveryEnd& end) {
  auto update = statements_.use(
      "UPDATE deliveries SET state = 0, next_attempt_at = ?, started_at = NULL, reason = ? "
      "WHERE number = ? AND state = 1 AND cancel_asked = 0");
  Binder(*update).time(end.next_attempt_at.value_or(end.ended_at)).text(end.reason).number(end.delivery);
  if (update.run() != 0) return counts_.move(DeliveryState::in_flight, DeliveryState::pending);
  auto cancel = statements_.use(
      "UPDATE deliveries SET state = 4, started_at = NULL, finished_at = ?, cancel_asked = 0, by_hand = 0 "
      "WHERE number = ? AND state = 1");
  Binder(*cancel).time(end.ended_at).number(end.delivery);
  if (cancel.run() == 0) was_not_in_flight(end.delivery);
  // Its line of this turn, which no commit has kept yet, says so too.
  auto tell = statements_.use(
      "UPDATE attempts SET next = 'cancelled', next_attempt_at = NULL WHERE next = 'retry' AND number = "
      "(SELECT max(number) FROM attempts WHERE delivery = ? AND copy = 1)");
  Binder(*tell).number(end.delivery);
  tell.run();
  counts_.move(DeliveryState::in_flight, DeliveryState::cancelled);
}

void DeliveryChanges::finish(std::span<const DeliveryEnd> alike) {
  const DeliveryEnd& end = alike.front();
  const std::string numbers = numbers_of(alike);
  auto update = statements_.use(
      "UPDATE deliveries SET state = ?, started_at = NULL, finished_at = ?, reason = ?, cancel_asked = 0, by_hand = 0 "
      "WHERE number IN (SELECT value FROM json_each(?)) AND state = 1");
  Binder(*update).choice(end.state).time(end.ended_at).text(end.reason).text(numbers);
  if (static_cast<std::size_t>(update.run()) != alike.size()) was_not_in_flight(end.delivery);
  for (std::size_t i = 0; i < alike.size(); ++i) counts_.move(DeliveryState::in_flight, end.state);
}

}  // namespace hookloop
