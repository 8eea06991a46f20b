#include "shared/sqlite/database.h"

#include <spdlog/fmt/fmt.h>
#include <sqlite3.h>
#include <sys/stat.h>

namespace hookloop {
namespace {

// Readers and the writer never wait for each other in WAL mode; this covers the moments in which a connection recovers
// or resets the log.
constexpr int kBusyTimeoutMilliseconds = 5000;

// Larger files are not checked whole at the start: a check reads everything, about 1 s a gigabyte.
constexpr std::uintmax_t kLargestCheckedFile = 64u << 20;

// Whoever uses a connection sees to it that nobody else does: without this SQLite takes a lock of its own for every
// value that is bound or read, some fifty for an attempt that is written down.
constexpr int kOneThreadAtATime = SQLITE_OPEN_NOMUTEX;

// SQLite counts what it allocates under one lock for all connections of the process, and nobody asks for the sum.
void stop_counting_memory() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)once;  // refused when a connection was opened before: then it counts
}

int pragma_int(SQLite::Database& database, const std::string& name) {
  return database.execAndGet("PRAGMA " + name).getInt();
}

void apply_migrations(SQLite::Database& database, const DatabaseOptions& options, int version) {
  for (std::size_t i = static_cast<std::size_t>(version); i < options.migrations.size(); ++i) {
    SQLite::Transaction transaction(database);
    database.exec(std::string(options.migrations[i]));
    database.exec(fmt::format("PRAGMA application_id = {}", options.application_id));
    database.exec(fmt::format("PRAGMA user_version = {}", i + 1));
    transaction.commit();
  }
}

// Whether closing the last connection moves the log of a process that was killed into the database, and deletes it.
void keep_log_on_close(SQLite::Database& database, bool keep) {
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, static_cast<int*>(nullptr));
}

// Nothing, or why this file must not be touched.
std::optional<Error> refuse(SQLite::Database& database, const std::filesystem::path& file,
                            const DatabaseOptions& options, int version) {
  const int id = pragma_int(database, "application_id");
  const bool is_empty = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
  if (!is_empty && id != options.application_id) {
    return Error{
        fmt::format("{} is a database of another program; move it away, or give another --data folder", file.string())};
  }
  if (version > static_cast<int>(options.migrations.size())) {
    return Error{
        fmt::format("{} was written by a newer version (its schema is {}, this program knows {}); use that "
                    "version, or give another --data folder",
                    file.string(), version, options.migrations.size())};
  }
  std::error_code error;
  if (std::filesystem::file_size(file, error) <= kLargestCheckedFile) {
    const std::string verdict = database.execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") {
      return Error{fmt::format("{} is damaged ({}); restore a copy, or give another --data folder. Nothing was changed",
                               file.string(), verdict)};
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<SQLite::Database>> open_database(const std::filesystem::path& file,
                                                        const DatabaseOptions& options) {
  stop_counting_memory();
  try {
    // The owner alone may read it; SQLite gives its log files the same rights.
    const mode_t old_mask = umask(S_IRWXG | S_IRWXO);
    auto database = [&] {
      struct RestoreMask {
        mode_t mask;
        ~RestoreMask() { umask(mask); }
      } restore{old_mask};
      return std::make_unique<SQLite::Database>(
          file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | kOneThreadAtATime, kBusyTimeoutMilliseconds);
    }();
    keep_log_on_close(*database, true);  // until it is known that the file is ours to change
    if (sqlite3_db_readonly(database->getHandle(), "main") == 1) {
      return Error{fmt::format("{} can only be read; make it writable, or give another --data folder", file.string())};
    }
    const int version = pragma_int(*database, "user_version");
    if (auto refusal = refuse(*database, file, options, version)) return *std::move(refusal);
    keep_log_on_close(*database, false);
    database->execAndGet("PRAGMA journal_mode = WAL");
    database->exec(options.durability == Durability::full ? "PRAGMA synchronous = FULL"
                                                          : "PRAGMA synchronous = NORMAL");
    database->exec("PRAGMA foreign_keys = ON");
    // Debian's SQLite overwrites what is deleted, which writes all of it once more through the log: deleting 300 MiB
    // took nine times as long. The folder is its owner's alone.
    database->execAndGet("PRAGMA secure_delete = OFF");
    database->execAndGet("PRAGMA journal_size_limit = 67108864");
    if (!options.automatic_checkpoints) database->execAndGet("PRAGMA wal_autocheckpoint = 0");
    apply_migrations(*database, options, version);
    // A write now, rather than at the first capture, finds a full disk and missing rights.
    database->exec(fmt::format("PRAGMA user_version = {}", options.migrations.size()));
    return database;
  } catch (const SQLite::Exception& error) {
    return Error{explain(error, file)};
  }
}

std::unique_ptr<SQLite::Database> open_in_memory(Migrations migrations) {
  stop_counting_memory();
  auto database =
      std::make_unique<SQLite::Database>(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | kOneThreadAtATime);
  database->exec("PRAGMA foreign_keys = ON");
  apply_migrations(*database, {.migrations = migrations}, 0);
  return database;
}

std::unique_ptr<SQLite::Database> open_reader(const std::filesystem::path& file) {
  return std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY | kOneThreadAtATime,
                                            kBusyTimeoutMilliseconds);
}

std::string explain(const SQLite::Exception& error, const std::filesystem::path& file) {
  const std::string name = file.string();
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
      return fmt::format("{} is no database; move it away, or give another --data folder. Nothing was changed", name);
    case SQLITE_CORRUPT:
      return fmt::format("{} is damaged ({}); restore a copy, or give another --data folder", name, error.what());
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return fmt::format("{} can not be written ({}); make it and its folder writable, or give another --data folder",
                         name, error.what());
    case SQLITE_CANTOPEN:
      return fmt::format("{} can not be opened ({}); check the folder's rights, or give another --data folder", name,
                         error.what());
    case SQLITE_FULL:
      return fmt::format("the disk that holds {} is full; make room", name);
    case SQLITE_IOERR:
      return fmt::format("the disk that holds {} can not be written or read ({}); make room or check it", name,
                         error.what());
    case SQLITE_BUSY:
      return fmt::format("{} is in use by another process; stop that one", name);
    default:
      return fmt::format("{}: {}", name, error.what());
  }
}

}  // namespace hookloop
