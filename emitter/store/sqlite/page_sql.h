// A page of a list in SQL: which numbers, in which order, how many. Pure functions, any thread.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "emitter/store/platform_store.h"

namespace hookloop {

inline std::int64_t to_limit(std::uint64_t limit) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(limit, std::numeric_limits<std::int64_t>::max()));
}

// "number < :before AND …", to be joined to others with AND; its parameters are bound by `bind_page`.
inline std::string page_condition(const Page& page) {
  std::string condition = page.after ? "number > :after" : "number > 0";
  if (page.before) condition += " AND number < :before";
  return condition;
}

inline const char* page_order(const Page& page) {
  return page.newest_first ? "ORDER BY number DESC LIMIT :limit" : "ORDER BY number LIMIT :limit";
}

inline void bind_page(SQLite::Statement& statement, const Page& page) {
  if (page.after) statement.bind(":after", *page.after);
  if (page.before) statement.bind(":before", *page.before);
  statement.bind(":limit", to_limit(page.limit));
}

}  // namespace hookloop
