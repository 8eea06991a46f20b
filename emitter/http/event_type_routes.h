// GET /api/v1/event-types, /event-types/{type}, /event-types/{type}/schema and /example: the catalogue over HTTP.
// {type} is anything that a command takes too: id, dotted form or console name.
#pragma once

#include <httplib.h>

namespace hookloop {

void add_event_type_routes(httplib::Server& server);

}  // namespace hookloop
