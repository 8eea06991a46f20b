// Sending captures on, and what came of it.
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_replay_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
