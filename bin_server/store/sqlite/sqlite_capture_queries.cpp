// The reading side of the store: any thread, each call on a connection of its own.

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>

#include "bin_server/store/sqlite/answer_rows.h"
#include "bin_server/store/sqlite/exchange_rows.h"
#include "bin_server/store/sqlite/mark_rows.h"
#include "bin_server/store/sqlite/request_rows.h"
#include "bin_server/store/sqlite/sqlite_capture_store.h"
#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

// Captures that a visit reads in one go: some milliseconds.
constexpr std::size_t kVisitedRows = 2'000;

std::optional<CapturedRequest> whole_request(SQLite::Database& reader, SQLite::Statement& row, BinNumber bin) {
  if (!row.executeStep()) return std::nullopt;
  std::optional<CapturedRequest> request = with_answer(reader, request_of(row, bin, true));
  request->marks = read_marks(reader, bin, request->seq);
  return request;
}

}  // namespace

Seq SqliteCaptureStore::floor_of(BinNumber number) const {
  const auto bin = bins_.find(number);
  return bin ? bin->totals.floor_seq : 0;
}

std::vector<CapturedRequest> SqliteCaptureStore::list_requests(BinNumber number, const RequestRange& range) const {
  const Seq after = std::max(range.after.value_or(0), floor_of(number));
  const Seq before = range.before.value_or(std::numeric_limits<Seq>::max());
  const auto reader = readers_.lease();
  SQLite::Statement rows(*reader, fmt::format("SELECT {} FROM requests WHERE bin = ? AND seq > ? AND seq < ? "
                                              "ORDER BY seq {} LIMIT ?",
                                              request_columns(), range.newest_first ? "DESC" : "ASC"));
  rows.bind(1, number);
  rows.bind(2, after);
  rows.bind(3, before);
  rows.bind(4, static_cast<std::int64_t>(range.limit));
  std::vector<CapturedRequest> requests;
  const RequestRange of_rows{before, after, range.limit, range.newest_first};
  MarkReader marks(*reader, number, of_rows);
  AnswerRowReader answers(*reader, number, of_rows, AnswerRowReader::Bytes::left_out);
  while (rows.executeStep()) {
    CapturedRequest& request = requests.emplace_back(request_of(rows, number, false));
    marks.put_marks(request);
    answers.put_answer(request);
  }
  return requests;
}

std::optional<CapturedRequest> SqliteCaptureStore::find_request(BinNumber number, Seq seq) const {
  if (seq <= floor_of(number)) return std::nullopt;
  const auto reader = readers_.lease();
  SQLite::Statement row(*reader,
                        fmt::format("SELECT {}, body FROM requests WHERE bin = ? AND seq = ?", request_columns()));
  row.bind(1, number);
  row.bind(2, seq);
  return whole_request(*reader, row, number);
}

std::optional<CapturedRequest> SqliteCaptureStore::find_request(BinNumber number, std::string_view id) const {
  const Seq floor = floor_of(number);
  const auto reader = readers_.lease();
  SQLite::Statement row(
      *reader, fmt::format("SELECT {}, body FROM requests WHERE id = ? AND bin = ? AND seq > ?", request_columns()));
  row.bind(1, std::string(id));
  row.bind(2, number);
  row.bind(3, floor);
  return whole_request(*reader, row, number);
}

bool SqliteCaptureStore::has_request(std::string_view id) const {
  const auto reader = readers_.lease();
  SQLite::Statement row(*reader, "SELECT 1 FROM requests WHERE id = ?");
  row.bind(1, std::string(id));
  return row.executeStep();
}

std::optional<CapturedRequest> SqliteCaptureStore::find_latest(BinNumber number) const {
  const Seq floor = floor_of(number);
  const auto reader = readers_.lease();
  SQLite::Statement row(*reader, fmt::format("SELECT {}, body FROM requests WHERE bin = ? AND seq > ? "
                                             "ORDER BY seq DESC LIMIT 1",
                                             request_columns()));
  row.bind(1, number);
  row.bind(2, floor);
  return whole_request(*reader, row, number);
}

