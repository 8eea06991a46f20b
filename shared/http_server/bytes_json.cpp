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

std::string read_bytes(const JsonFields& fields, const std::string& name) {
  const nlohmann::ordered_json* const value = fields.find(name);
  if (value == nullptr) throw BadField{fields.at(name), "This must be given."};
  const JsonFields object(*value, fields.at(name), {"text", "base64"});
  const auto text = object.text("text");
  const auto base64 = object.text("base64");
  if (text.has_value() == base64.has_value()) throw BadField{fields.at(name), "This has a `text` or a `base64`."};
  if (text) return *text;
  auto bytes = base64_decode(*base64);
  if (!bytes) throw BadField{object.at("base64"), "This is no base64 (RFC 4648 section 4, with padding)."};
  return *std::move(bytes);
}

}  // namespace hookloop
