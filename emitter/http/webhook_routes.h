// /api/v1/webhooks, /webhooks/{webhook} with /ping and /rotate, and /api/v1/attachments. {webhook} and {attachment} are
// ids.
#pragma once

#include "emitter/http/platform_api.h"
#include "shared/http_server/routes.h"

namespace hookloop {

void add_webhook_routes(Routes& routes, const PlatformApi& context);
void add_attachment_routes(Routes& routes, const PlatformApi& context);

}  // namespace hookloop
