#include "emitter/store/sqlite/sqlite_emitter_store.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/store/sqlite/migrations.h"

namespace hookloop {
namespace {

constexpr int kApplicationId = 0x486b456d;  // "HkEm"

}  // namespace

Result<std::unique_ptr<SqliteEmitterStore>> SqliteEmitterStore::open(const std::filesystem::path& folder,
                                                                     Durability durability) {
  const auto file = folder / "emitter.db";
  auto database =
      open_database(file, {kApplicationId, emitter_store_migrations(), durability, /*automatic_checkpoints=*/false});
  if (!database) return database.error();
  try {
    return std::unique_ptr<SqliteEmitterStore>(new SqliteEmitterStore(file, *std::move(database)));
  } catch (const SQLite::Exception& error) {
    return Error{explain(error, file)};
  } catch (const std::exception& error) {
    return Error{fmt::format("{} is damaged ({}); restore a copy of it, or give another folder with --data",
                             file.string(), error.what())};
  }
}

std::unique_ptr<SqliteEmitterStore> SqliteEmitterStore::open_in_memory() {
  return std::unique_ptr<SqliteEmitterStore>(
      new SqliteEmitterStore(std::nullopt, hookloop::open_in_memory(emitter_store_migrations())));
}

}  // namespace hookloop
