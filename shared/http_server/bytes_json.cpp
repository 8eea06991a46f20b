#include "shared/http_server/bytes_json.h"

#include <nlohmann/json.hpp>

#include "shared/support/encoding.h"
#include "shared/support/utf8.h"

namespace hookloop {

void put_bytes(nlohmann::ordered_json& json, std::string_view bytes) {
  if (is_utf8(bytes))
    json["text"] = bytes;
  else
    json["base64"] = base64_encode(bytes);
}

nlohmann::ordered_json bytes_view(std::string_view bytes) {
  nlohmann::ordered_json json;
  put_bytes(json, bytes);
  return json;
}

}  // namespace hookloop
