// Takes a run's deliveries to one receiver, one after the other, each through its attempts until it is delivered or
// given up: request, answer, decision, pause, again. Every attempt has the same delivery id and payload and its own
// number and timestamp. Keeps nothing on disk; that is for the outbox. One thread at a time.
//
// 1. Without faults a delivery begins when the one before it has ended.
// 2. Faults are planned and done for each attempt anew. What chance decides of an attempt follows from the seed, the
//    delivery's id and the attempt's number, and from nothing that happened before.
// 3. delay, reorder and burst change the order (send_order.h). A dropped attempt is never sent and counts as not
//    arrived: the policy decides whether it is tried again.
// 4. duplicate and concurrent-duplicate send an attempt's bytes more than once. The first copy's answer decides.
// 5. After the request or the pause in which the interrupt came no further request goes, and all deliveries end as they
//    stand; the pause ends early if the clock is one that it interrupts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emitter/deliver/outgoing_request.h"
#include "emitter/deliver/send_order.h"
#include "emitter/model/attempt.h"
#include "emitter/model/attempt_chance.h"
#include "emitter/model/retry_policy.h"
#include "shared/http_client/transport.h"
#include "shared/support/clock.h"
#include "shared/support/interrupt.h"

namespace hookloop {

// One copy of an attempt. Dropped: nothing was sent, and the exchange is empty.
struct AttemptReport {
  std::uint32_t number = 1;
  std::uint32_t copy = 1;  // more than 1 only by a fault
  Timestamp started_at;
  std::vector<std::string> faults;  // what was done on purpose, as fault.h writes it
  bool dropped = false;
  AttemptResult result;
  Exchange exchange;
  std::optional<Microseconds> retry_after;  // what the receiver asked for, whether it counts or not
  RetryDecision decision;                   // of the first copy
};

// How a delivery stood when it ended.
struct LastAttempt {
  AttemptResult result;
  bool dropped = false;
};

struct DeliveryRules {
  RetryRules retry;
  Deadlines deadlines;
  std::vector<Fault> faults;  // asked for of every delivery
  std::uint64_t seed = 0;     // of jitter and faults
};

// What a run tells of its deliveries; `nth` counts them from 1.
struct DeliveryNews {
  // After each copy of an attempt, and before the pause that may follow. `request` is what was sent; of a dropped
  // attempt nothing was, and it is null.
  std::function<void(std::uint64_t nth, const OutgoingDelivery&, const AttemptReport&, const OutgoingRequest* request)>
      attempted;
  // Once for each delivery. Nothing: the interrupt came before its first attempt.
  std::function<void(std::uint64_t nth, const std::optional<LastAttempt>&)> ended;
};

class Deliverer {
 public:
  // The first three must outlive this.
  Deliverer(Transport& transport, Clock& clock, const Interrupt& interrupt, DeliveryTarget target, DeliveryRules rules,
            DeliveryNews news);

  // Returns when the next event may happen: all deliveries have ended, but for those that a fault holds back until
  // others come. `timestamp`, when set, is what every attempt says instead of the time it is made.
  void deliver(OutgoingDelivery delivery, std::optional<UnixSeconds> timestamp = std::nullopt);
  // No further one comes: what is held back waits until its time, and goes.
  void finish();

 private:
  struct Open {
    OutgoingDelivery delivery;
    std::optional<UnixSeconds> timestamp;
    std::uint32_t attempt = 0;  // the one that is planned or under way
    std::optional<LastAttempt> last = {};
  };
  struct Underway;  // an attempt that is being sent

  // Random numbers of a delivery's attempt, for one purpose.
  DerivedRandom chance(const Open& open, std::string_view purpose) const;
  void plan_attempt(std::uint64_t nth, Open& open, Microseconds pause);
  void work(bool others_come);
  void begin(std::vector<SendStart> starts);
  Underway make(SendStart start);
  void drop(const SendStart& start);
  void send_first(std::vector<Underway>& attempts);
  void send_further_copies(Underway& attempt);
  void take_exchange(Underway& attempt, Timestamp started_at, Exchange exchange);
  RetryDecision decide(const Open& open, const AttemptReport& report) const;
  void go_on(std::uint64_t nth, const RetryDecision& decision);
  void abandon();

  Transport& transport_;
  Clock& clock_;
  const Interrupt& interrupt_;
  const DeliveryTarget target_;
  const DeliveryRules rules_;
  const RetryPolicy policy_;
  const DeliveryNews news_;
  std::uint64_t begun_ = 0;
  std::map<std::uint64_t, Open> open_;  // those that have not ended, by their number
  SendOrder order_;
};

}  // namespace hookloop
