// A person's JSON about where a bin forwards to, read as bin_input.h says. Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "bin_server/forward/target_url.h"
#include "bin_server/model/forward_settings.h"
#include "shared/support/problem.h"

namespace hookloop {

// {targets?: [URL | {url, append_path?}], timeout_ms?, return_answer?}. What is not given stays as in `before`. Throws
// BadField, also where an answer is to be returned and there is no target.
ForwardSettings read_forward(const nlohmann::ordered_json& value, const ForwardSettings& before,
                             const std::string& pointer);

// The problem, 403, of the first target whose address may not be sent to as its URL tells it.
std::optional<Problem> check_forward_targets(const ForwardSettings& settings, const TargetPolicy& policy);

}  // namespace hookloop
