// The emitter store's migrations, embedded from migrations/*.sql in the order of their numbers.
#pragma once

#include "shared/sqlite/database.h"

namespace hookloop {

Migrations emitter_store_migrations();

}  // namespace hookloop
