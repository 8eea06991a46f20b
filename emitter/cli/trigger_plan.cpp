#include "emitter/cli/trigger_plan.h"

#include <spdlog/fmt/fmt.h>

#include "shared/schema/basic_authorization.h"

namespace hookloop {
namespace {

// A dry run reaches nobody, so it may say any host; this is the one that most handlers are tried out on.
constexpr std::string_view kDryRunUrl = "http://localhost/";

// Half of a name is too far from the whole of it to be the nearest word: "ed25519".
Error unknown_scheme(std::string_view word, const Error& error) {
  const std::string_view ed25519 = to_string(SignatureScheme::standard_ed25519);
  if (word.empty() || !ed25519.ends_with(word)) return error;
  return Error{fmt::format("there is no signature scheme '{}'; did you mean {}?", word, ed25519)};
}

std::optional<Error> set_signature(const TriggerOptions& options, DeliveryTarget& target) {
  SignatureScheme scheme = SignatureScheme::standard;
  if (options.scheme) {
    const auto parsed = parse_signature_scheme(*options.scheme);
    if (!parsed) return unknown_scheme(*options.scheme, parsed.error());
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
    if (!options.scheme && secret.starts_with("whsk_")) {
      return Error{fmt::format("a whsk_ secret is an Ed25519 key, which signs with --scheme {}",
                               to_string(SignatureScheme::standard_ed25519))};
    }
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
  if (!options.password) return Error{"--login needs --password, or HOOKLOOP_PASSWORD"};
  if (auto error = check_basic_login(*options.login, *options.password)) return error;
  target.login = DeliveryTarget::Login{*options.login, *options.password};
  return std::nullopt;
}

// Why a fault of this kind has nothing to spoil; nothing: it has.
std::optional<std::string> why_idle(FaultKind kind, const DeliveryTarget& target) {
  switch (kind) {
    case FaultKind::wrong_secret:
    case FaultKind::missing_signature:
    case FaultKind::malformed_signature:
      if (target.profile == WireProfile::faithful) return "the profile faithful sends no signature";
      if (target.keys.empty()) return "nothing is signed without a --secret";
      return std::nullopt;
    case FaultKind::stale_timestamp:
    case FaultKind::future_timestamp:
    case FaultKind::wrong_event_type:
      if (target.profile == WireProfile::faithful) return "the profile faithful sends no header of ours";
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<std::string> idle_faults(const TriggerPlan& plan, const TriggerOptions& options) {
  const std::uint64_t attempts = std::uint64_t{retry_count(options.retry)} + 1;
  std::vector<std::string> sentences;
  for (const Fault& fault : options.faults) {
    if (const auto why = why_idle(fault.kind, plan.target)) {
      sentences.push_back(fmt::format("--fault {} does nothing: {}", to_string(fault), *why));
    } else if (fault.attempt.value_or(1) > attempts) {
      sentences.push_back(fmt::format("--fault {} does nothing: with --retries {} there is no attempt {}",
                                      to_string(fault), retry_count(options.retry), *fault.attempt));
    }
  }
  return sentences;
}

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
  if (options.timeout <= Microseconds::zero()) return Error{"--timeout must be longer than nothing"};

  TriggerPlan plan{*type, {}};
  plan.target.url = *url;
  plan.target.profile = *profile;
  if (auto error = set_signature(options, plan.target)) return *error;
  if (auto error = set_login(options, plan.target)) return *error;
  return plan;
}

}  // namespace hookloop
