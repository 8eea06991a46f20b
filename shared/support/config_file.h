// --config FILE: flags from a TOML file, keys named like the flags (`max-body = "32MiB"`), one table without sections.
// Ours rather than CLI11's: that one reads the file of the outermost command only, keeps quiet about a file named by an
// environment variable that is not there, and takes the first of two equal keys.
#pragma once

#include <CLI/CLI.hpp>

namespace hookloop {

inline constexpr const char* kConfigFlag = "--config";

void add_config_flag(CLI::App& command);

// After the command line was parsed: gives each option of the commands it named, which neither a flag nor a variable
// set, what their files say. Throws CLI::ConfigError for a key that is no flag (with the nearest one), that is there
// twice, or that stands in a section; CLI::FileError for a file that can not be read; what the option throws for a bad
// value.
void apply_config_files(CLI::App& app);

}  // namespace hookloop
