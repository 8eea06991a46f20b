// The rows of what was answered (table `answers`). AnswerRows writes, on the writer's connection and thread;
// with_answer and AnswerRowReader read, on any connection.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>

#include "bin_server/model/captured_request.h"
#include "bin_server/store/capture_store.h"
#include "bin_server/store/sqlite/rows_beside.h"

namespace hookloop {

class AnswerRows {
 public:
  // Answers that the last process left waiting are of unknown end from now on.
  explicit AnswerRows(SQLite::Database& database);

  // Beside a request's row, in its transaction.
  void put(BinNumber bin, Seq seq, const GivenAnswer& answer);

  // Of a request that is kept: by how many bytes it has grown. Of any other: nothing is done, 0.
  std::int64_t change(const AnswerNote& note);

  // After a statement that failed half-way.
  void reset();

 private:
  SQLite::Statement put_;
  SQLite::Statement old_bytes_;
  SQLite::Statement update_request_;
};

// The request with its answer, if one was kept.
CapturedRequest with_answer(SQLite::Database& reader, CapturedRequest request);

// Puts answers on the captures of a range that are given to it in its order, reading each answer once: a page costs one
// query and not one for each row.
class AnswerRowReader {
 public:
  enum class Bytes { left_out, read };

  AnswerRowReader(SQLite::Database& database, BinNumber bin, const RequestRange& range, Bytes bytes);
  void put_answer(CapturedRequest& request);

 private:
  SQLite::Statement rows_;
  std::optional<RowsBeside> beside_;  // once the statement is bound
};

}  // namespace hookloop
