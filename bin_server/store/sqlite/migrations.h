// The migrations of the capture store (migrations/*.sql) and of the search index (index_migrations/*.sql), embedded in
// the order of their numbers.
#pragma once

#include "shared/sqlite/database.h"

namespace hookloop {

Migrations capture_store_migrations();
Migrations search_index_migrations();

}  // namespace hookloop
