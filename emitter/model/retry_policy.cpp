#include "emitter/model/retry_policy.h"

#include <algorithm>

namespace hookloop {
namespace {

constexpr int kTooManyRequests = 429;
constexpr int kServiceUnavailable = 503;
constexpr int kGone = 410;

}  // namespace

RetryDecision RetryPolicy::next(std::uint32_t attempt_number, const AttemptResult& result,
                                std::optional<Microseconds> retry_after, Random& random) const {
  if (result.outcome == AttemptOutcome::accepted) return {RetryDecision::Kind::delivered, {}};
  if (result.status == kGone || attempt_number > rules_.retries) return {RetryDecision::Kind::gave_up, {}};
  const double share = random.unit();
  Microseconds delay(static_cast<std::int64_t>(static_cast<double>(ceiling(attempt_number).count()) * share));
  const bool may_ask = result.status == kTooManyRequests || result.status == kServiceUnavailable;
  if (retry_after && may_ask) delay = std::max(delay, std::min(*retry_after, rules_.longest_retry_after));
  return {RetryDecision::Kind::retry, delay};
}

Microseconds RetryPolicy::ceiling(std::uint32_t attempt_number) const {
  // Doubled step by step until the cap: no shift can overflow, and after 63 doublings any delay is over it.
  Microseconds value = std::clamp(rules_.first_delay, Microseconds::zero(), rules_.longest_delay);
  for (std::uint32_t step = 1; step < std::min<std::uint32_t>(attempt_number, 64); ++step) {
    if (value > rules_.longest_delay / 2) return rules_.longest_delay;
    value *= 2;
  }
  return value;
}

}  // namespace hookloop
