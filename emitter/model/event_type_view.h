// An event type as JSON, the same from the command line and over HTTP. Pure functions, any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "shared/schema/event_type.h"

namespace hookloop {

// {"id": "PROJECT_VERSION_CREATE", "dotted": …, "console_name": …, "scope": "app", "origin": "documented"}
nlohmann::ordered_json event_type_view(const EventTypeInfo& event_type);

// {"event_types": […]}, in the catalogue's order.
nlohmann::ordered_json catalogue_view();

}  // namespace hookloop
