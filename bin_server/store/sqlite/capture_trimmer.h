// Deletes what limits say must go: the oldest captures that are not pinned, never the newest one. It works within its
// caller's transaction and a bounded piece at a time. Pinned captures are gone through once and not again and again: a
// place is kept up to which nothing else is left. The writer's thread.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <unordered_map>

#include "bin_server/store/sqlite/bin_changes.h"

namespace hookloop {

class CaptureTrimmer {
 public:
  explicit CaptureTrimmer(SQLite::Database& database);

  // Until the bin is not over its limits of requests and bytes.
  void trim(Bin& bin, BinChanges& changes);
  // What is too old by now, the newest too.
  void trim_aged(Bin& bin, Timestamp now, BinChanges& changes);
  // Whether something of the bin may be too old.
  bool may_be_aged(const Bin& bin, Timestamp now) const;
  // Until all bins together are not over the limits, in the order in which captures came, whichever bin they are in.
  void trim_all(const StoreLimits& limits, BinChanges& changes);

  // What the places that are kept depend on. `row` is the capture's number among all.
  void note_unpinned(BinNumber bin, Seq seq, std::int64_t row);
  void note_deleted() { all_trimmed_to_ = 0; }  // the numbers of what was deleted may be given again
  void forget(BinNumber bin);                   // its limits were changed, or it is gone
  void forget_all();                            // a transaction was undone

 private:
  struct Place {
    Seq trimmed_to = 0;     // up to here the bin has pinned captures alone
    Timestamp aged_from{};  // before that nothing of it is too old
  };

  bool delete_oldest(Bin& bin, Place& place, Seq before, std::int64_t received_before, BinChanges& changes);

  SQLite::Statement delete_oldest_;
  SQLite::Statement oldest_received_;
  SQLite::Statement oldest_of_all_;
  SQLite::Statement delete_row_;
  std::unordered_map<BinNumber, Place> places_;
  std::int64_t all_trimmed_to_ = 0;
};

}  // namespace hookloop
