#include "bin_server/store/sqlite/sqlite_capture_store.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "bin_server/store/sqlite/bin_settings_json.h"
#include "bin_server/store/sqlite/exchange_rows.h"
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

// Captures that one commit trims of a bin, more than come in one turn: a limit that was lowered by a million is reached
// by and by (sweep() goes on), and no sender waits for it.
constexpr int kTrimmedAtOnce = 4'096;

// Captures that a visit reads in one go: some milliseconds.
constexpr std::size_t kVisitedRows = 2'000;

}  // namespace

Result<std::unique_ptr<SqliteCaptureStore>> SqliteCaptureStore::open(const std::filesystem::path& folder,
                                                                     Durability durability) {
  const auto file = folder / "captures.db";
  const auto migrations = capture_store_migrations();
  auto database = open_database(file, {kApplicationId, migrations, durability, /*automatic_checkpoints=*/false});
  if (!database) return database.error();
  try {
    return std::unique_ptr<SqliteCaptureStore>(new SqliteCaptureStore(file, *std::move(database)));
  } catch (const SQLite::Exception& error) {
    return Error{explain(error, file)};
  } catch (const std::exception& error) {
    return Error{fmt::format("{} is damaged ({}); restore a copy of it, or give another folder with --data",
                             file.string(), error.what())};
  }
}

SqliteCaptureStore::SqliteCaptureStore(std::filesystem::path file, std::unique_ptr<SQLite::Database> database)
    : file_(std::move(file)),
      database_(std::move(database)),
      insert_(*database_, insert_request()),
      answers_(*database_),
      update_totals_(*database_,
                     "UPDATE bins SET request_count = ?, bytes = ?, last_seq = ?, floor_seq = ? WHERE number = ?"),
      delete_oldest_(*database_,
                     "DELETE FROM requests WHERE number = (SELECT number FROM requests WHERE bin = ? AND seq > ? "
                     "ORDER BY seq LIMIT 1) RETURNING length(head) + body_bytes + ifnull(answer_bytes, 0)"),
      readers_(file_),
      checkpointer_(file_, *database_) {
  SQLite::Statement rows(
      *database_, "SELECT number, id, created_at, settings, request_count, bytes, last_seq, floor_seq FROM bins");
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
  has_garbage_ = true;
  return std::nullopt;
}

void SqliteCaptureStore::trim(BinNumber number, const BinLimits& limits, BinTotals& totals) {
  for (int i = 0; i < kTrimmedAtOnce && is_over(totals, limits); ++i) {
    delete_oldest_.bind(1, number);
    delete_oldest_.bind(2, totals.floor_seq);
    const bool found = delete_oldest_.executeStep();
    const std::int64_t bytes = found ? delete_oldest_.getColumn(0).getInt64() : 0;
    delete_oldest_.reset();
    if (!found) return;
    totals.request_count -= 1;
    totals.bytes -= static_cast<std::uint64_t>(bytes);
  }
}

void SqliteCaptureStore::write_totals(BinNumber number, const BinTotals& totals) {
  update_totals_.bind(1, static_cast<std::int64_t>(totals.request_count));
  update_totals_.bind(2, static_cast<std::int64_t>(totals.bytes));
  update_totals_.bind(3, totals.last_seq);
  update_totals_.bind(4, totals.floor_seq);
  update_totals_.bind(5, number);
  update_totals_.exec();
  update_totals_.reset();
}

Result<AppendedSeqs, StoreError> SqliteCaptureStore::append(std::span<const CaptureDraft> drafts) {
  AppendedSeqs seqs;
  seqs.reserve(drafts.size());
  std::map<BinNumber, Bin> changed;
  auto error = transact([&] {
    for (const CaptureDraft& draft : drafts) {
      auto bin = changed.find(draft.bin);
      if (bin == changed.end()) {
        auto found = bins_.find(draft.bin);
        if (!found) {
          seqs.push_back(0);
          continue;
        }
        bin = changed.emplace(draft.bin, *std::move(found)).first;
      }
      BinTotals& totals = bin->second.totals;
      bind_draft(insert_, draft, ++totals.last_seq);
      insert_.exec();
      insert_.reset();
      if (draft.answer) answers_.put(draft.bin, totals.last_seq, *draft.answer);
      totals.request_count += 1;
      totals.bytes += draft.bytes();
      seqs.push_back(totals.last_seq);
    }
    for (auto& [number, bin] : changed) {
      trim(number, bin.settings->limits, bin.totals);
      write_totals(number, bin.totals);
    }
  });
  if (error) {
    // A statement that failed half-way must not hold the next transaction up.
    insert_.tryReset();
    answers_.reset();
    update_totals_.tryReset();
    delete_oldest_.tryReset();
    return *std::move(error);
  }
  for (const auto& [number, bin] : changed) bins_.set_totals(number, bin.totals);
  return seqs;
}

