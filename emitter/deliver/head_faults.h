// Faults of the stage head: what they do to the header fields. Part of making requests (outgoing_request.h). Any
// thread.
#pragma once

#include <optional>

#include "emitter/deliver/fault_work.h"
#include "shared/schema/event_type.h"
#include "shared/support/http_message.h"

namespace hookloop {

void apply_head_faults(HeaderList& headers, const std::optional<EventType>& type, FaultWork& work);

}  // namespace hookloop
