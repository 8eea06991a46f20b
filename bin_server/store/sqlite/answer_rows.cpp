#include "bin_server/store/sqlite/answer_rows.h"

#include <algorithm>
#include <array>

#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

AnswerFault fault_of(const std::string& name) {
  for (const AnswerFault fault : std::array{AnswerFault::reset, AnswerFault::close, AnswerFault::garbage,
                                            AnswerFault::half, AnswerFault::silence}) {
    if (to_string(fault) == name) return fault;
  }
  return AnswerFault::none;
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
  SQLite::Statement row(reader,
                        "SELECT state, step, delay, drip_bytes, drip_every, fault, sent_bytes, answer FROM answers "
                        "WHERE bin = ? AND seq = ?");
  row.bind(1, request.bin);
  row.bind(2, request.seq);
  if (!row.executeStep()) return request;
  GivenAnswer& answer = request.answer.emplace();
  answer.state = parse_answer_state(row.getColumn(0).getString()).value_or(GivenAnswer::State::unknown);
  answer.step = row.getColumn(1).getString();
  answer.delay = Microseconds(row.getColumn(2).getInt64());
  answer.drip.bytes = static_cast<std::size_t>(row.getColumn(3).getInt64());
  answer.drip.every = Microseconds(row.getColumn(4).getInt64());
  answer.fault = fault_of(row.getColumn(5).getString());
  answer.sent_bytes = static_cast<std::uint64_t>(row.getColumn(6).getInt64());
  answer.bytes = row.getColumn(7).getString();
  return request;
}

}  // namespace hookloop
