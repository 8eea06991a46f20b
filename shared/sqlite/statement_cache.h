// Prepared statements of one connection, kept by their text: preparing one costs ten times as much as running it over a
// row. For texts of a bounded number of forms; values are bound, never written into the text.
// One thread at a time, as its connection.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <unordered_map>

namespace hookloop {

class StatementCache {
 public:
  explicit StatementCache(SQLite::Database& database) : database_(database) {}

  // A statement to bind and run, for the time of this object; then it is reset, and forgets what was bound. A text that
  // is in use already is prepared once more.
  class Use {
   public:
    Use(StatementCache& cache, std::string sql, SQLite::Statement statement)
        : cache_(cache), sql_(std::move(sql)), statement_(std::move(statement)) {}
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    SQLite::Statement& operator*() { return statement_; }
    SQLite::Statement* operator->() { return &statement_; }

    // Runs it and makes it ready to be bound again; how many rows it changed.
    int run();

   private:
    StatementCache& cache_;
    std::string sql_;
    SQLite::Statement statement_;
  };
  Use use(std::string sql);

  SQLite::Database& database() { return database_; }

 private:
  SQLite::Database& database_;
  std::unordered_map<std::string, SQLite::Statement> idle_;
};

}  // namespace hookloop
