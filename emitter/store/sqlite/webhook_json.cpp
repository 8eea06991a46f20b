#include "emitter/store/sqlite/webhook_json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "shared/support/encoding.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

std::string decoded(const Json& value) {
  auto bytes = base64_decode(value.get<std::string>());
  if (!bytes) throw std::runtime_error("a webhook's settings hold a field that is no base64");
  return *std::move(bytes);
}

template <typename Value>
Value word(const Json& json, const char* key, Value otherwise, Result<Value> (*parse)(std::string_view)) {
  if (!json.contains(key)) return otherwise;
  const auto value = parse(json.at(key).get<std::string>());
  if (!value) throw std::runtime_error("a webhook's settings: " + value.error().message);
  return *value;
}

Json base64_or_null(const std::optional<std::string>& bytes) { return bytes ? Json(base64_encode(*bytes)) : Json(); }

std::optional<std::string> decoded_or_nothing(const Json& json, const char* key) {
  if (!json.contains(key) || json.at(key).is_null()) return std::nullopt;
  return decoded(json.at(key));
}

Microseconds duration(const Json& json, const char* key, Microseconds otherwise) {
  return Microseconds(json.value(key, otherwise.count()));
}

Json to_json(const RetryRules& rules) {
  Json delays = Json::array();
  for (const Microseconds delay : rules.delays) delays.push_back(delay.count());
  return {{"retries", rules.retries},
          {"first_delay", rules.first_delay.count()},
          {"longest_delay", rules.longest_delay.count()},
          {"longest_retry_after", rules.longest_retry_after.count()},
          {"delays", delays},
          {"jitter_share", rules.jitter_share}};
}

RetryRules retry_of(const Json& json) {
  RetryRules rules;
  rules.retries = json.value("retries", rules.retries);
  rules.first_delay = duration(json, "first_delay", rules.first_delay);
  rules.longest_delay = duration(json, "longest_delay", rules.longest_delay);
  rules.longest_retry_after = duration(json, "longest_retry_after", rules.longest_retry_after);
  for (const Json& delay : json.value("delays", Json::array())) rules.delays.emplace_back(delay.get<std::int64_t>());
  rules.jitter_share = json.value("jitter_share", rules.jitter_share);
  return rules;
}

Json to_json(const BreakerRules& rules) {
  return {{"enabled", rules.enabled},
          {"failures", rules.failures},
          {"failing_for", rules.failing_for.count()},
          {"first_probe", rules.first_probe.count()},
          {"longest_probe", rules.longest_probe.count()},
          {"disable_after", rules.disable_after.count()}};
}

BreakerRules breaker_of(const Json& json) {
  BreakerRules rules;
  rules.enabled = json.value("enabled", rules.enabled);
  rules.failures = json.value("failures", rules.failures);
  rules.failing_for = duration(json, "failing_for", rules.failing_for);
  rules.first_probe = duration(json, "first_probe", rules.first_probe);
  rules.longest_probe = duration(json, "longest_probe", rules.longest_probe);
  rules.disable_after = duration(json, "disable_after", rules.disable_after);
  return rules;
}

}  // namespace

std::string to_json_text(const WebhookSettings& settings) {
  Json secrets = Json::array();
  for (const WebhookSecret& secret : settings.secrets) {
    secrets.push_back(
        {{"secret", base64_encode(secret.secret)},
         {"expires_at", secret.expires_at ? Json(secret.expires_at->time_since_epoch().count()) : Json()}});
  }
  Json headers = Json::array();
  for (const HeaderField& field : settings.headers) {
    headers.push_back({base64_encode(field.name), base64_encode(field.value)});
  }
  Json faults = Json::array();
  for (const Fault& fault : settings.faults) faults.push_back(to_string(fault));
  Json json;
  json["name"] = settings.name;
  json["url"] = settings.url;
  json["login"] = base64_or_null(settings.login);
  json["password"] = base64_or_null(settings.password);
  json["secrets"] = secrets;
  json["signature_scheme"] = to_string(settings.signature_scheme);
  json["profile"] = to_string(settings.profile);
  json["headers"] = headers;
  json["retry_profile"] = settings.retry_profile;
  json["retry"] = to_json(settings.retry);
  json["timeouts"] = {{"connect", settings.timeouts.connect.count()},
                      {"first_byte", settings.timeouts.first_byte.count()},
                      {"whole", settings.timeouts.whole.count()}};
  json["max_in_flight"] = settings.max_in_flight;
  json["ordered"] = settings.ordered;
  json["rate_per_second"] = settings.rate_per_second ? Json(*settings.rate_per_second) : Json();
  json["guarantee"] = to_string(settings.guarantee);
  json["breaker"] = to_json(settings.breaker);
  json["faults"] = faults;
  json["verify_certificates"] = settings.verify_certificates;
  return json.dump();
}

WebhookSettings webhook_settings_from_json_text(std::string_view text) {
  const Json json = Json::parse(text);
  WebhookSettings settings;
  settings.name = json.value("name", "");
  settings.url = json.value("url", "");
  settings.login = decoded_or_nothing(json, "login");
  settings.password = decoded_or_nothing(json, "password");
  for (const Json& secret : json.value("secrets", Json::array())) {
    std::optional<Timestamp> expires_at;
    if (secret.contains("expires_at") && secret["expires_at"].is_number_integer()) {
      expires_at = Timestamp(Microseconds(secret["expires_at"].get<std::int64_t>()));
    }
    settings.secrets.push_back({decoded(secret.at("secret")), expires_at});
  }
  settings.signature_scheme = word(json, "signature_scheme", settings.signature_scheme, parse_signature_scheme);
  settings.profile = word(json, "profile", settings.profile, parse_wire_profile);
  for (const Json& field : json.value("headers", Json::array())) {
    settings.headers.push_back({decoded(field.at(0)), decoded(field.at(1))});
  }
  settings.retry_profile = json.value("retry_profile", settings.retry_profile);
  settings.retry = retry_of(json.value("retry", Json::object()));
  const Json timeouts = json.value("timeouts", Json::object());
  settings.timeouts.connect = duration(timeouts, "connect", settings.timeouts.connect);
  settings.timeouts.first_byte = duration(timeouts, "first_byte", settings.timeouts.first_byte);
  settings.timeouts.whole = duration(timeouts, "whole", settings.timeouts.whole);
  settings.max_in_flight = json.value("max_in_flight", settings.max_in_flight);
  settings.ordered = json.value("ordered", settings.ordered);
  if (json.contains("rate_per_second") && json["rate_per_second"].is_number()) {
    settings.rate_per_second = json["rate_per_second"].get<double>();
  }
  if (json.value("guarantee", "") == to_string(Guarantee::at_most_once)) settings.guarantee = Guarantee::at_most_once;
  settings.breaker = breaker_of(json.value("breaker", Json::object()));
  for (const Json& fault : json.value("faults", Json::array())) {
    auto parsed = parse_fault(fault.get<std::string>());
    if (!parsed) throw std::runtime_error("a webhook's settings: " + parsed.error().message);
    settings.faults.push_back(*std::move(parsed));
  }
  settings.verify_certificates = json.value("verify_certificates", settings.verify_certificates);
  return settings;
}

}  // namespace hookloop
