// Connections for reading, one for each thread that reads at a time; kept for the next one. Any thread.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "shared/support/guarded.h"

namespace hookloop {

class ReaderPool {
 public:
  explicit ReaderPool(std::filesystem::path file) : file_(std::move(file)) {}

  // A connection for the time of the lease.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<SQLite::Database> database) : pool_(pool), database_(std::move(database)) {}
    ~Lease() { pool_.give_back(std::move(database_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SQLite::Database& operator*() const { return *database_; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<SQLite::Database> database_;
  };

  Lease lease();

 private:
  void give_back(std::unique_ptr<SQLite::Database> database);

  std::filesystem::path file_;
  Guarded<std::vector<std::unique_ptr<SQLite::Database>>> idle_;
};

}  // namespace hookloop
