// Exchanges and forward cursors as rows (migrations/004_exchanges.sql) and back. Writing happens inside a transaction
// of the caller's. One thread at a time.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <string>
#include <vector>

#include "bin_server/model/capture_exchange.h"

namespace hookloop {

// Leaves out one whose capture is not kept any more, and trims what a capture has too many of.
void insert_exchanges(SQLite::Database& database, std::span<const CaptureExchange> exchanges);
void put_forward_cursors(SQLite::Database& database, std::span<const ForwardCursor> cursors);
// Of targets that the bin has no more.
void forget_forward_cursors(SQLite::Database& database, BinNumber bin, const std::vector<std::string>& targets_to_keep);

std::vector<CaptureExchange> select_exchanges(SQLite::Database& database, BinNumber bin, Seq seq);
std::vector<ForwardCursor> select_forward_cursors(SQLite::Database& database, BinNumber bin);

}  // namespace hookloop
