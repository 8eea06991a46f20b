// Opens our databases: write-ahead log, our pragmas, numbered migrations, and a sentence for each way in which that
// fails.
//
// A file is ours when its application_id is ours; its user_version is the number of the last migration that it has.
// Migrations are applied in order, each in one transaction of its own. A file that is newer than we are, is not ours,
// is damaged or can not be written is left exactly as it is. A connection is used by one thread at a time.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "shared/support/result.h"

namespace hookloop {

// What a commit survives. normal: the end of the process, however it ends. full: power loss too (each commit waits for
// the disk).
enum class Durability { normal, full };

// SQL files embedded from a store's migrations/ folder: the first one is number 1.
using Migrations = std::span<const std::string_view>;

struct DatabaseOptions {
  int application_id = 0;
  Migrations migrations;
  Durability durability = Durability::normal;
  // Off: somebody else checkpoints the log (checkpointer.h).
  bool automatic_checkpoints = true;
};

// For writing. Errors are sentences that name the file and say what to do.
Result<std::unique_ptr<SQLite::Database>> open_database(const std::filesystem::path& file,
                                                        const DatabaseOptions& options);

// A database in memory, empty and gone with its connection, with the tables that the migrations make. It has this one
// connection and no other. Throws SQLite::Exception.
std::unique_ptr<SQLite::Database> open_in_memory(Migrations migrations);

// A further connection to a database that is open already, for reading only. Throws SQLite::Exception.
std::unique_ptr<SQLite::Database> open_reader(const std::filesystem::path& file);

// What went wrong, as a sentence about this file: "the disk is full (…)".
std::string explain(const SQLite::Exception& error, const std::filesystem::path& file);

}  // namespace hookloop
