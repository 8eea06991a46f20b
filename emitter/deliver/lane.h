// What one webhook's deliveries wait for: its own limit in flight, its order, its rate, its breaker, and the faults
// that move deliveries in time. No lane knows of another, so a slow webhook never delays the rest. Arithmetic over
// values: no store, no network, no clock. The dispatcher's thread.
//
// 1. What `next_start` gives is in flight from then on, until `ended` or `give_back`.
// 2. At most max_in_flight deliveries are in flight; one when the webhook is ordered, or while its breaker is probed.
// 3. Ordered: no delivery starts while an older one of the webhook is not finished, across retries.
// 4. At most kLoadedAtOnce deliveries wait in memory, however many there are on disk, besides those that a fault holds.
// 5. delay, reorder and burst hold an attempt back, in this order where it has several. One is reordered at a time:
//    whoever comes next is there to overtake it, so every second one is where all are asked to be.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emitter/model/breaker.h"
#include "emitter/model/fault.h"
#include "emitter/model/pacing.h"
#include "emitter/model/webhook.h"
#include "emitter/store/outbox.h"
#include "shared/support/clock.h"

namespace hookloop {

// Enough that the store is asked seldom, little enough for many webhooks with large payloads.
inline constexpr std::size_t kLoadedAtOnce = 256;

// A delivery that is to start, and what is to go wrong with its attempt on purpose.
struct LaneStart {
  DueDelivery due;
  std::vector<Fault> faults = {};
  std::vector<std::string> held = {};  // the faults that held it back, as fault.h writes them
  std::size_t holds_passed = 0;        // of those that may hold one back (lane.cpp), in their order
};

class Lane {
 public:
  // Which faults an attempt of this delivery has: drawn once for an attempt, the same whenever it is asked.
  using PlanFaults = std::function<std::vector<Fault>(const Webhook&, const DueDelivery&)>;

  Lane(Webhook webhook, PlanFaults plan_faults);

  const Webhook& webhook() const { return *webhook_; }
  // Kept by attempts in flight, which go on with what the webhook was when they began.
  std::shared_ptr<const Webhook> webhook_snapshot() const { return webhook_; }
  // The webhook as it is in the store now; it may have new deliveries too.
  void change(Webhook webhook);
  void set_breaker(const BreakerState& breaker);
  void disable(const std::string& reason);

  // Whether the store is to be asked for what is due, and for how much.
  bool wants_more(Timestamp now) const;
  std::size_t wanted() const { return kLoadedAtOnce + held_.size() + released_.size(); }
  // What the store gave for `wanted()`; `more`: it has more that is due. `next_due`: when the next one after `now` is.
  void refill(std::vector<DueDelivery> due, bool more, std::optional<Timestamp> next_due, Timestamp now);
  // When the delivery that may start now became due, the oldest first; nothing: none may.
  std::optional<Timestamp> ready_since(Timestamp now);
  std::optional<LaneStart> next_start(Timestamp now);
  // It was not begun after all.
  void give_back(LaneStart start);
  // One that was in flight is not any more. `retry_at`: it is pending again, until then.
  void ended(std::optional<Timestamp> retry_at);
  // What has ended is in the store now. Until then the store can not tell of its retries, and the lane remembers them.
  void settled();

  std::uint32_t in_flight() const { return in_flight_; }
  // When to look again although nothing has ended and nobody has said that there is news.
  std::optional<Timestamp> next_time(Timestamp now) const;

 private:
  // A delivery that waits because of a fault.
  struct Held {
    LaneStart start;
    Timestamp until;
    FaultKind why;
    bool is_let_go = false;  // before its time was over
  };

  bool is_open_for_starts(Timestamp now) const;
  std::uint32_t limit() const;
  // One whose time has come; it is to start before what is in the queue.
  struct Released {
    LaneStart start;
    Timestamp since;
  };

  // Moves what faults hold from the queue to held_, until the first that may start stands in front.
  void hold_by_faults(Timestamp now);
  bool hold(LaneStart& start, Timestamp now);
  // Moves those whose time has come on: to the next fault that holds them, or to released_.
  void release_held(Timestamp now);
  void release_all(FaultKind why, Timestamp now);
  std::size_t first_released(Timestamp now) const;  // index into held_, or its size
  std::size_t waiting_for(FaultKind why, Timestamp now) const;
  bool blocks_order() const;
  bool is_loaded(DeliveryNumber delivery) const;

  std::shared_ptr<const Webhook> webhook_;
  PlanFaults plan_faults_;
  std::optional<Pacing> pacing_;
  std::deque<LaneStart> queue_;
  std::vector<Held> held_;
  std::deque<Released> released_;
  std::uint32_t in_flight_ = 0;
  std::optional<Timestamp> unsettled_due_;  // the first retry that the store does not know of yet
  bool more_ = true;                        // the store may have due deliveries that are not in queue_ or held_
  std::optional<Timestamp> next_due_;
};

}  // namespace hookloop
