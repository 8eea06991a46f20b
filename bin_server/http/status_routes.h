// How the server is: /healthz (alive), /readyz (the store can be written), /metrics (Prometheus text exposition format
// 0.0.4), /openapi.json (what all of this is).
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_status_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
