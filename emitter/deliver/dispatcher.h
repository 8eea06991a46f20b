// From the outbox to the wire to the ledger: claims what is due, sends it, writes down what came of it, and decides
// what comes next. It works in turns: each turn is one transaction that records all attempts that have ended and claims
// those that are to begin, and only then does their first byte leave.
//
// 1. Nothing is sent that is not `in_flight` on disk; nothing that ended is forgotten, whatever the store does: what it
//    could not write is kept and written in a later turn, and until then nothing new begins.
// 2. Each webhook has its own lane (lane.h). When the limit in flight over all is met, lanes take turns.
// 3. With a seed, attempt ids, jitter and faults follow from the delivery and the number of its attempt, not from the
//    order in which others end.
//
// Threads: `note` and `status` from any; everything else from the engine's.
// Errors: a store that can not be read is std::runtime_error; one that can not be written is tried again kWriteRetry
// later.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "emitter/deliver/flight.h"
#include "emitter/deliver/lane.h"
#include "emitter/feed/engine_status.h"
#include "emitter/store/outbox.h"
#include "shared/http_client/async_transport.h"
#include "shared/support/clock.h"
#include "shared/support/guarded.h"

namespace hookloop {

// After a turn that the store could not write: soon enough for a person who makes room, seldom enough for a full disk.
inline constexpr Microseconds kWriteRetry = std::chrono::seconds(1);

struct DispatcherOptions {
  std::uint32_t max_in_flight = 1024;  // over all webhooks: each is a socket
  std::uint64_t seed = 0;
  // One delivery at a time, in the order in which they are due: what makes a run over virtual time repeat.
  bool one_by_one = false;
};

class Dispatcher {
 public:
  // `committed` is called after each commit, on the engine's thread.
  Dispatcher(Outbox& outbox, AsyncTransport& transport, const Clock& clock, DispatcherOptions options,
             std::function<void()> committed);

  // These webhooks may have new deliveries, or are not what they were.
  void note(std::span<const WebhookNumber> webhooks);
  EngineStatus status() const;

  // The first one also records what a crash cut off. True: it did something, and the next may find more to do.
  bool turn();
  // No attempt begins from now on; those in flight go on.
  void drain() { draining_ = true; }
  // When the next turn is to be, if nothing ends and nobody notes anything; nothing: then there is nothing to do.
  std::optional<Timestamp> next_time() const;
  std::uint32_t in_flight() const { return static_cast<std::uint32_t>(flights_.size()); }
  bool has_unwritten() const;

 private:
  struct Completed {
    std::uint64_t flight;
    std::uint32_t copy;
    Timestamp started_at;
    Exchange exchange;
  };
  struct Unwritten {
    std::vector<AttemptRecord> attempts;
    std::vector<DeliveryEnd> ends;
    std::map<WebhookNumber, BreakerUpdate> breakers;
    std::vector<Notice> notices;
    bool empty() const { return ends.empty() && breakers.empty() && notices.empty(); }
  };

  bool recover(Timestamp now);
  void take_news();
  void take_completed(Timestamp now);
  void finish(Flight& flight, Timestamp now);
  void count_for_breaker(Lane& lane, const AttemptResult& result, Timestamp now);
  void disable(Lane& lane, const std::string& reason, Timestamp now);
  void refill(Timestamp now);
  std::vector<LaneStart> pick_starts(Timestamp now);
  Lane* lane_that_is_due(Timestamp now);
  bool commit(std::span<const Claim> claims, Timestamp now, std::vector<bool>& taken);
  void begin(LaneStart start, Timestamp now);
  void send_copy(std::uint64_t number, Flight& flight);
  Lane& lane_of(WebhookNumber number);
  void count_in_flight(const Lane& lane);

  Outbox& outbox_;
  AsyncTransport& transport_;
  const Clock& clock_;
  const DispatcherOptions options_;
  const std::function<void()> committed_;

  std::map<WebhookNumber, std::unique_ptr<Lane>> lanes_;
  std::map<WebhookNumber, CurrentTarget> targets_;
  WebhookNumber last_served_ = 0;  // lanes after it come first
  std::uint64_t next_flight_ = 1;
  std::unordered_map<std::uint64_t, Flight> flights_;
  std::vector<Completed> completed_;
  Unwritten unwritten_;
  std::optional<Timestamp> write_again_at_;
  bool recovered_ = false;
  bool draining_ = false;

  Guarded<std::set<WebhookNumber>> news_;
  std::atomic<bool> has_news_ = false;
  std::atomic<std::uint64_t> write_failures_ = 0;
  Guarded<std::map<WebhookNumber, std::uint64_t>> in_flight_by_webhook_;
};

}  // namespace hookloop
