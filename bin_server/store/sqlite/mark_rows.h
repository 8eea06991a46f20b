// Marks as rows of the table `marks` (migrations/003_marks.sql) and back. One thread at a time.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstddef>
#include <optional>
#include <vector>

#include "bin_server/model/captured_request.h"
#include "bin_server/model/marks.h"
#include "bin_server/store/capture_store.h"
#include "bin_server/store/sqlite/rows_beside.h"

namespace hookloop {

// Those of one capture; empty ones where it has none.
Marks read_marks(SQLite::Database& database, BinNumber bin, Seq seq);
void write_marks(SQLite::Database& database, BinNumber bin, Seq seq, const Marks& marks);

// Of captures behind `floor`.
std::vector<Seq> list_marked_rows(SQLite::Database& database, BinNumber bin, Seq floor, const RequestRange& range);
std::size_t count_marked_rows(SQLite::Database& database, BinNumber bin, Seq floor);

// Puts marks on the captures of a range that are given to it in its order, reading each mark once: a page costs one
// query and not one for each row.
class MarkReader {
 public:
  MarkReader(SQLite::Database& database, BinNumber bin, const RequestRange& range);
  void put_marks(CapturedRequest& request);

 private:
  SQLite::Statement rows_;
  std::optional<RowsBeside> beside_;  // once the statement is bound
};

}  // namespace hookloop
