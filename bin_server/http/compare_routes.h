// GET …/requests/{request}/compare?with={request}: two captured requests held against each other.
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_compare_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
