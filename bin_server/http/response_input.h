// A person's JSON about what a bin answers, checked. Errors are a BadField (shared/support/json_fields.h). Pure; any
// thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bin_server/model/bin_response.h"

namespace hookloop {

// {status?, headers?: [[name, value]…] | {name: value}, body? | body_base64?}; null is a bin's first response. Fields
// that are not there keep what `response` says.
BinResponse read_response(const nlohmann::ordered_json& value, BinResponse response, const std::string& pointer);

}  // namespace hookloop
