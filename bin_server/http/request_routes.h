// The captured requests of a bin: GET and DELETE …/requests, GET and DELETE …/requests/{request}, and its exact bytes at
// …/body and …/raw.
#pragma once

#include <httplib.h>

#include "bin_server/http/api_context.h"

namespace hookloop {

void add_request_routes(httplib::Server& server, const ApiContext& context);

}  // namespace hookloop
