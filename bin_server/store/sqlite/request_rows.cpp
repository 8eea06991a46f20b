#include "bin_server/store/sqlite/request_rows.h"

#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

void assign_bytes(SQLite::Statement& row, int index, std::string& out) {
  const SQLite::Column column = row.getColumn(index);
  const auto* const bytes = static_cast<const char*>(column.getBlob());
  out.assign(bytes == nullptr ? "" : bytes, static_cast<std::size_t>(column.getBytes()));
}

void assign_text(SQLite::Statement& row, int index, std::string& out) {
  const SQLite::Column column = row.getColumn(index);
  const char* const text = column.getText();
  out.assign(text, static_cast<std::size_t>(column.getBytes()));
}

}  // namespace

const char* insert_request() {
  return "INSERT INTO requests (bin, seq, id, received_at, client_address, client_port, complete, problems, "
         "response_status, "
         "delivery_id, attempt, content_bytes, content_sha256, head, body_bytes, body, answer_bytes) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
}

void bind_draft(SQLite::Statement& insert, const CaptureDraft& draft, Seq seq) {
  const std::string problems = join_lines(draft.problems);
  int i = 1;
  insert.bind(i++, draft.bin);
  insert.bind(i++, seq);
  insert.bindNoCopy(i++, draft.id);
  insert.bind(i++, to_column(draft.received_at));
  insert.bindNoCopy(i++, draft.client_address);
  insert.bind(i++, static_cast<std::int32_t>(draft.client_port));
  insert.bind(i++, static_cast<std::int32_t>(draft.complete));
  if (problems.empty())
    insert.bind(i++);
  else
    insert.bind(i++, problems);
  insert.bind(i++, draft.response_status);
  if (draft.delivery_id)
    insert.bindNoCopy(i++, *draft.delivery_id);
  else
    insert.bind(i++);
  if (draft.attempt)
    insert.bind(i++, *draft.attempt);
  else
    insert.bind(i++);
  insert.bind(i++, static_cast<std::int64_t>(draft.content_bytes));
  bind_bytes(insert, i++, draft.content_sha256);
  bind_bytes(insert, i++, draft.head);
  insert.bind(i++, static_cast<std::int64_t>(draft.body.size()));
  bind_bytes(insert, i++, draft.body);
  if (draft.answer)
    insert.bind(i++, static_cast<std::int64_t>(draft.answer->bytes.size()));
  else
    insert.bind(i++);
}

const char* request_columns() {
  return "seq, id, received_at, client_address, client_port, complete, problems, response_status, delivery_id, "
         "attempt, "
         "content_bytes, content_sha256, head, body_bytes";
}

std::optional<std::uint32_t> attempt_of(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return static_cast<std::uint32_t>(column.getInt64());
}

void read_request(SQLite::Statement& row, BinNumber bin, bool with_body, CapturedRequest& request) {
  int i = 0;
  request.bin = bin;
  request.seq = row.getColumn(i++).getInt64();
  assign_text(row, i++, request.id);
  request.received_at = Timestamp(Microseconds(row.getColumn(i++).getInt64()));
  assign_text(row, i++, request.client_address);
  request.client_port = static_cast<std::uint16_t>(row.getColumn(i++).getInt());
  request.complete = row.getColumn(i++).getInt() != 0;
  request.problems = row.isColumnNull(i) ? std::vector<std::string>() : split_lines(row.getColumn(i).getString());
  ++i;
  request.response_status = row.getColumn(i++).getInt();
  if (row.isColumnNull(i)) {
    request.delivery_id.reset();
  } else {
    assign_text(row, i, request.delivery_id ? *request.delivery_id : request.delivery_id.emplace());
  }
  ++i;
  request.attempt = attempt_of(row.getColumn(i++));
  request.content_bytes = static_cast<std::uint64_t>(row.getColumn(i++).getInt64());
  assign_bytes(row, i++, request.content_sha256);
  assign_bytes(row, i++, request.head);
  request.body_wire_bytes = static_cast<std::uint64_t>(row.getColumn(i++).getInt64());
  if (with_body) {
    assign_bytes(row, i++, request.body);
  } else {
    request.body.clear();
  }
}

CapturedRequest request_of(SQLite::Statement& row, BinNumber bin, bool with_body) {
  CapturedRequest request;
  read_request(row, bin, with_body, request);
  return request;
}

}  // namespace hookloop
