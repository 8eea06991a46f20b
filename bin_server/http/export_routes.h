// Taking captures away: GET …/{bin}/export?format=&q= (the oldest first; see bin_server/export/).
#pragma once

#include "bin_server/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_export_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
