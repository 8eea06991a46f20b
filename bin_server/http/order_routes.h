// GET …/order: what can be told of the order in which deliveries came to a bin.
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_order_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
