// What happened and what came of it: /api/v1/events, /api/v1/deliveries with /resend and /cancel, of one and of all
// that a filter names, and /api/v1/ledger as NDJSON. Lists are newest first, in pages by `number` that do not shift
// while more is added.
#pragma once

#include "emitter/http/platform_api.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_event_routes(Routes& routes, const PlatformApi& context);
void add_delivery_routes(Routes& routes, const PlatformApi& context);
void add_ledger_routes(Routes& routes, const PlatformApi& context);

}  // namespace hookloop
