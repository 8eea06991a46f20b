// Bringing captures back that were taken away: POST …/{bin}/import takes NDJSON (bin_server/export/ndjson.h), all of it
// in one transaction or nothing. An id that is taken is given anew, and so are those of its exchanges. Pins and marks
// have the limits that they have elsewhere (mark_room.h): a file that goes beyond them is refused, and says at which
// line.
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_import_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
