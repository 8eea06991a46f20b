// A person's hand on the deliveries: ping a webhook, resend, cancel. Each leaves a notice, but for a ping, which is an
// event. What is sent by hand to a webhook whose breaker is open is its next probe, now. Any thread.
//
// Problems: 404 "unknown-webhook", "unknown-delivery", 409 "webhook-removed", "webhook-disabled", "delivery-in-flight",
// "delivery-ended", 400 "bad-field", 503 "store-unavailable".
#pragma once

#include <cstdint>
#include <string>

#include "emitter/model/delivery.h"
#include "emitter/platform/announcer.h"
#include "emitter/store/ledger.h"
#include "emitter/store/platform_store.h"
#include "shared/support/clock.h"
#include "shared/support/id.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

// One resend by filter takes no more than this: further ones can be asked for.
inline constexpr std::uint64_t kMostResentAtOnce = 100'000;

class DeliveryControl {
 public:
  DeliveryControl(PlatformStore& store, const Ledger& ledger, const Clock& clock, IdSource& ids, Announcer& announcer);

  // One delivery of a ping (platform_event.h) to this webhook, whatever it is attached to. Not to a disabled one.
  Result<Delivery, Problem> ping(const std::string& webhook_id, const std::vector<Fault>& faults);

  // The same event and delivery id, one further attempt: that of a finished delivery whatever its policy says, that of
  // a pending one now instead of later. One in flight is 409, and one to a webhook that is disabled or was removed.
  Result<DeliveryRow, Problem> resend(const std::string& delivery_id);
  // No further attempt begins. One that has ended is 409.
  Result<DeliveryRow, Problem> cancel(const std::string& delivery_id);
  // All that match; returns how many. Resent is nothing to a webhook that is disabled: one that the filter names is
  // 409.
  Result<std::uint64_t, Problem> resend_all(const DeliveryFilter& filter);
  Result<std::uint64_t, Problem> cancel_all(const DeliveryFilter& filter);

 private:
  PlatformStore& store_;
  const Ledger& ledger_;
  const Clock& clock_;
  IdSource& ids_;
  Announcer& announcer_;
};

}  // namespace hookloop
