// What a query's alternative says of every capture that it can match, in the terms of the index (store/search_index.h).
// A condition that the index knows nothing of gives no hint: it is for the matcher alone. Pure; any thread.
#pragma once

#include <cstdint>

#include "bin_server/store/search_index.h"

namespace hookloop {

SearchHints hints_of(const SearchQuery::Alternative& alternative, std::int64_t secrets);

}  // namespace hookloop
