// --ready-file: how a script learns that a server answers, and where: {"url": "...", "pid": N}. It appears whole or not at
// all (written beside, then renamed), and only once requests are answered.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "shared/support/result.h"

namespace hookloop {

std::optional<Error> write_ready_file(const std::filesystem::path& file, const std::string& url);

}  // namespace hookloop
