#include "bin_server/store/sqlite/sqlite_search_index.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>

#include "bin_server/store/sqlite/index_keys.h"
#include "bin_server/store/sqlite/migrations.h"
#include "bin_server/store/sqlite/state_bits.h"
#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

constexpr int kIndexApplicationId = 0x486b5369;  // "HkSi"
constexpr int kSeqBits = 40;

std::int64_t key_of(BinNumber bin, Seq seq) { return (bin << kSeqBits) + seq; }
Seq seq_of(std::int64_t key) { return key & ((std::int64_t{1} << kSeqBits) - 1); }

}  // namespace

Result<std::unique_ptr<SqliteSearchIndex>> SqliteSearchIndex::open(const std::filesystem::path& folder) {
  const auto file = folder / "search.db";
  const DatabaseOptions options{kIndexApplicationId, search_index_migrations()};
  for (const bool is_last : {false, true}) {
    auto database = open_database(file, options);
    if (database) {
      try {
        return std::unique_ptr<SqliteSearchIndex>(new SqliteSearchIndex(file, *std::move(database)));
      } catch (const SQLite::Exception& error) {
        if (is_last) return Error{explain(error, file)};
      }
    } else if (is_last) {
      return database.error();
    }
    spdlog::warn("the search index is made anew: {}", database ? "it can not be read" : database.error().message);
    for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + ending);
  }
  return Error{"unreachable"};
}

SqliteSearchIndex::SqliteSearchIndex(const std::filesystem::path& file, std::unique_ptr<SQLite::Database> database)
    : database_(std::move(database)), readers_(file) {
  database_->exec("PRAGMA cache_size = -8192");
  size_ = static_cast<std::uint64_t>(database_->execAndGet("SELECT count(*) FROM facts").getInt64());
  SQLite::Statement rows(*database_, "SELECT bin, seq, secrets FROM coverage");
  coverage_.with([&](auto& coverage) {
    while (rows.executeStep()) {
      RowReader read(rows);
      const BinNumber bin = read.number();
      const Seq seq = read.number();
      coverage[bin] = {seq, read.optional_number()};
    }
  });
}

SqliteSearchIndex::Coverage SqliteSearchIndex::coverage_of(BinNumber bin) const {
  return coverage_.with([&](const auto& coverage) {
    const auto found = coverage.find(bin);
    return found == coverage.end() ? Coverage{} : found->second;
  });
}

void SqliteSearchIndex::write_coverage(BinNumber bin, const Coverage& coverage) {
  auto write = statements_.use("INSERT OR REPLACE INTO coverage (bin, seq, secrets) VALUES (?, ?, ?)");
  Binder(*write).number(bin).number(coverage.seq).number(coverage.secrets);
  write.run();
}

void SqliteSearchIndex::set_judged_with(BinNumber bin, std::int64_t secrets) {
  Coverage coverage = coverage_of(bin);
  coverage.secrets = secrets;
  write_coverage(bin, coverage);
  coverage_.with([&](auto& all) { all[bin] = coverage; });
}

void SqliteSearchIndex::add(BinNumber bin, std::span<const IndexEntry> entries, Seq covered) {
  SQLite::Transaction transaction(*database_);
  for (const IndexEntry& entry : entries) {
    const std::int64_t key = key_of(bin, entry.seq);
    auto facts = statements_.use(
        "INSERT INTO facts (key, received_at, method, status, size, attempt, type, states, secrets, is_whole, "
        "has_all_numbers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    Binder bind(*facts);
    bind.number(key).time(entry.received_at).number(entry.method).number(entry.status).number(entry.size);
    bind.number(entry.attempt ? std::optional<std::int64_t>(*entry.attempt) : std::nullopt);
    bind.number(entry.type ? std::optional<std::int64_t>(*entry.type) : std::nullopt);
    bind.number(state_bits(entry)).number(entry.secrets).number(entry.is_whole).number(entry.has_all_numbers);
    facts.run();
    for (const IndexedNumber& number : entry.numbers) {
      // An object may have a key twice, with the same number.
      auto place = statements_.use("INSERT OR IGNORE INTO numbers (place, key, number) VALUES (?, ?, ?)");
      Binder(*place).number(number.place).number(key).number(number.key);
      place.run();
    }
    auto text = statements_.use("INSERT INTO texts (rowid, text) VALUES (?, ?)");
    Binder(*text).number(key).text(entry.text);
    text.run();
  }
  Coverage coverage = coverage_of(bin);
  const bool is_first = coverage.seq == 0;
  for (const IndexEntry& entry : entries) {
    if (is_first && !coverage.secrets) coverage.secrets = entry.secrets;
    if (coverage.secrets != entry.secrets) coverage.secrets.reset();
  }
  coverage.seq = covered;
  write_coverage(bin, coverage);
  transaction.commit();
  size_ += entries.size();
  coverage_.with([&](auto& all) { all[bin] = coverage; });
}

std::vector<Seq> SqliteSearchIndex::judged_with_others(BinNumber bin, std::int64_t secrets, std::size_t limit) const {
  const auto reader = readers_.lease();
  auto rows =
      reader.statements().use("SELECT key FROM facts WHERE key > ? AND key < ? AND secrets <> ? ORDER BY key LIMIT ?");
  Binder(*rows).number(key_of(bin, 0)).number(key_of(bin + 1, 0)).number(secrets).number(limit);
  std::vector<Seq> seqs;
  while (rows->executeStep()) seqs.push_back(seq_of(rows->getColumn(0).getInt64()));
  return seqs;
}

void SqliteSearchIndex::judge_again(BinNumber bin, std::span<const IndexEntry> entries) {
  SQLite::Transaction transaction(*database_);
  for (const IndexEntry& entry : entries) {
    auto update = statements_.use("UPDATE facts SET states = ?, secrets = ? WHERE key = ?");
    Binder(*update).number(state_bits(entry)).number(entry.secrets).number(key_of(bin, entry.seq));
    update.run();
  }
  transaction.commit();
}

void SqliteSearchIndex::reset() {
  // Nothing is covered before nothing is there: a search in between goes through all captures.
  coverage_.with([](auto& coverage) { coverage.clear(); });
  SQLite::Transaction transaction(*database_);
  database_->exec(
      "DELETE FROM coverage; DELETE FROM facts; DELETE FROM numbers; INSERT INTO texts (texts) VALUES ('delete-all')");
  transaction.commit();
  size_ = 0;
}

std::vector<Seq> SqliteSearchIndex::candidates(BinNumber bin, const SearchHints& hints,
                                               const RequestRange& range) const {
  IndexKeyRange keys;
  keys.after = key_of(bin, range.after.value_or(0));
  keys.before = range.before ? key_of(bin, std::min(*range.before, seq_of(-1))) : key_of(bin + 1, 0);
  keys.limit = range.limit;
  keys.newest_first = range.newest_first;
  const auto reader = readers_.lease();
  std::vector<Seq> seqs;
  for (const std::int64_t key : find_index_keys(*reader, hints, keys)) seqs.push_back(seq_of(key));
  return seqs;
}

}  // namespace hookloop
