#include "emitter/http/webhook_input.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "emitter/http/api_reply.h"
#include "emitter/model/retry_profiles.h"
#include "emitter/platform/problems.h"
#include "emitter/platform/webhook_rules.h"

namespace hookloop {
namespace {

// What is given replaces what there is; null is what a new webhook has.
template <typename Value, typename Read>
void take(const JsonFields& fields, const char* name, Value& target, const Value& preset, const Read& read) {
  if (!fields.has(name)) return;
  target = fields.is_null(name) ? preset : Value(*read(name));
}

HeaderList read_headers(const JsonFields& fields) {
  HeaderList headers;
  const Json& value = *fields.find("headers");
  const std::string at = fields.at("headers");
  if (value.is_object()) {
    for (const auto& [name, text] : value.items()) headers.push_back({name, text_of(text, at + pointer_step(name))});
    return headers;
  }
  if (!value.is_array()) throw BadField{at, "This is a list of [name, value] pairs, or an object."};
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string pair = fmt::format("{}/{}", at, i);
    if (!value[i].is_array() || value[i].size() != 2) throw BadField{pair, "This is a pair: [name, value]."};
    headers.push_back({text_of(value[i][0], pair + "/0"), text_of(value[i][1], pair + "/1")});
  }
  return headers;
}

const RetryProfile& profile_named(const std::string& name, const std::string& pointer) {
  const auto profile = find_retry_profile(name);
  if (!profile) throw BadField{pointer, sentence(profile.error())};
  return **profile;
}

void take_profile(WebhookSettings& settings, const RetryProfile& profile) {
  settings.retry_profile = profile.name;
  settings.retry = profile.rules;
  settings.timeouts.whole = profile.timeout;
}

void read_own_rules(const JsonFields& fields, WebhookSettings& settings) {
  RetryRules& rules = settings.retry;
  if (const auto name = fields.text("profile")) {
    take_profile(settings, profile_named(*name, fields.at("profile")));
    if (!fields.has("retries") && !fields.has("first_delay_ms") && !fields.has("longest_delay_ms") &&
        !fields.has("longest_retry_after_ms") && !fields.has("delays_ms") && !fields.has("jitter_share")) {
      return;
    }
  }
  settings.retry_profile = "custom";
  // A number of retries or a backoff asks for no fixed list, and a list for no backoff.
  if (fields.has("retries") || fields.has("first_delay_ms") || fields.has("longest_delay_ms")) rules.delays.clear();
  if (const auto retries = fields.whole("retries", 0, kMostRetries))
    rules.retries = static_cast<std::uint32_t>(*retries);
  if (const auto delay = fields.milliseconds("first_delay_ms")) rules.first_delay = *delay;
  if (const auto delay = fields.milliseconds("longest_delay_ms")) rules.longest_delay = *delay;
  if (const auto delay = fields.milliseconds("longest_retry_after_ms")) rules.longest_retry_after = *delay;
  if (const auto delays = fields.list("delays_ms")) {
    if (fields.has("retries") || fields.has("first_delay_ms") || fields.has("longest_delay_ms")) {
      throw BadField{fields.at("delays_ms"), "A fixed list says how many retries there are and when: give it alone."};
    }
    rules.delays.clear();
    rules.retries = 0;
    for (const JsonFields::Element& delay : *delays) {
      rules.delays.push_back(milliseconds_of(*delay.value, delay.pointer));
    }
  }
  if (const auto share = fields.number("jitter_share")) rules.jitter_share = *share;
}

void read_retry(const JsonFields& fields, WebhookSettings& settings) {
  if (!fields.has("retry")) return;
  const Json* const value = fields.find("retry");
  if (value == nullptr) return take_profile(settings, profile_named("default", "/retry"));
  if (value->is_string()) return take_profile(settings, profile_named(value->get<std::string>(), fields.at("retry")));
  if (!value->is_object()) {
    throw BadField{fields.at("retry"),
                   fmt::format("This is one of {}, or an object of rules.", fmt::join(retry_profile_names(), ", "))};
  }
  read_own_rules(JsonFields(*value, fields.at("retry"),
                            {"profile", "retries", "first_delay_ms", "longest_delay_ms", "longest_retry_after_ms",
                             "delays_ms", "jitter_share"}),
                 settings);
}

void read_breaker(const JsonFields& fields, BreakerRules& breaker) {
  if (!fields.has("breaker")) return;
  const Json* const value = fields.find("breaker");
  if (value == nullptr) {
    breaker = {};
    return;
  }
  const JsonFields rules(
      *value, fields.at("breaker"),
      {"enabled", "failures", "failing_for_ms", "first_probe_ms", "longest_probe_ms", "disable_after_ms"});
  breaker.enabled = rules.flag("enabled").value_or(breaker.enabled);
  if (const auto count = rules.whole("failures", 1, kMostBreakerFailures)) {
    breaker.failures = static_cast<std::uint32_t>(*count);
  }
  breaker.failing_for = rules.milliseconds("failing_for_ms").value_or(breaker.failing_for);
  breaker.first_probe = rules.milliseconds("first_probe_ms").value_or(breaker.first_probe);
  breaker.longest_probe = rules.milliseconds("longest_probe_ms").value_or(breaker.longest_probe);
  breaker.disable_after = rules.milliseconds("disable_after_ms").value_or(breaker.disable_after);
}

// The whole attempt, and its parts where they are given: a part that is not is no longer than the whole.
void read_timeouts(const JsonFields& fields, Timeouts& timeouts) {
  const auto take_duration = [&](const char* name, Microseconds& target, Microseconds preset) {
    take(fields, name, target, preset, [&](const char* field) { return fields.milliseconds(field); });
  };
  take_duration("timeout_ms", timeouts.whole, Timeouts{}.whole);
  if (!fields.has("connect_timeout_ms")) timeouts.connect = std::min(timeouts.connect, timeouts.whole);
  if (!fields.has("first_byte_timeout_ms")) timeouts.first_byte = timeouts.whole;
  take_duration("connect_timeout_ms", timeouts.connect, std::min(Timeouts{}.connect, timeouts.whole));
  take_duration("first_byte_timeout_ms", timeouts.first_byte, timeouts.whole);
}

template <typename Word>
void take_word(const JsonFields& fields, const char* name, Word& target, Word preset,
               Result<Word> (*parse)(std::string_view)) {
  if (fields.is_null(name)) target = preset;
  const auto text = fields.text(name);
  if (!text) return;
  const auto word = parse(*text);
  if (!word) throw BadField{fields.at(name), sentence(word.error())};
  target = *word;
}

Result<Guarantee> parse_guarantee(std::string_view text) {
  for (const Guarantee guarantee : {Guarantee::at_least_once, Guarantee::at_most_once}) {
    if (text == to_string(guarantee)) return guarantee;
  }
  return Error{fmt::format("there is no guarantee {}; it is at_least_once or at_most_once", in_quotes(text))};
}

}  // namespace

