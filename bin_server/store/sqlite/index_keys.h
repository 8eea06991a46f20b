// Reads the search index: the keys of the captures that hints do not rule out. Any thread with a connection of its own.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <vector>

#include "bin_server/store/search_index.h"

namespace hookloop {

// Both ends are excluded.
struct IndexKeyRange {
  std::int64_t after = 0;
  std::int64_t before = 0;
  std::size_t limit = 0;
  bool newest_first = true;
};

// In the order of the range.
std::vector<std::int64_t> find_index_keys(SQLite::Database& reader, const SearchHints& hints,
                                          const IndexKeyRange& range);

}  // namespace hookloop
