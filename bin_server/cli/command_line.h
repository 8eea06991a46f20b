// The whole of `bin_server`: parses the words and runs the command that they name; without a command it serves. Usage
// errors are one sentence on stderr and exit code 2. Exceptions pass through: main turns them into an exit code.
#pragma once

#include "bin_server/cli/surroundings.h"
#include "shared/support/exit_code.h"

namespace hookloop {

ExitCode run_bin_server(int argc, const char* const* argv, BinServerSurroundings& surroundings);

}  // namespace hookloop
