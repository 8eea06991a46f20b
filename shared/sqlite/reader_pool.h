// Connections for reading, one for each thread that reads at a time; kept for the next one, with the statements that
// they have prepared. Any thread.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "shared/sqlite/statement_cache.h"
#include "shared/support/guarded.h"

namespace hookloop {

class ReaderPool {
 private:
  struct Reader;

 public:
  explicit ReaderPool(std::filesystem::path file) : file_(std::move(file)) {}

  // A connection for the time of the lease.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Reader> reader) : pool_(pool), reader_(std::move(reader)) {}
    Lease(Lease&&) noexcept = default;
    ~Lease() {
      if (reader_) pool_.give_back(std::move(reader_));
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SQLite::Database& operator*() const { return *reader_->database; }
    StatementCache& statements() const { return reader_->statements; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Reader> reader_;
  };

  Lease lease();

 private:
  struct Reader {
    std::unique_ptr<SQLite::Database> database;
    StatementCache statements{*database};
  };

  void give_back(std::unique_ptr<Reader> reader);

  std::filesystem::path file_;
  Guarded<std::vector<std::unique_ptr<Reader>>> idle_;
};

}  // namespace hookloop
