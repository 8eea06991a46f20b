// The delivery engine's side of the store: what is due, and the durable record of every attempt's beginning and end.
//
// Invariants:
// 1. A delivery that was claimed is `in_flight` on disk before its first byte leaves. After a crash it is listed by
//    `in_flight`, so nobody has to guess what may have been sent.
// 2. `commit` is one transaction. When it fails, nothing of it is kept and the same turn can be committed again.
// 3. A ledger line, once committed, never changes.
//
// Threads: the engine's, one at a time; platform_store.h and ledger.h may be used by others meanwhile.
// Errors: `commit` returns a StoreError; reading a store that can not be read is std::runtime_error.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "emitter/model/attempt.h"
#include "emitter/model/delivery.h"
#include "emitter/model/notice.h"
#include "emitter/store/platform_store.h"
#include "shared/support/result.h"

namespace hookloop {

// A delivery with what its requests are made of.
struct DueDelivery {
  Delivery delivery;
  std::string event_id;
  std::optional<EventType> event_type;  // nothing: a ping
  std::string payload;
};

struct Claim {
  DeliveryNumber delivery = 0;
  std::uint32_t attempt = 1;
  Timestamp started_at;
};

// Where an attempt leaves its delivery. Where a cancel was asked for meanwhile, `pending` becomes `cancelled`, and so
// does what the attempt's line of the same turn says came next.
struct DeliveryEnd {
  DeliveryNumber delivery = 0;
  DeliveryState state = DeliveryState::pending;
  std::optional<Timestamp> next_attempt_at;  // with pending
  Timestamp ended_at;
  std::string reason;
};

struct BreakerUpdate {
  WebhookNumber webhook = 0;
  BreakerState breaker;
  bool disable = false;  // the webhook is disabled, for `reason`
  std::string reason;
  Timestamp at;
};

struct OutboxTurn {
  std::span<const AttemptRecord> attempts;
  std::span<const DeliveryEnd> ends;
  std::span<const BreakerUpdate> breakers;
  std::span<const Notice> notices;
  std::span<const Claim> claims;
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  // Every webhook that has a pending delivery.
  virtual std::vector<WebhookNumber> webhooks_with_work() const = 0;
  // Pending deliveries of one webhook that are due at `now`: those due first come first or, `in_order`, the first by
  // their numbers, whether they are due or not. At most `limit`, and no more once their payloads have come to
  // `most_bytes`.
  struct DueQuery {
    Timestamp now;
    bool in_order = false;
    std::size_t limit = 256;
    std::uint64_t most_bytes = 8u << 20;
  };
  virtual std::vector<DueDelivery> due(WebhookNumber webhook, const DueQuery& query) const = 0;
  // When the first pending one of a webhook that is due after `now` will be; nothing: there is none.
  virtual std::optional<Timestamp> next_due(WebhookNumber webhook, Timestamp now) const = 0;
  // All that are in flight on disk: at the start of the program, those that a crash cut off.
  virtual std::vector<DueDelivery> in_flight() const = 0;
  virtual std::optional<Webhook> find_webhook(WebhookNumber number) const = 0;

  // Attempts, ends, breakers and notices are written first, then claims are taken. For each claim: whether it was taken
  // (the delivery was still pending). Numbers that the store gives are not told.
  virtual Result<std::vector<bool>, StoreError> commit(const OutboxTurn& turn) = 0;
};

}  // namespace hookloop
