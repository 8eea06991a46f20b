#include "bin_server/store/sqlite/exchange_rows.h"

#include <algorithm>

#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

CaptureExchange exchange_of(SQLite::Statement& row, BinNumber bin, Seq seq) {
  RowReader read(row);
  CaptureExchange exchange;
  exchange.bin = bin;
  exchange.seq = seq;
  exchange.id = read.text();
  exchange.kind = read.choice<ExchangeKind>();
  exchange.target = read.text();
  exchange.url = read.text();
  exchange.started_at = read.time();
  exchange.failure = read.text();
  exchange.timed_out_in = read.text();
  exchange.detail = read.text();
  exchange.status = read.number<int>();
  exchange.answer_body_bytes = read.number<std::uint64_t>();
  exchange.answer_complete = read.flag();
  exchange.peer = read.text();
  exchange.resolve = read.duration();
  exchange.connect = read.duration();
  exchange.first_byte = read.duration();
  exchange.whole = read.duration();
  exchange.request_head = read.bytes();
  exchange.request_body = read.optional_bytes();
  exchange.answer_head = read.bytes();
  exchange.answer_body = read.bytes();
  return exchange;
}

constexpr const char* kExchangeColumns =
    "id, kind, target, url, started_at, failure, timed_out_in, detail, status, answer_body_bytes, answer_complete, "
    "peer, "
    "resolve, connect, first_byte, whole, request_head, request_body, answer_head, answer_body";

}  // namespace

void insert_exchanges(SQLite::Database& database, std::span<const CaptureExchange> exchanges) {
  if (exchanges.empty()) return;
  SQLite::Statement insert(database, std::string("INSERT INTO exchanges (bin, seq, ") + kExchangeColumns +
                                         ") SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? "
                                         "WHERE EXISTS (SELECT 1 FROM requests WHERE bin = ?1 AND seq = ?2)");
  SQLite::Statement trim(
      database,
      "DELETE FROM exchanges WHERE bin = ?1 AND seq = ?2 AND number <= (SELECT number FROM exchanges "
      "WHERE bin = ?1 AND seq = ?2 ORDER BY number DESC LIMIT 1 OFFSET ?3)");
  for (const CaptureExchange& exchange : exchanges) {
    const auto status = static_cast<std::int64_t>(exchange.status);
    Binder(insert)
        .number(exchange.bin)
        .number(exchange.seq)
        .text(exchange.id)
        .choice(exchange.kind)
        .text(exchange.target)
        .text(exchange.url)
        .time(exchange.started_at)
        .text(exchange.failure)
        .text(exchange.timed_out_in)
        .text(exchange.detail)
        .number(status)
        .number(exchange.answer_body_bytes)
        .number(static_cast<int>(exchange.answer_complete))
        .text(exchange.peer)
        .number(exchange.resolve.count())
        .number(exchange.connect.count())
        .number(exchange.first_byte.count())
        .number(exchange.whole.count())
        .bytes(exchange.request_head)
        .bytes(exchange.request_body)
        .bytes(exchange.answer_head)
        .bytes(exchange.answer_body);
    insert.exec();
    insert.reset();
    Binder(trim).number(exchange.bin).number(exchange.seq).number(kMostExchangesPerCapture);
    trim.exec();
    trim.reset();
  }
}

void put_forward_cursors(SQLite::Database& database, std::span<const ForwardCursor> cursors) {
  if (cursors.empty()) return;
  SQLite::Statement put(database,
                        "INSERT INTO forward_cursors (bin, target, seq) SELECT ?1, ?2, ?3 "
                        "WHERE EXISTS (SELECT 1 FROM bins WHERE number = ?1) "
                        "ON CONFLICT (bin, target) DO UPDATE SET seq = max(seq, excluded.seq)");
  for (const ForwardCursor& cursor : cursors) {
    Binder(put).number(cursor.bin).text(cursor.target).number(cursor.seq);
    put.exec();
    put.reset();
  }
}

void forget_forward_cursors(SQLite::Database& database, BinNumber bin,
                            const std::vector<std::string>& targets_to_keep) {
  for (const ForwardCursor& cursor : select_forward_cursors(database, bin)) {
    if (std::find(targets_to_keep.begin(), targets_to_keep.end(), cursor.target) != targets_to_keep.end()) continue;
    SQLite::Statement remove(database, "DELETE FROM forward_cursors WHERE bin = ? AND target = ?");
    Binder(remove).number(bin).text(cursor.target);
    remove.exec();
  }
}

std::vector<CaptureExchange> select_exchanges(SQLite::Database& database, BinNumber bin, Seq seq) {
  SQLite::Statement rows(database, std::string("SELECT ") + kExchangeColumns +
                                       " FROM exchanges WHERE bin = ? AND seq = ? ORDER BY number");
  Binder(rows).number(bin).number(seq);
  std::vector<CaptureExchange> exchanges;
  while (rows.executeStep()) exchanges.push_back(exchange_of(rows, bin, seq));
  return exchanges;
}

std::vector<ForwardCursor> select_forward_cursors(SQLite::Database& database, BinNumber bin) {
  SQLite::Statement rows(database, "SELECT target, seq FROM forward_cursors WHERE bin = ? ORDER BY target");
  Binder(rows).number(bin);
  std::vector<ForwardCursor> cursors;
  while (rows.executeStep()) cursors.push_back({bin, rows.getColumn(0).getString(), rows.getColumn(1).getInt64()});
  return cursors;
}

}  // namespace hookloop
