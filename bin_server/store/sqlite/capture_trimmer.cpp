#include "bin_server/store/sqlite/capture_trimmer.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>

#include "bin_server/store/sqlite/request_rows.h"
#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

// Captures that one piece trims, more than come in one turn: a limit that was lowered by a million is reached by and by
// (sweep() goes on), and no sender waits for it.
constexpr int kTrimmedAtOnce = 4'096;

constexpr const char* kIsPinned =
    "EXISTS (SELECT 1 FROM marks WHERE marks.bin = requests.bin AND marks.seq = requests.seq AND pinned = 1)";

constexpr std::int64_t kAnyTime = std::numeric_limits<std::int64_t>::max();

// What a statement was stopped in the middle of must not hold the next transaction up.
class Run {
 public:
  explicit Run(SQLite::Statement& statement) : statement_(statement) {}
  ~Run() { statement_.tryReset(); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

 private:
  SQLite::Statement& statement_;
};

std::string oldest_of_bin(const char* columns) {
  return fmt::format("SELECT {} FROM requests WHERE bin = ? AND seq > ? AND seq < ? AND NOT {} ORDER BY seq LIMIT 1",
                     columns, kIsPinned);
}

}  // namespace

CaptureTrimmer::CaptureTrimmer(SQLite::Database& database)
    : delete_oldest_(database, fmt::format("DELETE FROM requests WHERE number = (SELECT number FROM ({}) WHERE "
                                           "received_at <= ?) RETURNING seq, {}",
                                           oldest_of_bin("number, received_at"), kRequestBytes)),
      oldest_received_(database, oldest_of_bin("received_at")),
      oldest_of_all_(database, fmt::format("SELECT number, bin, seq, {}, {} FROM requests WHERE "
                                           "number > ? AND number < (SELECT max(number) FROM requests) "
                                           "ORDER BY number LIMIT 1",
                                           kRequestBytes, kIsPinned)),
      delete_row_(database, "DELETE FROM requests WHERE number = ?") {}

bool CaptureTrimmer::delete_oldest(Bin& bin, Place& place, Seq before, std::int64_t received_before,
                                   BinChanges& changes) {
  const Run run(delete_oldest_);
  Binder(delete_oldest_)
      .number(bin.number)
      .number(std::max(bin.totals.floor_seq, place.trimmed_to))
      .number(before)
      .number(received_before);
  if (!delete_oldest_.executeStep()) return false;
  place.trimmed_to = delete_oldest_.getColumn(0).getInt64();
  changes.remove(bin, static_cast<std::uint64_t>(delete_oldest_.getColumn(1).getInt64()));
  return true;
}

void CaptureTrimmer::trim(Bin& bin, BinChanges& changes) {
  if (!is_over(bin.totals, bin.settings->limits)) return;
  Place& place = places_[bin.number];
  for (int i = 0; i < kTrimmedAtOnce && is_over(bin.totals, bin.settings->limits); ++i) {
    if (delete_oldest(bin, place, bin.totals.last_seq, kAnyTime, changes)) continue;
    place.trimmed_to = bin.totals.last_seq - 1;
    return;
  }
}

bool CaptureTrimmer::may_be_aged(const Bin& bin, Timestamp now) const {
  if (!bin.settings->limits.max_age || bin.totals.request_count == bin.totals.pinned_count) return false;
  const auto place = places_.find(bin.number);
  return place == places_.end() || place->second.aged_from <= now;
}

void CaptureTrimmer::trim_aged(Bin& bin, Timestamp now, BinChanges& changes) {
  const Microseconds max_age = *bin.settings->limits.max_age;
  Place& place = places_[bin.number];
  for (int i = 0; i < kTrimmedAtOnce; ++i) {
    if (delete_oldest(bin, place, bin.totals.last_seq + 1, to_column(now - max_age), changes)) continue;
    const Run run(oldest_received_);
    Binder(oldest_received_)
        .number(bin.number)
        .number(std::max(bin.totals.floor_seq, place.trimmed_to))
        .number(bin.totals.last_seq + 1);
    const bool is_there = oldest_received_.executeStep();
    place.aged_from = max_age + (is_there ? Timestamp(Microseconds(oldest_received_.getColumn(0).getInt64())) : now);
    return;
  }
}

void CaptureTrimmer::trim_all(const StoreLimits& limits, BinChanges& changes) {
  for (int i = 0; i < kTrimmedAtOnce && is_over(changes.total(), limits); ++i) {
    const Run run(oldest_of_all_);
    oldest_of_all_.bind(1, all_trimmed_to_);
    if (!oldest_of_all_.executeStep()) return;
    RowReader row(oldest_of_all_);
    const auto number = row.number();
    const auto bin_number = row.number();
    const Seq seq = row.number();
    const auto bytes = row.number<std::uint64_t>();
    all_trimmed_to_ = number;
    Bin* const bin = changes.find(bin_number);
    // What was deleted in one stroke and not freed yet counts for nothing any more.
    const bool counts = bin != nullptr && seq > bin->totals.floor_seq;
    if (row.flag() || !counts) continue;
    const Run deleting(delete_row_);
    delete_row_.bind(1, number);
    delete_row_.exec();
    changes.remove(*bin, bytes);
  }
}

void CaptureTrimmer::note_unpinned(BinNumber bin, Seq seq, std::int64_t row) {
  all_trimmed_to_ = std::min(all_trimmed_to_, row - 1);
  const auto place = places_.find(bin);
  if (place == places_.end()) return;
  place->second.trimmed_to = std::min(place->second.trimmed_to, seq - 1);
  place->second.aged_from = {};
}

void CaptureTrimmer::forget(BinNumber bin) { places_.erase(bin); }

void CaptureTrimmer::forget_all() {
  places_.clear();
  all_trimmed_to_ = 0;
}

}  // namespace hookloop
