#include "shared/support/config_file.h"

#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "shared/support/nearest.h"

namespace hookloop {
namespace {

// What a file may set: every flag but those that ask for something once.
std::vector<std::string> configurable_keys(const CLI::App& command) {
  std::vector<std::string> keys;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (name != "help" && name != "version" && "--" + name != kConfigFlag) keys.push_back(name);
    }
  }
  return keys;
}

bool is_section_mark(const CLI::ConfigItem& item) { return item.name == "++" || item.name == "--"; }

void apply(CLI::App& command, const std::string& file, const CLI::ConfigItem& item) {
  const auto keys = configurable_keys(command);
  const std::string key = item.fullname();
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
    throw CLI::ConfigError(fmt::format("{} has the key '{}', which is no flag{}", file, key, did_you_mean(key, keys)));
  }
  CLI::Option* const option = command.get_option("--" + key);
  // CLI11 joins equal keys that follow each other into one item.
  if (item.inputs.size() > 1 && option->get_items_expected_max() <= 1) {
    throw CLI::ConfigError(fmt::format("{} has the key '{}' twice, or with several values", file, key));
  }
  if (!option->empty()) return;  // a flag or a variable came first
  try {
    const bool takes_no_value = option->get_expected_min() == 0;
    if (takes_no_value) {
      const std::string value = item.inputs.empty() ? "" : item.inputs.front();
      if (value != "true" && value != "false") {
        throw CLI::ConversionError(fmt::format("{} is true or false, not '{}'", key, value));
      }
      option->add_result(value);
    } else {
      option->add_result(item.inputs);
    }
    option->run_callback();
  } catch (const CLI::ParseError& error) {
    throw CLI::ConfigError(fmt::format("{}: {}", file, error.what()));
  }
}

void apply_file(CLI::App& command, const std::string& file) {
  if (!std::filesystem::is_regular_file(file)) throw CLI::FileError::Missing(file);
  std::set<std::string> seen;
  for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_file(file)) {
    if (is_section_mark(item)) continue;
    if (!seen.insert(item.fullname()).second) {
      throw CLI::ConfigError(fmt::format("{} has the key '{}' twice", file, item.fullname()));
    }
    apply(command, file, item);
  }
}

}  // namespace

void add_config_flag(CLI::App& command) {
  command.add_option(kConfigFlag, "Read flags from this TOML file")->type_name("FILE")->envname("HOOKLOOP_CONFIG");
}

void apply_config_files(CLI::App& app) {
  const CLI::Option* const flag = app.get_option_no_throw(kConfigFlag);
  if (flag != nullptr && !flag->empty()) apply_file(app, flag->results().front());
  for (CLI::App* const chosen : app.get_subcommands()) apply_config_files(*chosen);
}

}  // namespace hookloop
