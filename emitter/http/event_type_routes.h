// GET /api/v1/event-types, /event-types/{type}, /event-types/{type}/schema and /example: the catalogue over HTTP.
// {type} is anything that a command takes too: id, dotted form or console name. GET /api/v1/faults and
// /api/v1/retry-profiles: what a webhook can be told to do badly, and how well-known senders try again.
#pragma once

#include "shared/http_server/routes.h"

namespace hookloop {

void add_event_type_routes(Routes& routes);

}  // namespace hookloop
