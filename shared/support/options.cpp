#include "shared/support/options.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "shared/support/ascii.h"
#include "shared/support/config_file.h"
#include "shared/support/nearest.h"
#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// The command that the words lead to: the innermost subcommand that was named.
CLI::App& innermost(CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : innermost(*chosen.front());
}

std::vector<std::string> flag_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands({})) names.push_back(sub->get_name());
  return names;
}

bool has_flag(const CLI::App& command, const std::string& flag) {
  const auto names = flag_names(command);
  return std::find(names.begin(), names.end(), flag) != names.end();
}

// A flag that the command knows is only at the wrong place when it was left over: it stood before the command.
std::string explain_extra_flag(CLI::App& app, const std::string& flag) {
  CLI::App& chosen = innermost(app);
  std::vector<CLI::App*> owners{&chosen};
  if (&chosen == &app) owners = app.get_subcommands({});
  for (const CLI::App* command : owners) {
    if (command->get_parent() == nullptr || !has_flag(*command, flag)) continue;
    return fmt::format("{} goes behind the command: {} {} {}", flag, app.get_name(), command->get_name(), flag);
  }
  return fmt::format("there is no flag {}{}", printable(flag), did_you_mean(flag, flag_names(chosen)));
}

std::string explain_extra_word(CLI::App& app) {
  CLI::App& command = innermost(app);
  const auto extras = app.remaining(true);
  const std::string word = extras.empty() ? "" : extras.front();
  if (!word.empty() && word.front() == '-') {
    return explain_extra_flag(app, word.substr(0, word.find('=')));
  }
  const auto commands = command_names(command);
  if (!commands.empty()) return fmt::format("there is no command '{}'{}", word, did_you_mean(word, commands));
  if (&command != &app) return fmt::format("'{}' is one word too many", word);
  return fmt::format("'{}' is one word too many: run {} without a command", word, app.get_name());
}

bool is_flag_without_value(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

// CLI11 would read any number behind "--json=" as true.
void forbid_values_of_flags(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    if (is_flag_without_value(*option)) option->disable_flag_override();
  }
  for (CLI::App* sub : command.get_subcommands({})) forbid_values_of_flags(*sub);
}

// CLI11's own sentence speaks of counts and types; the option that it is about stands first in it.
std::string explain_mismatch(CLI::App& app, std::string_view sentence) {
  std::string name(sentence.substr(0, sentence.find_first_of(": ")));
  if (!name.starts_with('-')) name.insert(0, "--");
  const CLI::Option* const option = innermost(app).get_option_no_throw(name);
  if (option == nullptr) return std::string(sentence);
  if (option->count() > 1) return fmt::format("{} is given twice", name);
  if (is_flag_without_value(*option)) return fmt::format("{} takes no value", name);
  return fmt::format("{} needs a value: {}", name, option->get_type_name());
}

// Of a flag's environment variable; CLI11 would take any number for true.
void check_truth(CLI::Option& option) {
  const std::string variable = option.get_envname();
  const auto is_truth = [variable](const std::string& value) {
    if (value == "true" || value == "false") return std::string();
    return fmt::format("{} is true or false, not '{}'", variable, value);
  };
  option.check(CLI::Validator(is_truth, ""));
}

}  // namespace

std::optional<ExitCode> parse_command_line(CLI::App& app, int argc, const char* const* argv) {
  std::string sentence;
  forbid_values_of_flags(app);
  try {
    app.parse(argc, argv);
    apply_config_files(app);
    return std::nullopt;
  } catch (const CLI::Success& asked) {  // --help, --version
    app.exit(asked);
    return ExitCode::passed;
  } catch (const CLI::ExtrasError&) {
    sentence = explain_extra_word(app);
  } catch (const CLI::ArgumentMismatch& error) {
    sentence = explain_mismatch(app, error.what());
  } catch (const CLI::ParseError& error) {
    sentence = error.what();
  }
  // What was typed, or stands in a file, may hold what steers a terminal.
  fmt::print(stderr, "{}: {}\n", app.get_name(), printable(sentence));
  return ExitCode::wrong_usage;
}

