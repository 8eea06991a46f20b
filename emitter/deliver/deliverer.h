// Takes one delivery through its attempts, one after the other, until it is delivered or given up: request, answer,
// decision, pause, again. Every attempt has the same delivery id and payload and its own number and timestamp.
// Keeps nothing on disk; that is for the outbox. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "emitter/deliver/outgoing_delivery.h"
#include "emitter/model/retry_policy.h"
#include "shared/http_client/transport.h"
#include "shared/support/clock.h"
#include "shared/support/interrupt.h"
#include "shared/support/random.h"

namespace hookloop {

struct AttemptReport {
  std::uint32_t number = 1;
  Timestamp started_at;
  AttemptResult result;
  Exchange exchange;
  std::optional<Microseconds> retry_after;  // what the receiver asked for, whether it counts or not
  RetryDecision decision;
};

class Deliverer {
 public:
  // All must outlive this. `timestamp`, when set, is what every attempt says instead of the time it is made.
  Deliverer(Transport& transport, Clock& clock, Random& jitter, const RetryPolicy& policy, const Deadlines& deadlines,
            const Interrupt& interrupt, std::optional<UnixSeconds> timestamp = std::nullopt);

  // Calls `report` after each attempt, before the pause that may follow. Returns the last attempt's result. Once the
  // interrupt has come no further attempt begins; the pause ends early if the clock is one that it interrupts.
  AttemptResult deliver(const DeliveryTarget& target, const OutgoingDelivery& delivery,
                        const std::function<void(const AttemptReport&)>& report);

 private:
  Transport& transport_;
  Clock& clock_;
  Random& jitter_;
  const RetryPolicy& policy_;
  const Deadlines deadlines_;
  const Interrupt& interrupt_;
  const std::optional<UnixSeconds> timestamp_;
};

}  // namespace hookloop
