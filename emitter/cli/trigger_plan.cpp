#include "emitter/cli/trigger_plan.h"

#include <spdlog/fmt/fmt.h>

namespace hookloop {
namespace {

// A dry run reaches nobody, so it may say any host; this is the one that most handlers are tried out on.
constexpr std::string_view kDryRunUrl = "http://localhost/";

std::optional<Error> set_signature(const TriggerOptions& options, DeliveryTarget& target) {
  SignatureScheme scheme = SignatureScheme::standard;
  if (options.scheme) {
    const auto parsed = parse_signature_scheme(*options.scheme);
    if (!parsed) return parsed.error();
    scheme = *parsed;
    if (options.secrets.empty()) {
      return Error{fmt::format("--scheme {} signs with a secret: give it with --secret, or in HOOKLOOP_SECRET",
                               to_string(scheme))};
    }
  }
  if (!options.secrets.empty() && target.profile == WireProfile::faithful) {
    return Error{"the profile faithful sends no signature: leave out --secret (and HOOKLOOP_SECRET), or --profile"};
  }
  for (const std::string& secret : options.secrets) {
    const SigningKey key{scheme, secret};
    if (auto error = check_signing_key(key)) return error;
    target.keys.push_back(key);
  }
  return std::nullopt;
}

std::optional<Error> set_login(const TriggerOptions& options, DeliveryTarget& target) {
  if (!options.login) {
    if (options.password) return Error{"--password needs --login"};
    return std::nullopt;
  }
  if (options.login->find(':') != std::string::npos) {
    return Error{"a login can not hold a colon: in HTTP Basic it ends the login"};
  }
  if (!options.password) return Error{"--login needs --password, or HOOKLOOP_PASSWORD"};
  target.login = DeliveryTarget::Login{*options.login, *options.password};
  return std::nullopt;
}

}  // namespace

Result<TriggerPlan> plan_trigger(const TriggerOptions& options) {
  if (options.type.empty()) {
    return Error{
        "which event? Such as: emitter trigger PROJECT_VERSION_CREATE --url http://localhost:3000/hook; "
        "`emitter events` lists them all"};
  }
  const auto type = parse_event_type(options.type);
  if (!type) return type.error();
  if (!options.url && !options.dry_run) {
    return Error{
        "where to? Give the receiver with --url http://localhost:3000/hook, or look at the bytes with --dry-run"};
  }
  const auto url = parse_url(options.url ? std::string_view(*options.url) : kDryRunUrl);
  if (!url) return url.error();
  const auto profile = parse_wire_profile(options.profile);
  if (!profile) return profile.error();
  if (options.count == 0) return Error{"--count 0 sends nothing; it is 1 or more"};
  if (options.timeout <= Microseconds::zero()) return Error{"--timeout must be longer than nothing"};

  TriggerPlan plan{*type, {}};
  plan.target.url = *url;
  plan.target.profile = *profile;
  if (auto error = set_signature(options, plan.target)) return *error;
  if (auto error = set_login(options, plan.target)) return *error;
  return plan;
}

}  // namespace hookloop
