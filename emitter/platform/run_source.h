// Where a run's ids, moments and chance come from: the system, or a seed that makes the same run again. One thread at a
// time.
//
// With a seed:
// 1. Payloads, event ids and delivery ids repeat exactly, and so does what is derived from `seed` (attempt_chance.h):
//    jitter and faults. Retries on one day and none on another do not change the payloads that follow.
// 2. The first event happens at kSeededStart, each further one a second later, whatever the real time is.
// 3. What a receiver checks against its own clock (webhook-timestamp, and the signature over it) is not the seed's
//    business when something is sent: a stamp of the past would be refused. Callers decide; see OutgoingDelivery.
#pragma once

#include <cstdint>
#include <optional>

#include "shared/support/clock.h"
#include "shared/support/id.h"
#include "shared/support/random.h"

namespace hookloop {

// 2026-01-05T16:00:00Z, a Monday morning at the account's default offset. Any fixed moment would do.
inline constexpr Timestamp kSeededStart{std::chrono::seconds(1767628800)};

class RunSource {
 public:
  // `clock` and `random` are used without a seed, and must outlive this.
  RunSource(std::optional<std::uint64_t> seed, const Clock& clock, Random& random);

  bool is_seeded() const { return seeded_; }
  // When the run's `nth` event (from 1) happens. Ids made after this call carry that time.
  Timestamp begin_event(std::uint64_t nth);
  IdSource& ids() { return ids_; }
  Random& payload_random() { return seeded_ ? payloads_ : system_; }
  // Of the chance of attempts; without a seed of the run's, one drawn for it.
  std::uint64_t seed() const { return seed_; }

 private:
  const bool seeded_;
  const std::uint64_t seed_;
  const Clock& clock_;
  Random& system_;
  VirtualClock event_clock_{kSeededStart};
  SeededRandom payloads_;
  SeededRandom id_chance_;
  IdSource ids_;
};

}  // namespace hookloop
