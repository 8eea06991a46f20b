// POST and GET /api/v1/bins; GET, PATCH and DELETE /api/v1/bins/{bin}.
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_bin_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
