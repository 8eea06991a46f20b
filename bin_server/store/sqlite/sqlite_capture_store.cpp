#include "bin_server/store/sqlite/sqlite_capture_store.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "bin_server/store/sqlite/bin_settings_json.h"
#include "bin_server/store/sqlite/exchange_rows.h"
#include "bin_server/store/sqlite/mark_rows.h"
#include "bin_server/store/sqlite/migrations.h"
#include "bin_server/store/sqlite/request_rows.h"
#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

constexpr int kApplicationId = 0x486b426e;  // "HkBn"

// What a sweep frees at a time: the statement stays below 75 ms with this many rows of 1 KiB (measured on one million
// of them), and large bodies are freed by their bytes.
constexpr int kSweptRows = 2'000;
constexpr std::int64_t kSweptBytes = 16 << 20;

// Whether limits may take something: pinned captures stay, and so does the newest.
bool may_lose(const BinTotals& totals) { return totals.request_count > totals.pinned_count + 1; }

}  // namespace

Result<std::unique_ptr<SqliteCaptureStore>> SqliteCaptureStore::open(const std::filesystem::path& folder,
                                                                     Durability durability, const StoreLimits& limits) {
  const auto file = folder / "captures.db";
  const auto migrations = capture_store_migrations();
  auto database = open_database(file, {kApplicationId, migrations, durability, /*automatic_checkpoints=*/false});
  if (!database) return database.error();
  try {
    return std::unique_ptr<SqliteCaptureStore>(new SqliteCaptureStore(file, *std::move(database), limits));
  } catch (const SQLite::Exception& error) {
    return Error{explain(error, file)};
  } catch (const std::exception& error) {
    return Error{fmt::format("{} is damaged ({}); restore a copy of it, or give another folder with --data",
                             file.string(), error.what())};
  }
}

SqliteCaptureStore::SqliteCaptureStore(std::filesystem::path file, std::unique_ptr<SQLite::Database> database,
                                       const StoreLimits& limits)
    : file_(std::move(file)),
      limits_(limits),
      database_(std::move(database)),
      insert_(*database_, insert_request()),
      answers_(*database_),
      update_totals_(*database_,
                     "UPDATE bins SET request_count = ?, bytes = ?, last_seq = ?, floor_seq = ?, pinned_count = ?, "
                     "pinned_bytes = ? WHERE number = ?"),
      trimmer_(*database_),
      readers_(file_),
      checkpointer_(file_, *database_) {
  SQLite::Statement rows(
      *database_,
      "SELECT number, id, created_at, settings, request_count, bytes, last_seq, floor_seq, pinned_count, pinned_bytes "
      "FROM bins");
  while (rows.executeStep()) {
    Bin bin;
    bin.number = rows.getColumn(0).getInt64();
    bin.id = rows.getColumn(1).getString();
    bin.created_at = Timestamp(Microseconds(rows.getColumn(2).getInt64()));
    bin.settings = std::make_shared<const BinSettings>(bin_settings_from_json_text(rows.getColumn(3).getString()));
    bin.totals.request_count = static_cast<std::uint64_t>(rows.getColumn(4).getInt64());
    bin.totals.bytes = static_cast<std::uint64_t>(rows.getColumn(5).getInt64());
    bin.totals.last_seq = rows.getColumn(6).getInt64();
    bin.totals.floor_seq = rows.getColumn(7).getInt64();
    bin.totals.pinned_count = static_cast<std::uint64_t>(rows.getColumn(8).getInt64());
    bin.totals.pinned_bytes = static_cast<std::uint64_t>(rows.getColumn(9).getInt64());
    bins_.put(std::move(bin));
  }
}

SqliteCaptureStore::~SqliteCaptureStore() = default;

template <typename Write>
std::optional<StoreError> SqliteCaptureStore::transact(Write&& write) {
  try {
    SQLite::Transaction transaction(*database_);
    write();
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    return StoreError{explain(error, file_)};
  }
  checkpointer_.after_commit();
  return std::nullopt;
}

