#include "emitter/cli/command_line.h"

#include <ostream>

#include "emitter/cli/commands.h"
#include "shared/support/options.h"

namespace hookloop {

ExitCode run_emitter(int argc, const char* const* argv, Surroundings& surroundings) {
  CLI::App app("Plays an app-building platform and sends its webhooks.", "emitter");
  app.set_version_flag("--version", "emitter " HOOKLOOP_VERSION);
  app.footer("Example:\n  emitter trigger PROJECT_VERSION_CREATE --url http://localhost:3000/hook");
  app.require_subcommand(0, 1);  // and so of each command: a word that names another one is one word too many
  Action action;
  add_trigger_command(app, surroundings, action);
  add_events_command(app, surroundings, action);
  add_faults_command(app, surroundings, action);
  add_serve_command(app, surroundings, action);
  add_account_command(app, surroundings, action);
  add_apps_command(app, surroundings, action);
  add_versions_command(app, surroundings, action);
  add_builds_command(app, surroundings, action);
  add_publications_command(app, surroundings, action);
  add_tests_command(app, surroundings, action);
  add_webhooks_command(app, surroundings, action);
  add_attachments_command(app, surroundings, action);
  add_deliveries_command(app, surroundings, action);
  add_ledger_command(app, surroundings, action);
  add_watch_command(app, surroundings, action);

  if (const auto ended = parse_command_line(app, argc, argv)) return *ended;
  if (!action) {
    surroundings.err
        << "emitter: say what to do; `emitter serve` plays the platform, `emitter trigger` sends one event\n"
        << app.help();
    return ExitCode::wrong_usage;
  }
  return action();
}

}  // namespace hookloop
