// GET and PATCH /api/v1/account.
#pragma once

#include "emitter/http/api_context.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_account_routes(Routes& routes, const ApiContext& context);

}  // namespace hookloop
