// Faults of the stage payload: what they do to a body before it is signed. Part of making requests
// (outgoing_request.h). Any bytes; any thread.
#pragma once

#include <optional>
#include <string>

#include "emitter/deliver/fault_work.h"
#include "shared/schema/event_type.h"

namespace hookloop {

// A payload that is valid for its type breaks afterwards, for each schema-* fault, the rule that it is named for
// (judge_payload): required, type or additionalProperties.
void apply_payload_faults(std::string& body, const std::optional<EventType>& type, FaultWork& work);

}  // namespace hookloop
