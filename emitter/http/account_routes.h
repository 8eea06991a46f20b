// GET and PATCH /api/v1/account.
#pragma once

#include "emitter/http/platform_api.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_account_routes(Routes& routes, const PlatformApi& context);

}  // namespace hookloop
