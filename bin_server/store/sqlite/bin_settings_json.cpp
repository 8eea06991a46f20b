#include "bin_server/store/sqlite/bin_settings_json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "shared/support/encoding.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

std::string to_json_text(const BinSettings& settings) {
  Json headers = Json::array();
  for (const HeaderField& field : settings.response.headers) {
    headers.push_back({base64_encode(field.name), base64_encode(field.value)});
  }
  Json secrets = Json::array();
  for (const VerificationKey& key : settings.secrets) {
    secrets.push_back({{"scheme", key.scheme ? Json(to_string(*key.scheme)) : Json(nullptr)},
                       {"secret", base64_encode(key.secret)},
                       {"label", key.label}});
  }
  Json json;
  json["name"] = settings.name;
  json["response"] = {{"tells_capture", settings.response.tells_capture},
                      {"status", settings.response.status},
                      {"headers", headers},
                      {"body", base64_encode(settings.response.body)}};
  json["secrets"] = secrets;
  json["max_requests"] = settings.limits.max_requests;
  json["max_bytes"] = settings.limits.max_bytes;
  json["max_age_us"] = settings.limits.max_age ? Json(settings.limits.max_age->count()) : Json(nullptr);
  json["expires_at"] = settings.expires_at ? Json(settings.expires_at->time_since_epoch().count()) : Json(nullptr);
  return json.dump();
}

BinSettings bin_settings_from_json_text(std::string_view text) {
  const auto decoded = [](const Json& value) {
    auto bytes = base64_decode(value.get<std::string>());
    if (!bytes) throw std::runtime_error("a bin's settings hold a field that is no base64");
    return *std::move(bytes);
  };
  const Json json = Json::parse(text);
  BinSettings settings;
  settings.name = json.value("name", "");
  if (json.contains("response")) {
    const Json& response = json["response"];
    settings.response.tells_capture = response.value("tells_capture", true);
    settings.response.status = response.value("status", 200);
    for (const Json& field : response.value("headers", Json::array())) {
      settings.response.headers.push_back({decoded(field.at(0)), decoded(field.at(1))});
    }
    settings.response.body = decoded(response.value("body", Json("")));
  }
  for (const Json& secret : json.value("secrets", Json::array())) {
    VerificationKey key{std::nullopt, decoded(secret.at("secret")), secret.value("label", "")};
    if (secret.contains("scheme") && secret["scheme"].is_string()) {
      const auto scheme = parse_signature_scheme(secret["scheme"].get<std::string>());
      if (scheme) key.scheme = *scheme;
    }
    settings.secrets.push_back(std::move(key));
  }
  settings.limits.max_requests = json.value("max_requests", settings.limits.max_requests);
  settings.limits.max_bytes = json.value("max_bytes", settings.limits.max_bytes);
  if (json.contains("max_age_us") && json["max_age_us"].is_number_integer()) {
    settings.limits.max_age = Microseconds(json["max_age_us"].get<std::int64_t>());
  }
  if (json.contains("expires_at") && json["expires_at"].is_number_integer()) {
    settings.expires_at = Timestamp(Microseconds(json["expires_at"].get<std::int64_t>()));
  }
  return settings;
}

}  // namespace hookloop
