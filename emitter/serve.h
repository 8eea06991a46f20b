// `emitter serve`, from its flags to its exit code: checks them, opens the store, and runs the platform until it is
// told to end.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "emitter/cli/serve_options.h"
#include "emitter/cli/surroundings.h"
#include "emitter/store/emitter_store.h"
#include "shared/support/exit_code.h"
#include "shared/support/result.h"

namespace hookloop {

// Opens the store in a folder or, without one, in memory; `durability` is "normal" or "full".
using OpenStore = std::function<Result<std::unique_ptr<EmitterStore>>(
    const std::optional<std::filesystem::path>& folder, const std::string& durability)>;

ExitCode serve(const PlatformServeOptions& options, Surroundings& surroundings, const OpenStore& open_store);

}  // namespace hookloop
