// The search index as a database of its own beside the captures', so that building it never holds up the recorder's
// writing. Words are found by their trigrams (SQLite FTS5), everything else in a narrow table.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>

#include "bin_server/store/search_index.h"
#include "shared/sqlite/database.h"
#include "shared/sqlite/reader_pool.h"
#include "shared/sqlite/statement_cache.h"
#include "shared/support/guarded.h"

namespace hookloop {

class SqliteSearchIndex final : public SearchIndex {
 public:
  // Opens or makes `folder`/search.db; one that can not be opened is made anew, for nothing in it is lost. The error
  // says why not even that could be done.
  static Result<std::unique_ptr<SqliteSearchIndex>> open(const std::filesystem::path& folder);

  Seq covered(BinNumber bin) const override { return coverage_of(bin).seq; }
  std::optional<std::int64_t> judged_with(BinNumber bin) const override { return coverage_of(bin).secrets; }
  void set_judged_with(BinNumber bin, std::int64_t secrets) override;
  std::uint64_t size() const override { return size_; }
  void add(BinNumber bin, std::span<const IndexEntry> entries, Seq covered) override;
  std::vector<Seq> judged_with_others(BinNumber bin, std::int64_t secrets, std::size_t limit) const override;
  void judge_again(BinNumber bin, std::span<const IndexEntry> entries) override;
  void reset() override;
  std::vector<Seq> candidates(BinNumber bin, const SearchHints& hints, const RequestRange& range) const override;

 private:
  SqliteSearchIndex(const std::filesystem::path& file, std::unique_ptr<SQLite::Database> database);

  struct Coverage {
    Seq seq = 0;
    std::optional<std::int64_t> secrets;
  };
  Coverage coverage_of(BinNumber bin) const;
  void write_coverage(BinNumber bin, const Coverage& coverage);

  std::unique_ptr<SQLite::Database> database_;
  StatementCache statements_{*database_};
  mutable ReaderPool readers_;
  std::atomic<std::uint64_t> size_ = 0;
  Guarded<std::map<BinNumber, Coverage>> coverage_;
};

}  // namespace hookloop
