#include "bin_server/cli/command_line.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "bin_server/cli/commands.h"
#include "bin_server/cli/serve_command.h"
#include "shared/support/options.h"

namespace hookloop {
namespace {

// `bin_server --listen …` is `bin_server serve --listen …`.
std::vector<const char*> with_command(int argc, const char* const* argv) {
  constexpr std::array<std::string_view, 3> kOfTheProgram{"--help", "-h", "--version"};
  std::vector<const char*> words(argv, argv + argc);
  const std::string_view first = words.size() > 1 ? words[1] : "-";
  const bool is_flag_of_serve =
      first.starts_with('-') && std::find(kOfTheProgram.begin(), kOfTheProgram.end(), first) == kOfTheProgram.end();
  if (is_flag_of_serve) words.insert(words.begin() + 1, "serve");
  return words;
}

void add_serve_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  const auto options = std::make_shared<ServeOptions>();
  CLI::App* const command =
      app.add_subcommand("serve", "Serve: capture, API and page. What no command at all does too");
  add_serve_flags(*command, *options);
  command->footer(
      "Example:\n  bin_server serve --listen 127.0.0.1:8080 --data ./captures\n"
      "Then open http://127.0.0.1:8080, make a bin, and send anything to its address.");
  command->callback([options, &surroundings, &action] {
    action = [options, &surroundings] { return surroundings.serve(*options); };
  });
}

}  // namespace

ExitCode run_bin_server(int argc, const char* const* argv, BinServerSurroundings& surroundings) {
  CLI::App app("Captures whatever reaches it, shows it live, and keeps every byte of it.", "bin_server");
  app.set_version_flag("--version", "bin_server " HOOKLOOP_VERSION);
  app.footer(
      "Example:\n  bin_server create demo\n  bin_server tail demo\n"
      "Without a command it serves: `bin_server serve --help` lists the flags.");
  app.require_subcommand(0, 1);  // and so of each command: a word that names another one is one word too many
  Action action;
  add_serve_command(app, surroundings, action);
  add_create_command(app, surroundings, action);
  add_list_command(app, surroundings, action);
  add_show_command(app, surroundings, action);
  add_tail_command(app, surroundings, action);
  add_export_command(app, surroundings, action);
  add_import_command(app, surroundings, action);
  add_replay_command(app, surroundings, action);
  add_delete_command(app, surroundings, action);

  const auto words = with_command(argc, argv);
  if (const auto ended = parse_command_line(app, static_cast<int>(words.size()), words.data())) return *ended;
  return action();
}

}  // namespace hookloop
