#include "bin_server/store/sqlite/sqlite_search_index.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>

#include "bin_server/store/sqlite/migrations.h"
#include "shared/sqlite/columns.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

constexpr int kIndexApplicationId = 0x486b5369;  // "HkSi"
constexpr int kSeqBits = 40;

// A long word has many trigrams, and each is one more list to go through: some of them, spread over the word, rule out
// nearly as much.
constexpr std::size_t kMostTrigrams = 6;

// The bits of `states`.
enum StateBit { valid = 1, invalid = 2, incomplete = 4, malformed = 8, duplicate = 16, with_signature = 32, bad = 64 };

std::int64_t key_of(BinNumber bin, Seq seq) { return (bin << kSeqBits) + seq; }
Seq seq_of(std::int64_t key) { return key & ((std::int64_t{1} << kSeqBits) - 1); }

int states_of(const IndexEntry& entry) {
  return (entry.is_valid ? valid : 0) | (entry.is_invalid ? invalid : 0) | (entry.is_incomplete ? incomplete : 0) |
         (entry.is_malformed ? malformed : 0) | (entry.is_duplicate ? duplicate : 0) |
         (entry.is_signed ? with_signature : 0) | (entry.is_badly_signed ? bad : 0);
}

int bit_of(SearchState state) {
  switch (state) {
    case SearchState::valid:
      return valid;
    case SearchState::invalid:
      return invalid;
    case SearchState::incomplete:
      return incomplete;
    case SearchState::malformed:
      return malformed;
    case SearchState::duplicate:
      return duplicate;
    case SearchState::with_signature:
      return with_signature;
    case SearchState::pinned:
      return 0;  // marks are not in the index: it rules out nothing
    case SearchState::bad_signature:
      break;
  }
  return bad;
}

// Where the characters of a UTF-8 text begin, and its end.
std::vector<std::size_t> characters_of(std::string_view text) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!continues_character(text[i])) begins.push_back(i);
  }
  begins.push_back(text.size());
  return begins;
}

// As FTS5's query language has it: "abc" AND "bcd" …; empty for texts of less than three characters.
std::string match_of(const std::vector<std::string>& texts) {
  std::string match;
  for (const std::string& text : texts) {
    const auto begins = characters_of(text);
    if (begins.size() < 4) continue;
    const std::size_t count = begins.size() - 3;
    const std::size_t chosen = std::min(count, kMostTrigrams);
    for (std::size_t i = 0; i < chosen; ++i) {
      const std::size_t at = chosen == 1 ? 0 : i * (count - 1) / (chosen - 1);
      if (!match.empty()) match += " AND ";
      match += '"';
      for (const char c : std::string_view(text).substr(begins[at], begins[at + 3] - begins[at])) {
        if (c == '"') match += '"';
        match += c;
      }
      match += '"';
    }
  }
  return match;
}

void add_range(std::string& where, const char* column, const std::optional<NumberRange>& range) {
  if (range) where += fmt::format(" AND f.{} BETWEEN {} AND {}", column, range->least, range->most);
}

// Only numbers are written into the text.
std::string facts_condition(const SearchHints& hints) {
  std::string where;
  add_range(where, "status", hints.status);
  add_range(where, "size", hints.size);
  add_range(where, "attempt", hints.attempt);
  if (hints.from) where += fmt::format(" AND f.received_at >= {}", to_column(*hints.from));
  if (hints.before) where += fmt::format(" AND f.received_at < {}", to_column(*hints.before));
  if (hints.type) where += fmt::format(" AND f.type = {}", *hints.type);
  for (const SearchHints::State& hint : hints.states) {
    const int bit = bit_of(hint.state);
    const std::string holds = fmt::format("(f.states & {}) {} 0", bit, hint.wanted ? "<>" : "=");
    const bool follows_secrets = bit == with_signature || bit == bad;
    where += follows_secrets ? fmt::format(" AND ({} OR f.secrets <> {})", holds, hints.secrets) : " AND " + holds;
  }
  return where;
}

