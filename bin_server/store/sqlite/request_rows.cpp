#include "bin_server/store/sqlite/request_rows.h"

#include <algorithm>
#include <vector>

namespace hookloop {
namespace {

void bind_bytes(SQLite::Statement& statement, int index, const std::string& bytes) {
  statement.bindNoCopy(index, bytes.data(), static_cast<int>(bytes.size()));
}

std::string bytes_of(const SQLite::Column& column) {
  const auto* data = static_cast<const char*>(column.getBlob());
  return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(column.getBytes()));
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace

std::int64_t to_column(Timestamp time) { return time.time_since_epoch().count(); }

const char* insert_request() {
  return "INSERT INTO requests (bin, seq, id, received_at, client_address, client_port, complete, problems, "
         "response_status, "
         "delivery_id, attempt, content_bytes, content_sha256, head, body_bytes, body) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
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

CapturedRequest request_of(SQLite::Statement& row, BinNumber bin, bool with_body) {
  CapturedRequest request;
  int i = 0;
  request.bin = bin;
  request.seq = row.getColumn(i++).getInt64();
  request.id = row.getColumn(i++).getString();
  request.received_at = Timestamp(Microseconds(row.getColumn(i++).getInt64()));
  request.client_address = row.getColumn(i++).getString();
  request.client_port = static_cast<std::uint16_t>(row.getColumn(i++).getInt());
  request.complete = row.getColumn(i++).getInt() != 0;
  request.problems = split_lines(row.getColumn(i++).getString());
  request.response_status = row.getColumn(i++).getInt();
  if (!row.getColumn(i).isNull()) request.delivery_id = row.getColumn(i).getString();
  ++i;
  request.attempt = attempt_of(row.getColumn(i++));
  request.content_bytes = static_cast<std::uint64_t>(row.getColumn(i++).getInt64());
  request.content_sha256 = bytes_of(row.getColumn(i++));
  request.head = bytes_of(row.getColumn(i++));
  request.body_wire_bytes = static_cast<std::uint64_t>(row.getColumn(i++).getInt64());
  if (with_body) request.body = bytes_of(row.getColumn(i++));
  return request;
}

}  // namespace hookloop
