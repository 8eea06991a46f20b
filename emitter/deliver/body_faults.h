// Faults of the stage body: what they do to it after it was signed. Part of making requests (outgoing_request.h). Any
// bytes; any thread.
#pragma once

#include <optional>
#include <string>

#include "emitter/deliver/fault_work.h"
#include "shared/schema/event_type.h"

namespace hookloop {

// body-altered leaves JSON to be JSON and, where that can be, a valid payload of its type: only the signature tells.
void apply_body_faults(std::string& body, const std::optional<EventType>& type, FaultWork& work);

}  // namespace hookloop