Result<Bin, StoreError> SqliteCaptureStore::create_bin(const std::string& id, Timestamp created_at,
                                                       const BinSettings& settings) {
  if (bins_.find(id)) throw std::logic_error("the bin's id is taken");
  Bin bin{0, id, created_at, std::make_shared<const BinSettings>(settings), {}};
  auto error = transact([&] {
    SQLite::Statement insert(*database_, "INSERT INTO bins (id, created_at, settings) VALUES (?, ?, ?)");
    insert.bind(1, id);
    insert.bind(2, to_column(created_at));
    insert.bind(3, to_json_text(settings));
    insert.exec();
    bin.number = database_->getLastInsertRowid();
  });
  if (error) return *std::move(error);
  bins_.put(bin);
  return bin;
}

std::optional<StoreError> SqliteCaptureStore::change_bin(BinNumber number, const BinSettings& settings) {
  auto error = transact([&] {
    SQLite::Statement update(*database_, "UPDATE bins SET settings = ? WHERE number = ?");
    update.bind(1, to_json_text(settings));
    update.bind(2, number);
    update.exec();
    forget_forward_cursors(*database_, number, target_urls(settings.forward));
  });
  if (error) return error;
  if (auto bin = bins_.find(number)) {
    bin->settings = std::make_shared<const BinSettings>(settings);
    bins_.put(*std::move(bin));
    trimmer_.forget(number);
  }
  return std::nullopt;
}

std::optional<StoreError> SqliteCaptureStore::delete_bin(BinNumber number) {
  const auto bin = bins_.find(number);
  if (!bin) return std::nullopt;
  auto error = transact([&] {
    SQLite::Statement garbage(*database_, "INSERT INTO garbage (bin, up_to_seq) VALUES (?, ?)");
    garbage.bind(1, number);
    garbage.bind(2, bin->totals.last_seq);
    garbage.exec();
    SQLite::Statement remove(*database_, "DELETE FROM bins WHERE number = ?");
    remove.bind(1, number);
    remove.exec();
  });
  if (error) return error;
  bins_.remove(number);
  trimmer_.forget(number);
  has_garbage_ = true;
  return std::nullopt;
}

void SqliteCaptureStore::write_totals(BinNumber number, const BinTotals& totals) {
  update_totals_.bind(1, static_cast<std::int64_t>(totals.request_count));
  update_totals_.bind(2, static_cast<std::int64_t>(totals.bytes));
  update_totals_.bind(3, totals.last_seq);
  update_totals_.bind(4, totals.floor_seq);
  update_totals_.bind(5, static_cast<std::int64_t>(totals.pinned_count));
  update_totals_.bind(6, static_cast<std::int64_t>(totals.pinned_bytes));
  update_totals_.bind(7, number);
  update_totals_.exec();
  update_totals_.reset();
}

template <typename Write>
std::optional<StoreError> SqliteCaptureStore::change_captures(Write&& write) {
  BinChanges changes(bins_);
  auto error = transact([&] {
    write(changes);
    if (is_over(changes.total(), limits_)) trimmer_.trim_all(limits_, changes);
    for (const auto& [number, bin] : changes.all()) write_totals(number, bin.totals);
  });
  if (error) {
    // A statement that failed half-way must not hold the next transaction up.
    insert_.tryReset();
    answers_.reset();
    update_totals_.tryReset();
    trimmer_.forget_all();
    return error;
  }
  changes.commit();
  return std::nullopt;
}

Seq SqliteCaptureStore::put(const CaptureDraft& draft, BinChanges& changes) {
  Bin* const bin = changes.find(draft.bin);
  if (bin == nullptr) return 0;
  const Seq seq = changes.add(*bin, draft.bytes());
  bind_draft(insert_, draft, seq);
  insert_.exec();
  insert_.reset();
  if (draft.answer) answers_.put(draft.bin, seq, *draft.answer);
  return seq;
}

void SqliteCaptureStore::put_notes(const NotedCapture& capture, Seq seq, BinChanges& changes) {
  const BinNumber bin = capture.draft.bin;
  if (!capture.marks.empty()) write_marks(*database_, bin, seq, capture.marks);
  if (capture.marks.pinned) changes.pin(*changes.find(bin), capture.draft.bytes());
  if (capture.exchanges.empty()) return;
  std::vector<CaptureExchange> exchanges = capture.exchanges;
  for (CaptureExchange& exchange : exchanges) {
    exchange.bin = bin;
    exchange.seq = seq;
  }
  insert_exchanges(*database_, exchanges);
}

