// GET /api/v1/bins/{bin}/feed: the live feed as server-sent events (WHATWG HTML, "Server-sent events"). `id:` is the
// seq, `event: captured`, `data:` the list row. `Last-Event-ID`, or ?after=SEQ at the first call, resumes with nothing
// lost or doubled; without either it begins with the next capture. With ?q= only those are told of that match the
// search, as of the moment when the viewer came; an `id:` alone says how far it has got. Where captures are missing
// between two seqs it says so: `event: gap`, data {after, next, missed}: the viewer was too far behind or, without a
// search, they were deleted. A comment line comes every 15 s.
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_feed_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
