// The whole of `emitter`: parses the words and runs the command that they name. Usage errors are one sentence on stderr
// and exit code 2. Exceptions pass through: main turns them into an exit code.
#pragma once

#include "emitter/cli/surroundings.h"
#include "shared/support/exit_code.h"

namespace hookloop {

ExitCode run_emitter(int argc, const char* const* argv, Surroundings& surroundings);

}  // namespace hookloop
