// One capture as a line of NDJSON (ndjson.h) and back. What is noted of a capture beyond its bytes has a field here
// (noted_json.h); a
// field that is not known is an error that names the nearest, so an older program never drops what a newer one wrote.
// Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bin_server/model/noted_capture.h"

namespace hookloop {

// Without a line feed. The request must have its body, and its answer where one is kept.
std::string write_ndjson_line(const CapturedRequest& request, const std::vector<CaptureExchange>& exchanges);

// Throws BadField (shared/support/json_fields.h).
NotedCapture read_ndjson_line(const nlohmann::ordered_json& line);

}  // namespace hookloop
