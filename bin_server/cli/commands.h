// Each command adds itself to the program's command line, and when its name was given puts what is to be done into
// `action`. The surroundings must outlive the action.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "bin_server/cli/surroundings.h"
#include "shared/support/exit_code.h"

namespace hookloop {

using Action = std::function<ExitCode()>;

// Each uses the API of a server that runs (bin_command.h).
void add_create_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action);
void add_list_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action);
void add_show_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action);
void add_tail_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action);
void add_export_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action);
void add_import_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action);
void add_replay_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action);
void add_delete_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action);

}  // namespace hookloop
