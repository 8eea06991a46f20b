#include "emitter/store/sqlite/attempt_rows.h"

namespace hookloop {

void insert_rows(StatementCache& statements, std::span<const AttemptRecord> attempts) {
  if (attempts.empty()) return;
  auto insert = statements.use(
      "INSERT INTO attempts (delivery, attempt, copy, cause, outcome, status, started_at, ended_at, resolve_us, "
      "connect_us, first_byte_us, whole_us, connection_reused, retry_after_us, next_attempt_at, answer_body_bytes, "
      "answer_complete, id, next, failure, timed_out_in, detail, faults, url, peer, request_head, request_body, "
      "answer_head, answer_body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?)");
  for (const AttemptRecord& attempt : attempts) {
    const std::string faults = join_lines(attempt.faults);
    std::optional<std::int64_t> retry_after;
    if (attempt.retry_after) retry_after = attempt.retry_after->count();
    Binder bind(*insert);
    bind.number(attempt.delivery).number(attempt.attempt).number(attempt.copy).choice(attempt.cause);
    bind.choice(attempt.outcome).number(attempt.status).time(attempt.started_at).time(attempt.ended_at);
    bind.number(attempt.resolve.count()).number(attempt.connect.count()).number(attempt.first_byte.count());
    bind.number(attempt.whole.count()).number(attempt.connection_reused);
    bind.number(retry_after).time(attempt.next_attempt_at);
    bind.number(attempt.answer_body_bytes).number(attempt.answer_complete).text(attempt.id).text(attempt.next);
    bind.text(attempt.failure).text(attempt.timed_out_in).text(attempt.detail).text(faults).text(attempt.url);
    bind.text(attempt.peer).bytes(attempt.request_head).bytes(attempt.request_body).bytes(attempt.answer_head);
    bind.bytes(attempt.answer_body);
    insert.run();
  }
}

AttemptRecord attempt_of(RowReader& read) {
  AttemptRecord attempt;
  attempt.number = read.number();
  attempt.delivery = read.number();
  attempt.attempt = read.number<std::uint32_t>();
  attempt.copy = read.number<std::uint32_t>();
  attempt.cause = read.choice<AttemptCause>();
  attempt.outcome = read.choice<AttemptOutcome>();
  attempt.status = read.number<int>();
  attempt.started_at = read.time();
  attempt.ended_at = read.time();
  attempt.resolve = read.duration();
  attempt.connect = read.duration();
  attempt.first_byte = read.duration();
  attempt.whole = read.duration();
  attempt.connection_reused = read.flag();
  if (const auto retry_after = read.optional_number()) attempt.retry_after = Microseconds(*retry_after);
  attempt.next_attempt_at = read.optional_time();
  attempt.answer_body_bytes = read.number<std::uint64_t>();
  attempt.answer_complete = read.flag();
  attempt.id = read.text();
  attempt.next = read.text();
  attempt.failure = read.text();
  attempt.timed_out_in = read.text();
  attempt.detail = read.text();
  attempt.faults = split_lines(read.text());
  attempt.url = read.text();
  attempt.peer = read.text();
  attempt.request_head = read.bytes();
  attempt.request_body = read.optional_bytes();
  attempt.answer_head = read.bytes();
  attempt.answer_body = read.bytes();
  return attempt;
}

}  // namespace hookloop
