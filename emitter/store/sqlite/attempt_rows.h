// The ledger's lines as rows of the table `attempts` and back. One thread at a time.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>

#include "emitter/model/attempt.h"
#include "shared/sqlite/columns.h"
#include "shared/sqlite/statement_cache.h"

namespace hookloop {

void insert_rows(StatementCache& statements, std::span<const AttemptRecord> attempts);

// To be selected in this order for `attempt_of`, which leaves the reader behind them. Of the table as `a`.
inline constexpr const char* kAttemptColumns =
    "a.number, a.delivery, a.attempt, a.copy, a.cause, a.outcome, a.status, a.started_at, a.ended_at, a.resolve_us, "
    "a.connect_us, a.first_byte_us, a.whole_us, a.connection_reused, a.retry_after_us, a.next_attempt_at, "
    "a.answer_body_bytes, a.answer_complete, a.id, a.next, a.failure, a.timed_out_in, a.detail, a.faults, a.url, "
    "a.peer, a.request_head, a.request_body, a.answer_head, a.answer_body";
AttemptRecord attempt_of(RowReader& read);

}  // namespace hookloop
