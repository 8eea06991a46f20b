#include "emitter/model/retry_profiles.h"

#include <spdlog/fmt/fmt.h>

#include <array>

#include "shared/support/ascii.h"
#include "shared/support/nearest.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

RetryRules doubling(std::uint32_t retries) {
  RetryRules rules;
  rules.retries = retries;
  return rules;
}

RetryRules listed(std::vector<Microseconds> delays, double jitter_share) {
  RetryRules rules;
  rules.delays = std::move(delays);
  rules.jitter_share = jitter_share;
  return rules;
}

const auto& table() {
  static const std::array<RetryProfile, 6> profiles{{
      {"default", doubling(5), seconds(10), "five retries, drawn from zero to 1 s, 2 s, 4 s … (at most 5 min)"},
      {"none", {}, seconds(10), "one attempt"},
      {"standard-webhooks",
       listed({seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(14), hours(20), hours(24)},
              0.1),
       seconds(20), "the example of the Standard Webhooks specification: 9 retries in about 3 days"},
      {"github", {}, seconds(10), "as GitHub does: one attempt; more only by hand"},
      {"svix", listed({seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(10)}, 0), seconds(15),
       "as Svix does: 7 retries in 27 h 35 min"},
      {"stripe",
       listed({minutes(5), minutes(30), hours(2), hours(4), hours(8), hours(16), hours(24), hours(17) + minutes(25)},
              0),
       seconds(30), "about as Stripe does: 8 retries in 3 days"},
  }};
  return profiles;
}

}  // namespace

std::span<const RetryProfile> retry_profiles() { return table(); }

std::vector<std::string> retry_profile_names() {
  std::vector<std::string> names;
  for (const RetryProfile& profile : retry_profiles()) names.emplace_back(profile.name);
  return names;
}

Result<const RetryProfile*> find_retry_profile(std::string_view text) {
  for (const RetryProfile& profile : retry_profiles()) {
    if (same_but_for_case(text, profile.name)) return &profile;
  }
  const auto names = retry_profile_names();
  const auto guess = nearest(text, names);
  return Error{fmt::format("there is no retry profile '{}'; {}it is one of {}", printable(text),
                           guess ? fmt::format("did you mean {}? ", *guess) : "", fmt::join(names, ", "))};
}

}  // namespace hookloop
