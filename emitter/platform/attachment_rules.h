// Which events may be checked on an attachment: those of its scope, at least one. Pure functions, any thread.
#pragma once

#include <string>
#include <vector>

#include "emitter/model/attachment.h"
#include "shared/schema/event_type.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

// As a person writes them: id, dotted form or console name; the same one twice is one. The problem is at "/events" or
// "/events/N" and names the nearest, or says which events can be checked there.
Result<EventMask, Problem> parse_checked_events(const std::vector<std::string>& events, EventScope scope);

// For a sentence, with the console's names: "App created, App removed".
std::string show_checked_events(const EventMask& events);

}  // namespace hookloop
