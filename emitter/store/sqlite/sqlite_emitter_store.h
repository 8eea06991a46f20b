// The emitter's store: the platform, the outbox and the ledger over one SQLite database, `emitter.db` in a folder or,
// for `--ephemeral`, in memory. The twin in memory is SQLite's own: the three interfaces are joins and conditions over
// the same rows, and a second implementation of them would be the larger half of this one, with mistakes of its own. So
// what holds for one, holds for both, and one contract test says so.
//
// Any thread; see the three interfaces. In memory, one connection serves all, so reading waits for writing.
#pragma once

#include <filesystem>
#include <memory>

#include "emitter/store/emitter_store.h"
#include "emitter/store/sqlite/emitter_database.h"
#include "emitter/store/sqlite/sqlite_ledger.h"
#include "emitter/store/sqlite/sqlite_outbox.h"
#include "emitter/store/sqlite/sqlite_platform_store.h"
#include "shared/support/result.h"

namespace hookloop {

class SqliteEmitterStore final : public EmitterStore {
 public:
  // Opens or makes `folder`/emitter.db. Errors are those of shared/sqlite/database.h.
  static Result<std::unique_ptr<SqliteEmitterStore>> open(const std::filesystem::path& folder, Durability durability);
  // Empty, and gone with the store.
  static std::unique_ptr<SqliteEmitterStore> open_in_memory();

  PlatformStore& platform() override { return platform_; }
  Outbox& outbox() override { return outbox_; }
  Ledger& ledger() override { return ledger_; }

  // The database, for tests that look behind or make trouble on purpose.
  SQLite::Database& database() { return database_.database(); }

 private:
  SqliteEmitterStore(std::optional<std::filesystem::path> file, std::unique_ptr<SQLite::Database> database)
      : database_(std::move(file), std::move(database)) {}

  EmitterDatabase database_;
  SqlitePlatformStore platform_{database_};
  SqliteOutbox outbox_{database_};
  SqliteLedger ledger_{database_};
};

}  // namespace hookloop