Result<AppendedSeqs, StoreError> SqliteCaptureStore::append(std::span<const CaptureDraft> drafts) {
  AppendedSeqs seqs;
  seqs.reserve(drafts.size());
  auto error = change_captures([&](BinChanges& changes) {
    for (const CaptureDraft& draft : drafts) seqs.push_back(put(draft, changes));
    for (auto& [number, bin] : changes.all()) trimmer_.trim(bin, changes);
  });
  if (error) return *std::move(error);
  return seqs;
}

Result<AppendedSeqs, StoreError> SqliteCaptureStore::append_noted(std::span<const NotedCapture> captures) {
  AppendedSeqs seqs;
  seqs.reserve(captures.size());
  auto error = change_captures([&](BinChanges& changes) {
    for (const NotedCapture& capture : captures) {
      seqs.push_back(put(capture.draft, changes));
      if (seqs.back() != 0) put_notes(capture, seqs.back(), changes);
    }
    for (auto& [number, bin] : changes.all()) trimmer_.trim(bin, changes);
  });
  if (error) return *std::move(error);
  return seqs;
}

std::optional<StoreError> SqliteCaptureStore::note_answers(std::span<const AnswerNote> notes) {
  return change_captures([&](BinChanges& changes) {
    for (const AnswerNote& note : notes) {
      Bin* const bin = changes.find(note.bin);
      if (bin == nullptr || note.seq <= bin->totals.floor_seq) continue;
      const std::int64_t grown = answers_.change(note);
      if (grown != 0) changes.grow(*bin, grown, read_marks(*database_, note.bin, note.seq).pinned);
    }
  });
}

Result<std::uint64_t, StoreError> SqliteCaptureStore::delete_requests(BinNumber number, std::span<const Seq> seqs) {
  auto bin = bins_.find(number);
  if (!bin) return std::uint64_t{0};
  std::uint64_t deleted = 0;
  auto error = transact([&] {
    SQLite::Statement remove(*database_,
                             fmt::format("DELETE FROM requests WHERE bin = ? AND seq = ? RETURNING {}", kRequestBytes));
    for (const Seq seq : seqs) {
      if (seq <= bin->totals.floor_seq) continue;
      remove.bind(1, number);
      remove.bind(2, seq);
      const bool was_pinned = bin->totals.pinned_count > 0 && read_marks(*database_, number, seq).pinned;
      if (remove.executeStep()) {
        const auto bytes = static_cast<std::uint64_t>(remove.getColumn(0).getInt64());
        ++deleted;
        bin->totals.request_count -= 1;
        bin->totals.bytes -= bytes;
        bin->totals.pinned_count -= was_pinned ? 1 : 0;
        bin->totals.pinned_bytes -= was_pinned ? bytes : 0;
      }
      remove.reset();
    }
    if (deleted > 0) write_totals(number, bin->totals);
  });
  if (error) return *std::move(error);
  if (deleted == 0) return deleted;
  bins_.set_totals(number, bin->totals);
  trimmer_.note_deleted();
  return deleted;
}

Result<std::uint64_t, StoreError> SqliteCaptureStore::clear_requests(BinNumber number) {
  auto bin = bins_.find(number);
  if (!bin) return std::uint64_t{0};
  const std::uint64_t count = bin->totals.request_count;
  bin->totals.request_count = 0;
  bin->totals.bytes = 0;
  bin->totals.pinned_count = 0;
  bin->totals.pinned_bytes = 0;
  bin->totals.floor_seq = bin->totals.last_seq;
  auto error = transact([&] {
    SQLite::Statement garbage(*database_, "INSERT INTO garbage (bin, up_to_seq) VALUES (?, ?)");
    garbage.bind(1, number);
    garbage.bind(2, bin->totals.last_seq);
    garbage.exec();
    write_totals(number, bin->totals);
  });
  if (error) return *std::move(error);
  bins_.set_totals(number, bin->totals);
  has_garbage_ = true;
  return count;
}

