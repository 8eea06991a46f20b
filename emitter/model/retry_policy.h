// Whether a delivery is tried again, and when. Arithmetic only: time and chance are handed in, so a table can test it
// and a seed repeats it. It owns no thread, timer or socket. Any thread, as far as the Random allows that.
//
// 1. 2xx ends the delivery as delivered.
// 2. 410 Gone ends it as given up: the receiver says that it wants no more (Standard Webhooks, "Responses").
// 3. Everything else is tried again while retries are left, 3xx included: a redirect is never followed, since the new
//    place was not agreed on.
// 4. Without a fixed list the delay is drawn evenly from zero to first_delay doubled with each retry and capped by
//    longest_delay ("full jitter": receivers that fell over together are not woken up together). With one it is the
//    list's, more or less by an evenly drawn part of jitter_share.
// 5. A Retry-After of a 429 or 503 (RFC 9110 section 10.2.3) is the least delay; jitter never undercuts it. Only
//    longest_retry_after can, so that a receiver can not park a delivery for ever.
// 6. Rules that make no sense are bent to the nearest that do: no delay is negative or longer than kLongestDuration
//    (shared/support/quantity.h), and a jitter_share counts as one in [0, 1], as 0 if it is no number.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "emitter/model/attempt.h"
#include "shared/support/clock.h"
#include "shared/support/random.h"

namespace hookloop {

struct RetryRules {
  std::uint32_t retries = 0;                                 // further tries after the first
  Microseconds first_delay = std::chrono::seconds(1);        // a restart of a small service takes about as long
  Microseconds longest_delay = std::chrono::minutes(5);      // of the backoff's ceiling
  Microseconds longest_retry_after = std::chrono::hours(1);  // what a receiver may ask for at most
  // A fixed list: the delay before each retry. Not empty, it says how many there are, and jitter_share how far each may
  // vary (0.1: a tenth more or less); first_delay, longest_delay and retries then count for nothing.
  std::vector<Microseconds> delays = {};
  double jitter_share = 0;
  bool operator==(const RetryRules&) const = default;
};

// How many further tries these rules allow after the first.
std::uint32_t retry_count(const RetryRules& rules);

struct RetryDecision {
  enum class Kind { delivered, retry, gave_up, interrupted };  // the last is never the policy's own
  Kind kind;
  Microseconds delay{};  // with retry: from the end of the attempt on
};

class RetryPolicy {
 public:
  explicit RetryPolicy(RetryRules rules) : rules_(std::move(rules)) {}

  // `attempt_number` is the number, from 1, of the attempt that ended so; 0 counts as 1. Negative and zero
  // `retry_after` ask for nothing. Draws from `random` once for each retry, and not at all otherwise.
  RetryDecision next(std::uint32_t attempt_number, const AttemptResult& result, std::optional<Microseconds> retry_after,
                     Random& random) const;

 private:
  // The delay before the retry of this number, from 1, with chance at `share`.
  Microseconds delay(std::uint32_t retry, double share) const;

  RetryRules rules_;
};

}  // namespace hookloop
