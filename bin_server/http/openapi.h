// The OpenAPI 3.1 document of all that `bin_server` answers, as GET /openapi.json serves it: exact bytes, joined at
// build time from openapi/*.json. Tests hold it against the routes, in both directions, and against what the server
// answers. Constant data, any thread.
#pragma once

#include <string_view>

namespace hookloop {

std::string_view bin_server_openapi();

}  // namespace hookloop
