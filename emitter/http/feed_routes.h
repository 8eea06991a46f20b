// GET /api/v1/feed: server-sent events (WHATWG HTML section 9.2) of all that happens: `event: event` (something
// happened on the platform), `event: attempt` (a delivery was tried), `event: notice` (a webhook was paused, probed,
// changed …).
//
// 1. `id:` says how far the reader has come in all three, as EVENT.ATTEMPT.NOTICE; Last-Event-ID (or ?after=) resumes
//    with nothing lost or doubled. Without either the feed begins with what comes next; "0.0.0" is the beginning.
// 2. Only what was committed is told.
// 3. A reader who is too far behind is told `event: gap`, and goes on from there. A comment line comes every 15 s.
#pragma once

#include "emitter/feed/feed_options.h"
#include "emitter/http/platform_api.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_feed_routes(Routes& routes, const PlatformApi& context, const FeedOptions& options);

}  // namespace hookloop