Result<bool, StoreError> SqliteCaptureStore::set_marks(BinNumber number, Seq seq, const Marks& marks) {
  auto bin = bins_.find(number);
  if (!bin || seq <= bin->totals.floor_seq) return false;
  bool is_there = false;
  bool was_pinned = false;
  std::int64_t row = 0;
  auto error = transact([&] {
    SQLite::Statement size(*database_,
                           fmt::format("SELECT {}, number FROM requests WHERE bin = ? AND seq = ?", kRequestBytes));
    size.bind(1, number);
    size.bind(2, seq);
    if (!size.executeStep()) return;
    is_there = true;
    const auto bytes = static_cast<std::uint64_t>(size.getColumn(0).getInt64());
    row = size.getColumn(1).getInt64();
    size.reset();
    was_pinned = read_marks(*database_, number, seq).pinned;
    write_marks(*database_, number, seq, marks);
    if (was_pinned == marks.pinned) return;
    bin->totals.pinned_count += marks.pinned ? 1 : std::uint64_t(-1);  // modulo 2^64, so also where it goes down
    bin->totals.pinned_bytes += marks.pinned ? bytes : std::uint64_t{0} - bytes;
    write_totals(number, bin->totals);
  });
  if (error) return *std::move(error);
  if (is_there) bins_.set_totals(number, bin->totals);
  if (was_pinned && !marks.pinned) trimmer_.note_unpinned(number, seq, row);
  return is_there;
}

bool SqliteCaptureStore::sweep(Timestamp now) {
  const bool has_trimmed = trim_something(now);
  return (has_garbage_ && sweep_garbage()) || has_trimmed;
}

bool SqliteCaptureStore::sweep_garbage() {
  const auto error = transact([&] {
    SQLite::Statement oldest(*database_, "SELECT number, bin, up_to_seq FROM garbage ORDER BY number LIMIT 1");
    if (!oldest.executeStep()) {
      has_garbage_ = false;
      return;
    }
    const BinNumber bin = oldest.getColumn(1).getInt64();
    const Seq up_to = oldest.getColumn(2).getInt64();
    SQLite::Statement rows(*database_,
                           "SELECT seq, length(head) + body_bytes FROM requests WHERE bin = ? AND seq <= ? "
                           "ORDER BY seq LIMIT ?");
    rows.bind(1, bin);
    rows.bind(2, up_to);
    rows.bind(3, kSweptRows);
    Seq last = 0;
    for (std::int64_t bytes = 0; bytes < kSweptBytes && rows.executeStep();) {
      last = rows.getColumn(0).getInt64();
      bytes += rows.getColumn(1).getInt64();
    }
    rows.reset();
    if (last == 0) {
      SQLite::Statement done(*database_, "DELETE FROM garbage WHERE number = ?");
      done.bind(1, oldest.getColumn(0).getInt64());
      done.exec();
      return;
    }
    SQLite::Statement remove(*database_, "DELETE FROM requests WHERE bin = ? AND seq <= ?");
    remove.bind(1, bin);
    remove.bind(2, last);
    remove.exec();
  });
  // It is tried again and again: told once.
  if (error && !sweep_has_failed_) spdlog::warn("freeing room of deleted requests: {}", error->message);
  sweep_has_failed_ = error.has_value();
  trimmer_.note_deleted();
  return has_garbage_ && !error;
}

bool SqliteCaptureStore::trim_something(Timestamp now) {
  const auto wanting = bins_.list_if([&](const Bin& bin) {
    return (is_over(bin.totals, bin.settings->limits) && may_lose(bin.totals)) || trimmer_.may_be_aged(bin, now);
  });
  if (wanting.empty() && !(is_over(bins_.total(), limits_) && may_lose(bins_.total()))) return false;
  const std::uint64_t before = bins_.total().request_count;
  const auto error = change_captures([&](BinChanges& changes) {
    // One that has nothing but pinned captures left must not keep the others waiting.
    for (const Bin& wanted : wanting) {
      Bin* const bin = changes.find(wanted.number);
      if (bin == nullptr) continue;
      trimmer_.trim(*bin, changes);
      if (bin->settings->limits.max_age) trimmer_.trim_aged(*bin, now, changes);
      if (changes.total().request_count < before) return;
    }
  });
  if (error) spdlog::warn("trimming captures: {}", error->message);
  return bins_.total().request_count < before;
}

std::optional<StoreError> SqliteCaptureStore::append_exchanges(std::span<const CaptureExchange> exchanges,
                                                               std::span<const ForwardCursor> cursors) {
  return transact([&] {
    insert_exchanges(*database_, exchanges);
    put_forward_cursors(*database_, cursors);
  });
}

std::optional<StoreError> SqliteCaptureStore::check_writable() {
  // Says what the file says already, but writes it: a full disk shows.
  return transact([&] { database_->exec(fmt::format("PRAGMA user_version = {}", capture_store_migrations().size())); });
}

}  // namespace hookloop
