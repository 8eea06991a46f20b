// Deliveries as rows of the table `deliveries` and back, and which of them a filter is about. One thread at a time.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "emitter/model/delivery.h"
#include "emitter/store/outbox.h"
#include "emitter/store/platform_store.h"
#include "shared/sqlite/columns.h"
#include "shared/sqlite/statement_cache.h"

namespace hookloop {

// Conditions in the words of the partial indexes: SQLite takes an index only where the query has its condition.
inline constexpr const char* kPendingCondition = "state = 0";
inline constexpr const char* kOpenCondition = "finished_at IS NULL";  // pending or in flight
inline constexpr const char* kGivenUpCondition = "state > 2";          // exhausted or cancelled
static_assert(static_cast<int>(DeliveryState::pending) == 0 && static_cast<int>(DeliveryState::delivered) == 2);

// To be selected in this order for `delivery_of`, which leaves the reader behind them. Of the table as `d`.
inline constexpr const char* kDeliveryColumns =
    "d.number, d.event, d.webhook, d.attachment, d.state, d.attempts, d.by_hand, d.cancel_asked, d.created_at, "
    "d.next_attempt_at, d.started_at, d.finished_at, d.id, d.reason, d.faults";
Delivery delivery_of(RowReader& read);

// Returns the number given.
DeliveryNumber insert_row(StatementCache& statements, const Delivery& delivery);

// "SELECT number FROM deliveries …": those of the filter on this page, in its order, by whichever index serves it. To
// be used as a part of another statement, whose parameters `bind_filter` and bind_page then bind.
std::string select_numbers(const DeliveryFilter& filter, const Page& page);
void bind_filter(SQLite::Statement& statement, const DeliveryFilter& filter);

// Reads rows of kDeliveryColumns, events.id, events.type, events.payload until there are no more, or their payloads
// come to `most_bytes`.
std::vector<DueDelivery> due_deliveries_of(SQLite::Statement& rows, std::uint64_t most_bytes);

}  // namespace hookloop
