// Each command adds itself to the program's command line, and when its name was given puts what is to be done into
// `action`. The surroundings must outlive the action.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "emitter/cli/surroundings.h"
#include "shared/support/exit_code.h"

namespace hookloop {

using Action = std::function<ExitCode()>;

void add_trigger_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_events_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_faults_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_serve_command(CLI::App& app, Surroundings& surroundings, Action& action);

// The platform's API from a terminal (api/api_command.h).
void add_account_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_apps_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_versions_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_builds_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_publications_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_tests_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_webhooks_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_attachments_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_deliveries_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_ledger_command(CLI::App& app, Surroundings& surroundings, Action& action);
void add_watch_command(CLI::App& app, Surroundings& surroundings, Action& action);

}  // namespace hookloop
