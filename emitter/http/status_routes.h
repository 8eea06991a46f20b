// How the server is: /healthz (alive), /readyz (the store can be written), /metrics (Prometheus text exposition format
// 0.0.4), /openapi.json (what all of this is), and /api/v1/clock: the time that the platform goes by, which with
// virtual time moves only by POST /api/v1/clock/advance.
#pragma once

#include "emitter/http/platform_api.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_status_routes(Routes& routes, const PlatformApi& context);
void add_clock_routes(Routes& routes, const PlatformApi& context);

}  // namespace hookloop