std::vector<std::int64_t> keys_of(SQLite::Statement& rows) {
  std::vector<std::int64_t> keys;
  while (rows.executeStep()) keys.push_back(rows.getColumn(0).getInt64());
  return keys;
}

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
        "INSERT INTO facts (key, received_at, status, size, attempt, type, states, secrets, is_whole) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    Binder bind(*facts);
    bind.number(key).time(entry.received_at).number(entry.status).number(entry.size);
    bind.number(entry.attempt ? std::optional<std::int64_t>(*entry.attempt) : std::nullopt);
    bind.number(entry.type ? std::optional<std::int64_t>(*entry.type) : std::nullopt);
    bind.number(states_of(entry)).number(entry.secrets).number(entry.is_whole);
    facts.run();
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
  for (const std::int64_t key : keys_of(*rows)) seqs.push_back(seq_of(key));
  return seqs;
}

void SqliteSearchIndex::judge_again(BinNumber bin, std::span<const IndexEntry> entries) {
  SQLite::Transaction transaction(*database_);
  for (const IndexEntry& entry : entries) {
    auto update = statements_.use("UPDATE facts SET states = ?, secrets = ? WHERE key = ?");
    Binder(*update).number(states_of(entry)).number(entry.secrets).number(key_of(bin, entry.seq));
    update.run();
  }
  transaction.commit();
}

void SqliteSearchIndex::reset() {
  // Nothing is covered before nothing is there: a search in between goes through all captures.
  coverage_.with([](auto& coverage) { coverage.clear(); });
  SQLite::Transaction transaction(*database_);
  database_->exec("DELETE FROM coverage; DELETE FROM facts; INSERT INTO texts (texts) VALUES ('delete-all')");
  transaction.commit();
  size_ = 0;
}

std::vector<Seq> SqliteSearchIndex::candidates(BinNumber bin, const SearchHints& hints,
                                               const RequestRange& range) const {
  const std::int64_t after = key_of(bin, range.after.value_or(0));
  const std::int64_t before = range.before ? key_of(bin, std::min(*range.before, seq_of(-1))) : key_of(bin + 1, 0);
  const char* const order = range.newest_first ? "DESC" : "ASC";
  const std::string condition = facts_condition(hints);
  const std::string match = match_of(hints.texts);
  const auto reader = readers_.lease();
  std::vector<std::int64_t> keys;
  const auto run = [&](const std::string& sql, bool has_match) {
    SQLite::Statement rows(*reader, sql);
    Binder bind(rows);
    if (has_match) bind.text(match);
    bind.number(after).number(before).number(range.limit);
    for (const std::int64_t key : keys_of(rows)) keys.push_back(key);
  };
  if (match.empty()) {
    run(fmt::format("SELECT key FROM facts AS f WHERE key > ? AND key < ?{} ORDER BY key {} LIMIT ?", condition, order),
        false);
  } else {
    run(fmt::format("SELECT t.rowid FROM texts AS t CROSS JOIN facts AS f ON f.key = t.rowid WHERE texts MATCH ? AND "
                    "t.rowid > ? AND t.rowid < ?{} ORDER BY t.rowid {} LIMIT ?",
                    condition, order),
        true);
    run(fmt::format(
            "SELECT key FROM facts AS f INDEXED BY facts_not_whole WHERE key > ? AND key < ? AND is_whole = 0{} "
            "ORDER BY key {} LIMIT ?",
            condition, order),
        false);
    if (range.newest_first) {
      std::sort(keys.begin(), keys.end(), std::greater<>());
    } else {
      std::sort(keys.begin(), keys.end());
    }
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (keys.size() > range.limit) keys.resize(range.limit);
  }
  std::vector<Seq> seqs;
  seqs.reserve(keys.size());
  for (const std::int64_t key : keys) seqs.push_back(seq_of(key));
  return seqs;
}

}  // namespace hookloop