void SqliteCaptureStore::visit_requests(BinNumber number, const RequestRange& range, const Visit& visit) const {
  const auto reader = readers_.lease();
  SQLite::Statement rows(*reader, fmt::format("SELECT {}, body FROM requests WHERE bin = ? AND seq > ? AND seq < ? "
                                              "ORDER BY seq {} LIMIT ?",
                                              request_columns(), range.newest_first ? "DESC" : "ASC"));
  Seq before = range.before.value_or(std::numeric_limits<Seq>::max());
  Seq after = range.after.value_or(0);
  CapturedRequest request;
  for (std::size_t left = range.limit; left > 0;) {
    // A reader that stays would keep the log from being begun anew.
    const std::size_t piece = std::min(left, kVisitedRows);
    after = std::max(after, floor_of(number));
    rows.bind(1, number);
    rows.bind(2, after);
    rows.bind(3, before);
    rows.bind(4, static_cast<std::int64_t>(piece));
    std::size_t seen = 0;
    const RequestRange of_rows{before, after, piece, range.newest_first};
    MarkReader marks(*reader, number, of_rows);
    std::optional<AnswerRowReader> answers;
    if (range.with_answers) answers.emplace(*reader, number, of_rows, AnswerRowReader::Bytes::read);
    while (rows.executeStep()) {
      read_request(rows, number, true, request);
      marks.put_marks(request);
      if (answers) answers->put_answer(request);
      ++seen;
      if (!visit(request)) return;
    }
    rows.reset();
    if (seen < piece) return;
    left -= piece;
    (range.newest_first ? before : after) = request.seq;
  }
}

std::vector<Seq> SqliteCaptureStore::list_marked(BinNumber number, const RequestRange& range) const {
  const auto reader = readers_.lease();
  return list_marked_rows(*reader, number, floor_of(number), range);
}

std::size_t SqliteCaptureStore::count_marked(BinNumber number) const {
  const auto reader = readers_.lease();
  return count_marked_rows(*reader, number, floor_of(number));
}

std::vector<DeliveryCapture> SqliteCaptureStore::find_by_delivery(BinNumber number, std::string_view delivery_id,
                                                                  std::size_t limit) const {
  const Seq floor = floor_of(number);
  const auto reader = readers_.lease();
  SQLite::Statement rows(*reader,
                         "SELECT seq, id, attempt, response_status, body_bytes, complete, content_sha256 FROM requests "
                         "WHERE bin = ? AND delivery_id = ? AND seq > ? ORDER BY seq LIMIT ?");
  rows.bind(1, number);
  rows.bind(2, std::string(delivery_id));
  rows.bind(3, floor);
  rows.bind(4, static_cast<std::int64_t>(limit));
  std::vector<DeliveryCapture> captures;
  while (rows.executeStep()) {
    DeliveryCapture capture;
    capture.seq = rows.getColumn(0).getInt64();
    capture.id = rows.getColumn(1).getString();
    capture.attempt = attempt_of(rows.getColumn(2));
    capture.response_status = rows.getColumn(3).getInt();
    capture.body_wire_bytes = static_cast<std::uint64_t>(rows.getColumn(4).getInt64());
    capture.complete = rows.getColumn(5).getInt() != 0;
    capture.content_sha256 = bytes_of(rows.getColumn(6));
    captures.push_back(std::move(capture));
  }
  return captures;
}

std::vector<CaptureExchange> SqliteCaptureStore::list_exchanges(BinNumber number, Seq seq) const {
  if (seq <= floor_of(number) || !bins_.find(number)) return {};
  const auto reader = readers_.lease();
  return select_exchanges(*reader, number, seq);
}

std::vector<ForwardCursor> SqliteCaptureStore::list_forward_cursors(BinNumber number) const {
  const auto reader = readers_.lease();
  return select_forward_cursors(*reader, number);
}

}  // namespace hookloop
