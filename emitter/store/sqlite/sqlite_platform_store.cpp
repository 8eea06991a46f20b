#include "emitter/store/sqlite/sqlite_platform_store.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/store/sqlite/migrations.h"
#include "emitter/store/sqlite/platform_change.h"

namespace hookloop {

std::optional<StoreError> SqlitePlatformStore::change(const std::function<bool(PlatformChange&)>& body) {
  return database_.write([&](StatementCache& statements, CountChanges& counts) {
    SqlitePlatformChange change(statements, counts);
    return body(change);
  });
}

std::optional<StoreError> SqlitePlatformStore::check_writable() {
  // Says what the database says already, but writes it: a full disk shows.
  return database_.write([](StatementCache& statements, CountChanges&) {
    statements.database().exec(fmt::format("PRAGMA user_version = {}", emitter_store_migrations().size()));
    return true;
  });
}

}  // namespace hookloop
