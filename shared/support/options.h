// Command lines by CLI11, in the manner that both programs share: a wrong word is one sentence on stderr that names the
// nearest right one, and exit code 2; --help and --version print and exit 0.
#pragma once

#include <CLI/CLI.hpp>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "shared/support/clock.h"
#include "shared/support/exit_code.h"
#include "shared/support/log.h"

namespace hookloop {

// Parses; a value means that the program is to end with it now. Options whose text is bad throw CLI::ValidationError
// from their transforms, which ends here too.
std::optional<ExitCode> parse_command_line(CLI::App& app, int argc, const char* const* argv);

// Gives each option of a server's command that is there by now its HOOKLOOP_… environment variable ("--max-body" is
// HOOKLOOP_MAX_BODY; that of a flag without a value is true or false) and adds --config FILE (TOML, keys named like the
// flags). A flag beats the variable, the variable beats the file; a key that the file should not have is an error
// (config_file.h). The file is read when the command line has been parsed: a CLI11 callback of the command runs before
// that and must not look at the values yet.
void add_environment_and_config(CLI::App& command);

// Options with units: "--read-timeout 10s", "--max-body 32MiB". A text that is no such quantity is a usage error.
CLI::Option* add_duration(CLI::App& command, const std::string& name, Microseconds& target, const std::string& help);
CLI::Option* add_size(CLI::App& command, const std::string& name, std::uint64_t& target, const std::string& help,
                      std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

// A whole number in decimal digits ("010" is ten), from `least` to `most`; `take` gets it. Anything else, larger
// numbers included, is a usage error that names the limits.
CLI::Option* add_whole_number(CLI::App& command, const std::string& name, std::uint64_t least, std::uint64_t most,
                              const std::string& help, std::function<void(std::uint64_t)> take);

// Into `target`, whose value by now is the default; it must be able to hold `most`.
template <std::integral Number>
CLI::Option* add_whole_number(CLI::App& command, const std::string& name, Number& target,
                              std::type_identity_t<Number> least, std::type_identity_t<Number> most,
                              const std::string& help) {
  return add_whole_number(command, name, static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(most), help,
                          [&target](std::uint64_t number) { target = static_cast<Number>(number); })
      ->default_str(std::to_string(target));
}
template <std::integral Number>
CLI::Option* add_whole_number(CLI::App& command, const std::string& name, std::optional<Number>& target,
                              std::type_identity_t<Number> least, std::type_identity_t<Number> most,
                              const std::string& help) {
  return add_whole_number(command, name, static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(most), help,
                          [&target](std::uint64_t number) { target = static_cast<Number>(number); });
}

// One of a few words, exactly as they are written here; `take` gets it. Another is a usage error that names them and
// the nearest.
CLI::Option* add_choice(CLI::App& command, const std::string& name, const std::vector<std::string>& words,
                        const std::string& help, std::function<void(const std::string&)> take);
// Into `target`, whose value by now is the default.
CLI::Option* add_choice(CLI::App& command, const std::string& name, std::string& target,
                        const std::vector<std::string>& words, const std::string& help);

// What every server of ours takes.
struct ServerOptions {
  std::string listen;
  std::string data;
  bool ephemeral = false;
  std::string ready_file;
  LogFormat log_format = LogFormat::text;
  std::string log_level = "info";
};
void add_server_options(CLI::App& command, ServerOptions& options, const std::string& default_listen,
                        const std::string& data_folder_name);

// $XDG_STATE_HOME or ~/.local/state, then hookloop/NAME.
std::string default_data_folder(const std::string& name);

}  // namespace hookloop
