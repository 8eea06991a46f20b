// Rows of another table beside the captures of a range, which are asked for in the range's order: each row is read
// once, so that a page costs one query and not one for each capture. One thread at a time.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>

#include "bin_server/model/bin.h"

namespace hookloop {

class RowsBeside {
 public:
  // `rows` has the capture's seq in its first column, is in the range's order, and is bound.
  RowsBeside(SQLite::Statement& rows, bool newest_first) : rows_(rows), newest_first_(newest_first) { step(); }
  RowsBeside(const RowsBeside&) = delete;  // the statement is beside it in its owner

  // Whether the statement stands on the row of this capture now.
  bool reach(Seq seq) {
    while (at_ && (newest_first_ ? *at_ > seq : *at_ < seq)) step();
    return at_ == seq;
  }

 private:
  void step() { at_ = rows_.executeStep() ? std::optional(rows_.getColumn(0).getInt64()) : std::nullopt; }

  SQLite::Statement& rows_;
  const bool newest_first_;
  std::optional<Seq> at_;  // the capture of the row; nothing: there are no more
};

}  // namespace hookloop
