// One capture as a line of NDJSON (ndjson.h) and back. What is noted of a capture beyond its bytes gets a field here; a
// field that is not known is an error that names the nearest, so an older program never drops what a newer one wrote.
// Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bin_server/model/captured_request.h"

namespace hookloop {

// Without a line feed. The request must have its body.
std::string write_ndjson_line(const CapturedRequest& request);

// Throws BadField (shared/support/json_fields.h).
CaptureDraft read_ndjson_line(const nlohmann::ordered_json& line);

}  // namespace hookloop
