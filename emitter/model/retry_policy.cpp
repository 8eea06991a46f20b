#include "emitter/model/retry_policy.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "emitter/model/backoff.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr int kTooManyRequests = 429;
constexpr int kServiceUnavailable = 503;
constexpr int kGone = 410;

Microseconds sensible(Microseconds delay) { return std::clamp(delay, Microseconds::zero(), kLongestDuration); }

// `share` of a delay; both are sensible, so 100 years of microseconds (3.2e15) are exact as a double.
Microseconds part_of(Microseconds delay, double share) {
  return Microseconds(static_cast<std::int64_t>(static_cast<double>(delay.count()) * share));
}

}  // namespace

std::uint32_t retry_count(const RetryRules& rules) {
  if (rules.delays.empty()) return rules.retries;
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::min(rules.delays.size(), kMost));
}

RetryDecision RetryPolicy::next(std::uint32_t attempt_number, const AttemptResult& result,
                                std::optional<Microseconds> retry_after, Random& random) const {
  if (result.outcome == AttemptOutcome::accepted) return {RetryDecision::Kind::delivered, {}};
  const std::uint32_t retry = std::max<std::uint32_t>(attempt_number, 1);  // the one after the first is the first
  if (result.status == kGone || retry > retry_count(rules_)) return {RetryDecision::Kind::gave_up, {}};
  Microseconds pause = delay(retry, random.unit());
  const bool may_ask = result.status == kTooManyRequests || result.status == kServiceUnavailable;
  if (retry_after && may_ask) pause = std::max(pause, std::min(*retry_after, sensible(rules_.longest_retry_after)));
  return {RetryDecision::Kind::retry, pause};
}

Microseconds RetryPolicy::delay(std::uint32_t retry, double share) const {
  if (rules_.delays.empty()) return part_of(doubled(rules_.first_delay, retry - 1, rules_.longest_delay), share);
  const Microseconds planned = sensible(rules_.delays[retry - 1]);
  const double jitter = std::isnan(rules_.jitter_share) ? 0 : std::clamp(rules_.jitter_share, 0.0, 1.0);
  return sensible(planned + part_of(planned, jitter * (2 * share - 1)));
}

}  // namespace hookloop
