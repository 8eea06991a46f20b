#include "bin_server/store/sqlite/mark_rows.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>

#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

constexpr const char* kMarkColumns = "pinned, note, tags";

Marks marks_of(SQLite::Statement& row, int first) {
  RowReader columns(row, first);
  Marks marks;
  marks.pinned = columns.flag();
  marks.note = columns.text();
  marks.tags = split_lines(columns.text());
  return marks;
}

// Of the captures of a range, oldest or newest first.
std::string select_in_range(const char* columns, bool newest_first) {
  return fmt::format("SELECT {} FROM marks WHERE bin = ? AND seq > ? AND seq < ? ORDER BY seq {}", columns,
                     newest_first ? "DESC" : "ASC");
}

void bind_range(SQLite::Statement& rows, BinNumber bin, Seq after, std::optional<Seq> before) {
  Binder(rows).number(bin).number(after).number(before.value_or(std::numeric_limits<Seq>::max()));
}

}  // namespace

Marks read_marks(SQLite::Database& database, BinNumber bin, Seq seq) {
  SQLite::Statement row(database, fmt::format("SELECT {} FROM marks WHERE bin = ? AND seq = ?", kMarkColumns));
  Binder(row).number(bin).number(seq);
  return row.executeStep() ? marks_of(row, 0) : Marks{};
}

void write_marks(SQLite::Database& database, BinNumber bin, Seq seq, const Marks& marks) {
  if (marks.empty()) {
    SQLite::Statement remove(database, "DELETE FROM marks WHERE bin = ? AND seq = ?");
    Binder(remove).number(bin).number(seq);
    remove.exec();
    return;
  }
  SQLite::Statement insert(database,
                           "INSERT INTO marks (bin, seq, pinned, note, tags) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
                           "(bin, seq) DO UPDATE SET pinned = excluded.pinned, note = excluded.note, "
                           "tags = excluded.tags");
  const std::string tags = join_lines(marks.tags);
  Binder(insert).number(bin).number(seq).number(marks.pinned ? 1 : 0).text(marks.note).text(tags);
  insert.exec();
}

std::vector<Seq> list_marked_rows(SQLite::Database& database, BinNumber bin, Seq floor, const RequestRange& range) {
  SQLite::Statement rows(database, select_in_range("seq", range.newest_first));
  bind_range(rows, bin, std::max(floor, range.after.value_or(0)), range.before);
  std::vector<Seq> seqs;
  while (seqs.size() < range.limit && rows.executeStep()) seqs.push_back(rows.getColumn(0).getInt64());
  return seqs;
}

std::size_t count_marked_rows(SQLite::Database& database, BinNumber bin, Seq floor) {
  SQLite::Statement count(database, "SELECT count(*) FROM marks WHERE bin = ? AND seq > ?");
  Binder(count).number(bin).number(floor);
  return count.executeStep() ? static_cast<std::size_t>(count.getColumn(0).getInt64()) : 0;
}

MarkReader::MarkReader(SQLite::Database& database, BinNumber bin, const RequestRange& range)
    : rows_(database, select_in_range("seq, pinned, note, tags", range.newest_first)) {
  bind_range(rows_, bin, range.after.value_or(0), range.before);
  beside_.emplace(rows_, range.newest_first);
}

void MarkReader::put_marks(CapturedRequest& request) {
  if (beside_->reach(request.seq))
    request.marks = marks_of(rows_, 1);
  else
    request.marks = {};
}

}  // namespace hookloop
