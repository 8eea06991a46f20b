// GET …/requests/{request}/snippets?language=&url=&redact=: a captured request as programs that send it again (see
// bin_server/export/snippet.h).
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_snippet_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