std::optional<StoreError> SqliteCaptureStore::note_answers(std::span<const AnswerNote> notes) {
  std::map<BinNumber, Bin> changed;
  auto error = transact([&] {
    for (const AnswerNote& note : notes) {
      auto found = changed.find(note.bin);
      if (found == changed.end()) {
        auto bin = bins_.find(note.bin);
        if (!bin) continue;
        found = changed.emplace(note.bin, *std::move(bin)).first;
      }
      BinTotals& totals = found->second.totals;
      if (note.seq > totals.floor_seq) totals.bytes += static_cast<std::uint64_t>(answers_.change(note));
    }
    for (const auto& [number, bin] : changed) write_totals(number, bin.totals);
  });
  if (error) {
    answers_.reset();
    update_totals_.tryReset();
    return error;
  }
  for (const auto& [number, bin] : changed) bins_.set_totals(number, bin.totals);
  return std::nullopt;
}

Result<std::uint64_t, StoreError> SqliteCaptureStore::delete_requests(BinNumber number, std::span<const Seq> seqs) {
  auto bin = bins_.find(number);
  if (!bin) return std::uint64_t{0};
  std::uint64_t deleted = 0;
  auto error = transact([&] {
    SQLite::Statement remove(
        *database_,
        "DELETE FROM requests WHERE bin = ? AND seq = ? RETURNING length(head) + body_bytes + ifnull(answer_bytes, 0)");
    for (const Seq seq : seqs) {
      if (seq <= bin->totals.floor_seq) continue;
      remove.bind(1, number);
      remove.bind(2, seq);
      if (remove.executeStep()) {
        ++deleted;
        bin->totals.request_count -= 1;
        bin->totals.bytes -= static_cast<std::uint64_t>(remove.getColumn(0).getInt64());
      }
      remove.reset();
    }
    if (deleted > 0) write_totals(number, bin->totals);
  });
  if (error) return *std::move(error);
  if (deleted > 0) bins_.set_totals(number, bin->totals);
  return deleted;
}

