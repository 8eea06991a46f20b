// The one database behind the platform store, the outbox and the ledger (emitter_store.h): a connection that writes,
// its lock, connections that read, and the counts that nobody has to count.
//
// 1. `write` is one transaction. Where it returns an error, its body gives up or throws, nothing of it is kept, the
//    counts included, and the same can be tried again.
// 2. In a file, who reads never waits for who writes. In memory there is one connection, and all take turns on it.
// Any thread. A read that fails is SQLite::Exception, which is a std::runtime_error.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "emitter/store/ledger.h"
#include "shared/sqlite/checkpointer.h"
#include "shared/sqlite/database.h"
#include "shared/sqlite/reader_pool.h"
#include "shared/sqlite/statement_cache.h"
#include "shared/support/guarded.h"
#include "shared/support/result.h"
#include "shared/support/store_error.h"

namespace hookloop {

// What one transaction changes of the counts.
struct CountChanges {
  std::array<std::int64_t, 5> by_state{};
  std::array<std::int64_t, 5> by_outcome{};

  void add(DeliveryState state, std::int64_t count = 1) { by_state.at(static_cast<std::size_t>(state)) += count; }
  void add(AttemptOutcome outcome) { by_outcome.at(static_cast<std::size_t>(outcome)) += 1; }
  void move(DeliveryState from, DeliveryState to) {
    add(from, -1);
    add(to);
  }
  bool operator==(const CountChanges&) const = default;
};

class EmitterDatabase {
 public:
  // A file that open_database opened, or one in memory (no file). Throws SQLite::Exception.
  EmitterDatabase(std::optional<std::filesystem::path> file, std::unique_ptr<SQLite::Database> database);

  // `body` returns whether what it did is to be kept. Called from inside a `write` of the same thread it is a bug:
  // std::logic_error; so is a value that may be there only once and is there already.
  using Body = std::function<bool(StatementCache&, CountChanges&)>;
  std::optional<StoreError> write(const Body& body);

  // A connection for reading, for as long as this lives.
  class Reading {
   public:
    StatementCache& statements() { return lease_ ? lease_->statements() : *statements_; }

   private:
    friend EmitterDatabase;
    Reading() = default;
    std::optional<ReaderPool::Lease> lease_;
    std::unique_lock<std::recursive_mutex> lock_;
    StatementCache* statements_ = nullptr;
  };
  Reading read();
  // The same on the connection that writes: what it has just written is in its cache, where a reader would fetch all of
  // it from the file again. Others' writes wait meanwhile.
  Reading read_on_writer();

  DeliveryCounts counts() const;

  // For tests that look behind or make trouble on purpose.
  SQLite::Database& database() { return *database_; }

 private:
  void load_counts();
  void save_counts(const CountChanges& changes);
  std::string explain_failure(const SQLite::Exception& error) const;

  // Constant after construction.
  std::optional<std::filesystem::path> file_;
  // In memory, what a body reads through the store itself is read on its own thread, under the lock that it holds.
  std::recursive_mutex mutex_;
  std::unique_ptr<SQLite::Database> database_;  // guarded by mutex_, as the two below
  StatementCache statements_;
  bool is_writing_ = false;
  Guarded<DeliveryCounts> counts_;
  // Their own synchronisation; nothing in memory.
  std::optional<ReaderPool> readers_;
  std::optional<Checkpointer> checkpointer_;
};

}  // namespace hookloop
