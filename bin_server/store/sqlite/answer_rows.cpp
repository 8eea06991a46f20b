#include "bin_server/store/sqlite/answer_rows.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>

#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

// What an answer is made of, to be selected in this order.
constexpr const char* kColumns = "state, step, delay, drip_bytes, drip_every, fault, sent_bytes";

GivenAnswer answer_of(SQLite::Statement& row, int first, bool with_bytes) {
  RowReader columns(row, first);
  GivenAnswer answer;
  answer.state = parse_answer_state(columns.text()).value_or(GivenAnswer::State::unknown);
  answer.step = columns.text();
  answer.delay = columns.duration();
  answer.drip.bytes = columns.number<std::size_t>();
  answer.drip.every = columns.duration();
  answer.fault = parse_answer_fault(columns.text()).value_or(AnswerFault::none);
  answer.sent_bytes = columns.number<std::uint64_t>();
  if (with_bytes) answer.bytes = columns.bytes();
  return answer;
}

}  // namespace

AnswerRows::AnswerRows(SQLite::Database& database)
    : put_(database,
           "INSERT OR REPLACE INTO answers (bin, seq, state, step, delay, drip_bytes, drip_every, fault, sent_bytes, "
           "answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      old_bytes_(database, "SELECT answer_bytes FROM requests WHERE bin = ? AND seq = ?"),
      update_request_(database, "UPDATE requests SET response_status = ?, answer_bytes = ? WHERE bin = ? AND seq = ?") {
  database.exec("UPDATE answers SET state = 'unknown' WHERE state = 'waiting'");
}

void AnswerRows::put(BinNumber bin, Seq seq, const GivenAnswer& answer) {
  int i = 1;
  put_.bind(i++, bin);
  put_.bind(i++, seq);
  put_.bind(i++, std::string(to_string(answer.state)));
  put_.bindNoCopy(i++, answer.step);
  put_.bind(i++, static_cast<std::int64_t>(answer.delay.count()));
  put_.bind(i++, static_cast<std::int64_t>(answer.drip.bytes));
  put_.bind(i++, static_cast<std::int64_t>(answer.drip.every.count()));
  put_.bind(i++, std::string(to_string(answer.fault)));
  put_.bind(i++, static_cast<std::int64_t>(answer.sent_bytes));
  bind_bytes(put_, i++, answer.bytes);
  put_.exec();
  put_.reset();
}

std::int64_t AnswerRows::change(const AnswerNote& note) {
  old_bytes_.bind(1, note.bin);
  old_bytes_.bind(2, note.seq);
  const bool is_kept = old_bytes_.executeStep();
  const std::int64_t before = is_kept ? old_bytes_.getColumn(0).getInt64() : 0;
  old_bytes_.reset();
  if (!is_kept) return 0;
  const auto after = static_cast<std::int64_t>(note.answer.bytes.size());
  update_request_.bind(1, note.response_status);
  update_request_.bind(2, after);
  update_request_.bind(3, note.bin);
  update_request_.bind(4, note.seq);
  update_request_.exec();
  update_request_.reset();
  put(note.bin, note.seq, note.answer);
  return after - before;
}

void AnswerRows::reset() {
  put_.tryReset();
  old_bytes_.tryReset();
  update_request_.tryReset();
}

CapturedRequest with_answer(SQLite::Database& reader, CapturedRequest request) {
  SQLite::Statement row(reader, fmt::format("SELECT {}, answer FROM answers WHERE bin = ? AND seq = ?", kColumns));
  row.bind(1, request.bin);
  row.bind(2, request.seq);
  if (row.executeStep()) request.answer = answer_of(row, 0, /*with_bytes=*/true);
  return request;
}

AnswerRowReader::AnswerRowReader(SQLite::Database& database, BinNumber bin, const RequestRange& range, Bytes bytes)
    : rows_(database,
            fmt::format("SELECT seq, {}{} FROM answers WHERE bin = ? AND seq > ? AND seq < ? ORDER BY seq {}", kColumns,
                        bytes == Bytes::read ? ", answer" : "", range.newest_first ? "DESC" : "ASC")) {
  Binder(rows_)
      .number(bin)
      .number(range.after.value_or(0))
      .number(range.before.value_or(std::numeric_limits<Seq>::max()));
  beside_.emplace(rows_, range.newest_first);
}

void AnswerRowReader::put_answer(CapturedRequest& request) {
  constexpr int kBytesColumn = 8;
  if (beside_->reach(request.seq))
    request.answer = answer_of(rows_, 1, rows_.getColumnCount() > kBytesColumn);
  else
    request.answer.reset();
}

}  // namespace hookloop