void add_environment_and_config(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty()) continue;
    // A variable of that name is no request for help, and HOOKLOOP_VERSION is likely to be set for other reasons.
    if (option->get_lnames().front() == "help" || option->get_lnames().front() == "version") continue;
    std::string name = "HOOKLOOP_" + option->get_lnames().front();
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c == '-' ? '_' : to_upper(c); });
    option->envname(name);
    if (is_flag_without_value(*option)) check_truth(*option);
  }
  add_config_flag(command);
}

CLI::Option* add_duration(CLI::App& command, const std::string& name, Microseconds& target, const std::string& help) {
  return command
      .add_option_function<std::string>(
          name,
          [&target, name](const std::string& text) {
            const auto duration = parse_duration(text);
            if (!duration) throw CLI::ValidationError(name, duration.error().message);
            target = *duration;
          },
          help)
      ->type_name("DURATION")
      ->default_str(to_flag_text(target));
}

CLI::Option* add_size(CLI::App& command, const std::string& name, std::uint64_t& target, const std::string& help,
                      std::uint64_t most) {
  return command
      .add_option_function<std::string>(
          name,
          [&target, name, most](const std::string& text) {
            const auto size = parse_size(text);
            if (!size) throw CLI::ValidationError(name, size.error().message);
            if (*size > most) {
              throw CLI::ValidationError(name,
                                         fmt::format("'{}' is more than {}", printable(text), to_flag_text(most)));
            }
            target = *size;
          },
          help)
      ->type_name("SIZE")
      ->default_str(to_flag_text(target));
}

CLI::Option* add_whole_number(CLI::App& command, const std::string& name, std::uint64_t least, std::uint64_t most,
                              const std::string& help, std::function<void(std::uint64_t)> take) {
  return command
      .add_option_function<std::string>(
          name,
          [name, least, most, take = std::move(take)](const std::string& text) {
            std::uint64_t number = 0;
            const char* const end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data(), end, number, 10);
            if (error != std::errc() || rest != end || number < least || number > most) {
              throw CLI::ValidationError(
                  name, fmt::format("'{}' is no whole number from {} to {}", printable(text), least, most));
            }
            take(number);
          },
          help)
      ->type_name("N");
}

CLI::Option* add_choice(CLI::App& command, const std::string& name, const std::vector<std::string>& words,
                        const std::string& help, std::function<void(const std::string&)> take) {
  return command.add_option_function<std::string>(
      name,
      [name, words, take = std::move(take)](const std::string& text) {
        if (std::find(words.begin(), words.end(), text) == words.end()) {
          throw CLI::ValidationError(
              name, fmt::format("'{}' is none of {}{}", text, fmt::join(words, ", "), did_you_mean(text, words)));
        }
        take(text);
      },
      help);
}

CLI::Option* add_choice(CLI::App& command, const std::string& name, std::string& target,
                        const std::vector<std::string>& words, const std::string& help) {
  return add_choice(command, name, words, help, [&target](const std::string& word) { target = word; })
      ->default_str(target);
}

void add_server_options(CLI::App& command, ServerOptions& options, const std::string& default_listen,
                        const std::string& data_folder_name) {
  options.listen = default_listen;
  options.data = default_data_folder(data_folder_name);
  command.add_option("--listen", options.listen, "Address to listen on; port 0 takes a free one")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  command.add_option("--data", options.data, "Folder that keeps everything")->type_name("DIR")->capture_default_str();
  command.add_flag("--ephemeral", options.ephemeral, "Keep everything in memory, and nothing after exit");
  command
      .add_option("--ready-file", options.ready_file,
                  "Write the address and process id here once requests are answered")
      ->type_name("FILE");
  add_choice(
      command, "--log-format", {"text", "json"}, "How the log on stderr reads: text or json",
      [&options](const std::string& word) { options.log_format = word == "json" ? LogFormat::json : LogFormat::text; })
      ->type_name("FORMAT")
      ->default_str("text");
  add_choice(command, "--log-level", options.log_level, {"trace", "debug", "info", "warn", "error", "off"},
             "trace, debug, info, warn, error or off")
      ->type_name("LEVEL");
}

std::string default_data_folder(const std::string& name) {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') return fmt::format("{}/hookloop/{}", state, name);
  const char* home = std::getenv("HOME");
  return fmt::format("{}/.local/state/hookloop/{}", home == nullptr ? "." : home, name);
}

}  // namespace hookloop
