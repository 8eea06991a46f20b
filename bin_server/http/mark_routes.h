// PATCH of one captured request: what a person notes on it (model/marks.h).
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_mark_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
