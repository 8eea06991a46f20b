// POST and GET /api/v1/bins; GET, PATCH and DELETE /api/v1/bins/{bin}.
#pragma once

#include <httplib.h>

#include "bin_server/http/api_context.h"

namespace hookloop {

void add_bin_routes(httplib::Server& server, const ApiContext& context);

}  // namespace hookloop
