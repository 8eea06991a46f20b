#include "shared/sqlite/statement_cache.h"

namespace hookloop {

StatementCache::Use StatementCache::use(std::string sql) {
  if (auto idle = idle_.extract(sql)) return {*this, std::move(idle.key()), std::move(idle.mapped())};
  SQLite::Statement statement(database_, sql);
  return {*this, std::move(sql), std::move(statement)};
}

StatementCache::Use::~Use() {
  statement_.tryReset();  // what failed was told where it failed
  try {
    statement_.clearBindings();
    cache_.idle_.try_emplace(std::move(sql_), std::move(statement_));
  } catch (const std::exception&) {
    // It is prepared again when it is wanted again.
  }
}

int StatementCache::Use::run() {
  const int changed = statement_.exec();
  statement_.reset();
  return changed;
}

}  // namespace hookloop
