// Paths and queries of the API, percent-encoded (RFC 3986 section 2.1): a name with spaces, slashes or bytes of any
// kind stays one step of the path. Pure functions, any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace hookloop {

std::string percent_encoded(std::string_view text);  // all but the unreserved characters

using Steps = std::vector<std::string>;

// api_path({"apps", "Version #1"}) is "/api/v1/apps/Version%20%231".
std::string api_path(const Steps& steps);

// "?state=pending&limit=50" of an object of texts and numbers, in its order; empty for an empty one.
std::string query_text(const nlohmann::ordered_json& parameters);

}  // namespace hookloop