std::vector<std::string> webhook_fields() {
  static const char* const kFields[] = {"name",
                                        "url",
                                        "login",
                                        "password",
                                        "secret",
                                        "signature_scheme",
                                        "profile",
                                        "headers",
                                        "retry",
                                        "timeout_ms",
                                        "connect_timeout_ms",
                                        "first_byte_timeout_ms",
                                        "ordered",
                                        "faults",
                                        "guarantee",
                                        "max_in_flight",
                                        "rate_per_second",
                                        "breaker",
                                        "verify_certificates"};
  return {std::begin(kFields), std::end(kFields)};
}

WebhookSettings new_webhook_settings() {
  WebhookSettings settings;
  take_profile(settings, profile_named(settings.retry_profile, ""));
  return settings;
}

void read_webhook_settings(const JsonFields& fields, WebhookSettings& settings) {
  const WebhookSettings fresh = new_webhook_settings();
  const auto text = [&](const char* name) { return fields.text(name); };
  const auto flag = [&](const char* name) { return fields.flag(name); };
  take(fields, "name", settings.name, fresh.name, text);
  take(fields, "url", settings.url, fresh.url, text);
  take(fields, "login", settings.login, fresh.login, text);
  take(fields, "password", settings.password, fresh.password, text);
  // A secret given here is the only one; POST …/rotate lets the one before sign on for a while.
  if (fields.is_null("secret")) settings.secrets.clear();
  if (const auto secret = fields.text("secret")) settings.secrets = {{*secret, std::nullopt}};
  take_word(fields, "signature_scheme", settings.signature_scheme, fresh.signature_scheme, parse_signature_scheme);
  take_word(fields, "profile", settings.profile, fresh.profile, parse_wire_profile);
  if (fields.is_null("headers")) settings.headers.clear();
  if (fields.find("headers") != nullptr) settings.headers = read_headers(fields);
  read_retry(fields, settings);
  read_timeouts(fields, settings.timeouts);
  take(fields, "max_in_flight", settings.max_in_flight, fresh.max_in_flight,
       [&](const char* name) { return fields.whole(name, 1, kMostInFlight); });
  take(fields, "ordered", settings.ordered, fresh.ordered, flag);
  take(fields, "rate_per_second", settings.rate_per_second, fresh.rate_per_second,
       [&](const char* name) { return fields.number(name); });
  take_word(fields, "guarantee", settings.guarantee, fresh.guarantee, parse_guarantee);
  read_breaker(fields, settings.breaker);
  if (fields.has("faults")) settings.faults = read_faults(fields);
  take(fields, "verify_certificates", settings.verify_certificates, fresh.verify_certificates, flag);
}

}  // namespace hookloop
