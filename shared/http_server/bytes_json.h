// Bytes in JSON: as {"text": …} where they are UTF-8, as {"base64": …} where they are not, so that they can be had back
// exactly. Pure functions, any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "shared/support/json_fields.h"

namespace hookloop {

void put_bytes(nlohmann::ordered_json& json, std::string_view bytes);  // among other fields
nlohmann::ordered_json bytes_view(std::string_view bytes);             // alone

// The bytes of such an object, which must be there. Throws BadField (shared/support/json_fields.h).
std::string read_bytes(const JsonFields& fields, const std::string& name);

}  // namespace hookloop
