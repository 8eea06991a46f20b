// Bytes in JSON: as {"text": …} where they are UTF-8, as {"base64": …} where they are not, so that they can be had back
// exactly. Pure function, any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace hookloop {

void put_bytes(nlohmann::ordered_json& json, std::string_view bytes);  // among other fields
nlohmann::ordered_json bytes_view(std::string_view bytes);             // alone

}  // namespace hookloop
