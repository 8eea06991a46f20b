// `emitter trigger` once its flags are read: makes events happen and delivers them, or prints what would be sent.
#pragma once

#include "emitter/cli/surroundings.h"
#include "emitter/cli/trigger_plan.h"
#include "shared/support/exit_code.h"

namespace hookloop {

// What does not fit together is said on stderr, and nothing is sent.
ExitCode run_trigger(const TriggerOptions& options, Surroundings& surroundings);

}  // namespace hookloop
