// The captured requests of a bin: GET and DELETE …/requests, GET and DELETE …/requests/{request}, and its exact bytes
// at …/body and …/raw.
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_request_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
