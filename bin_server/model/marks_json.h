// Marks in JSON, `pinned`, `note` and `tags` among other fields, the same in the API and in files. Pure; any thread.
#pragma once

#include "bin_server/model/marks.h"
#include "shared/support/json_fields.h"

namespace hookloop {

// What is not there keeps what `before` says, null takes it away. BadField (shared/support/json_fields.h) says what is
// wrong and where.
Marks read_marks(const JsonFields& fields, const Marks& before);

}  // namespace hookloop