Result<std::uint64_t, StoreError> SqliteCaptureStore::clear_requests(BinNumber number) {
  auto bin = bins_.find(number);
  if (!bin) return std::uint64_t{0};
  const std::uint64_t count = bin->totals.request_count;
  bin->totals.request_count = 0;
  bin->totals.bytes = 0;
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

bool SqliteCaptureStore::sweep() {
  const bool has_trimmed = trim_one_bin();
  if (!has_garbage_) return has_trimmed;
  const auto error = transact([&] {
    SQLite::Statement oldest(*database_, "SELECT number, bin, up_to_seq FROM garbage ORDER BY number LIMIT 1");
    if (!oldest.executeStep()) {
      has_garbage_ = false;
      return;
    }
    const BinNumber bin = oldest.getColumn(1).getInt64();
    const Seq up_to = oldest.getColumn(2).getInt64();
    SQLite::Statement rows(
        *database_,
        "SELECT seq, length(head) + body_bytes + ifnull(answer_bytes, 0) FROM requests WHERE bin = ? AND seq <= ? "
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
  return (has_garbage_ || has_trimmed) && !error;
}

bool SqliteCaptureStore::trim_one_bin() {
  const auto over = bins_.list_if([](const Bin& bin) { return is_over(bin.totals, bin.settings->limits); });
  if (over.empty()) return false;
  BinTotals totals = over.front().totals;
  const auto error = transact([&] {
    trim(over.front().number, over.front().settings->limits, totals);
    write_totals(over.front().number, totals);
  });
  if (error) {
    spdlog::warn("trimming the bin {}: {}", over.front().id, error->message);
    return false;
  }
  bins_.set_totals(over.front().number, totals);
  return true;
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

Seq SqliteCaptureStore::floor_of(BinNumber number) const {
  const auto bin = bins_.find(number);
  return bin ? bin->totals.floor_seq : 0;
}

std::vector<CapturedRequest> SqliteCaptureStore::list_requests(BinNumber number, const RequestRange& range) const {
  const Seq after = std::max(range.after.value_or(0), floor_of(number));
  const Seq before = range.before.value_or(std::numeric_limits<Seq>::max());
  const auto reader = readers_.lease();
  SQLite::Statement rows(*reader, fmt::format("SELECT {} FROM requests WHERE bin = ? AND seq > ? AND seq < ? "
                                              "ORDER BY seq {} LIMIT ?",
                                              request_columns(), range.newest_first ? "DESC" : "ASC"));
  rows.bind(1, number);
  rows.bind(2, after);
  rows.bind(3, before);
  rows.bind(4, static_cast<std::int64_t>(range.limit));
  std::vector<CapturedRequest> requests;
  while (rows.executeStep()) requests.push_back(request_of(rows, number, false));
  return requests;
}

std::optional<CapturedRequest> SqliteCaptureStore::find_request(BinNumber number, Seq seq) const {
  if (seq <= floor_of(number)) return std::nullopt;
  const auto reader = readers_.lease();
  SQLite::Statement row(*reader,
                        fmt::format("SELECT {}, body FROM requests WHERE bin = ? AND seq = ?", request_columns()));
  row.bind(1, number);
  row.bind(2, seq);
  if (!row.executeStep()) return std::nullopt;
  return with_answer(*reader, request_of(row, number, true));
}

std::optional<CapturedRequest> SqliteCaptureStore::find_request(BinNumber number, std::string_view id) const {
  const Seq floor = floor_of(number);
  const auto reader = readers_.lease();
  SQLite::Statement row(
      *reader, fmt::format("SELECT {}, body FROM requests WHERE id = ? AND bin = ? AND seq > ?", request_columns()));
  row.bind(1, std::string(id));
  row.bind(2, number);
  row.bind(3, floor);
  if (!row.executeStep()) return std::nullopt;
  return with_answer(*reader, request_of(row, number, true));
}

bool SqliteCaptureStore::has_request(std::string_view id) const {
  const auto reader = readers_.lease();
  SQLite::Statement row(*reader, "SELECT 1 FROM requests WHERE id = ?");
  row.bind(1, std::string(id));
  return row.executeStep();
}

std::optional<CapturedRequest> SqliteCaptureStore::find_latest(BinNumber number) const {
  const Seq floor = floor_of(number);
  const auto reader = readers_.lease();
  SQLite::Statement row(*reader, fmt::format("SELECT {}, body FROM requests WHERE bin = ? AND seq > ? "
                                             "ORDER BY seq DESC LIMIT 1",
                                             request_columns()));
  row.bind(1, number);
  row.bind(2, floor);
  if (!row.executeStep()) return std::nullopt;
  return with_answer(*reader, request_of(row, number, true));
}

void SqliteCaptureStore::visit_requests(BinNumber number, const RequestRange& range, const Visit& visit) const {
  const auto reader = readers_.lease();
  SQLite::Statement rows(*reader, fmt::format("SELECT {}, body FROM requests WHERE bin = ? AND seq > ? AND seq < ? "
                                              "ORDER BY seq {} LIMIT ?",
                                              request_columns(), range.newest_first ? "DESC" : "ASC"));
  Seq before = range.before.value_or(std::numeric_limits<Seq>::max());
  Seq after = range.after.value_or(0);
  CapturedRequest request;
  for (std::size_t left = range.limit; left > 0;) {
    // A reader that stays would keep the log from being begun anew.
    const std::size_t piece = std::min(left, kVisitedRows);
    after = std::max(after, floor_of(number));
    rows.bind(1, number);
    rows.bind(2, after);
    rows.bind(3, before);
    rows.bind(4, static_cast<std::int64_t>(piece));
    std::size_t seen = 0;
    while (rows.executeStep()) {
      read_request(rows, number, true, request);
      ++seen;
      if (!visit(request)) return;
    }
    rows.reset();
    if (seen < piece) return;
    left -= piece;
    (range.newest_first ? before : after) = request.seq;
  }
}

std::vector<DeliveryCapture> SqliteCaptureStore::find_by_delivery(BinNumber number, std::string_view delivery_id,
                                                                  std::size_t limit) const {
  const Seq floor = floor_of(number);
  const auto reader = readers_.lease();
  SQLite::Statement rows(*reader,
                         "SELECT seq, id, attempt, response_status, body_bytes FROM requests "
                         "WHERE bin = ? AND delivery_id = ? AND seq > ? ORDER BY seq LIMIT ?");
  rows.bind(1, number);
  rows.bind(2, std::string(delivery_id));
  rows.bind(3, floor);
  rows.bind(4, static_cast<std::int64_t>(limit));
  std::vector<DeliveryCapture> captures;
  while (rows.executeStep()) {
    DeliveryCapture capture;
    capture.seq = rows.getColumn(0).getInt64();
    capture.id = rows.getColumn(1).getString();
    capture.attempt = attempt_of(rows.getColumn(2));
    capture.response_status = rows.getColumn(3).getInt();
    capture.body_wire_bytes = static_cast<std::uint64_t>(rows.getColumn(4).getInt64());
    captures.push_back(std::move(capture));
  }
  return captures;
}

std::vector<CaptureExchange> SqliteCaptureStore::list_exchanges(BinNumber number, Seq seq) const {
  if (seq <= floor_of(number) || !bins_.find(number)) return {};
  const auto reader = readers_.lease();
  return select_exchanges(*reader, number, seq);
}

std::vector<ForwardCursor> SqliteCaptureStore::list_forward_cursors(BinNumber number) const {
  const auto reader = readers_.lease();
  return select_forward_cursors(*reader, number);
}

}  // namespace hookloop
