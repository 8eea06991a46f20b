// What an attempt's end means for its delivery and its webhook: the one place where the guarantee, the retry policy,
// 410 and a resend by hand come together. Arithmetic; time and chance are handed in. Any thread.
//
// 1. 2xx delivers. Nothing else does.
// 2. 410 Gone gives the delivery up and disables the webhook: the receiver wants no more (Standard Webhooks,
//    "Responses").
// 3. An attempt by hand is one attempt: it delivers, or the delivery is exhausted, whatever the policy says.
// 4. at_most_once: what may have arrived is never sent again.
// 5. Everything else is the policy's (retry_policy.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "emitter/model/attempt.h"
#include "emitter/model/delivery.h"
#include "emitter/model/webhook.h"
#include "shared/support/clock.h"
#include "shared/support/random.h"

namespace hookloop {

struct AttemptDecision {
  DeliveryState state = DeliveryState::exhausted;  // delivered, exhausted, or pending: it is tried again
  std::optional<Timestamp> next_attempt_at;        // with pending
  std::string reason;                              // one sentence
  bool gone = false;                               // the webhook is to be disabled
};

// `attempt` is the number, from 1, of the attempt that ended so at `now`.
AttemptDecision decide(const WebhookSettings& settings, bool by_hand, std::uint32_t attempt,
                       const AttemptResult& result, std::optional<Microseconds> retry_after, Timestamp now,
                       Random& jitter);

// "delivered", "retry", "exhausted": what a line of the ledger says that came next.
std::string next_word(const AttemptDecision& decision);

}  // namespace hookloop
