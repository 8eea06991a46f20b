// One claimed attempt on its way: what is sent, how often, and what came of each copy. A fault may send the same
// request more than once; the first copy decides what becomes of the delivery. The dispatcher's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emitter/deliver/lane.h"
#include "emitter/deliver/outgoing_request.h"
#include "emitter/model/attempt.h"
#include "emitter/model/webhook.h"
#include "shared/http_client/async_transport.h"
#include "shared/support/clock.h"

namespace hookloop {

struct Flight {
  LaneStart start;
  std::shared_ptr<const Webhook> webhook;  // as it was when the attempt began
  std::uint32_t attempt = 1;               // of the delivery
  std::string attempt_id;
  Timestamp started_at;

  std::shared_ptr<const DeliveryTarget> target;  // of the webhook, at that time
  OutgoingRequest request;
  std::uint32_t copies = 1;
  bool at_once = false;  // further copies beside the first, instead of after it
  std::uint32_t sent = 0;
  std::uint32_t ended = 0;

  std::vector<AttemptRecord> records;  // one for each copy that has ended
  AttemptResult result;                // of the first copy
  std::optional<Microseconds> retry_after;

  bool has_ended() const { return ended == copies; }
};

// What the requests of a webhook are made of, at `now`. Its URL was checked when it was registered: one that can not be
// read is a bug, std::logic_error.
DeliveryTarget target_of(const WebhookSettings& settings, Timestamp now);

// The target of a webhook, which is the same for one attempt after the other: it is made anew only for another snapshot
// of the webhook, or when one of its secrets has expired.
class CurrentTarget {
 public:
  std::shared_ptr<const DeliveryTarget> get(const std::shared_ptr<const Webhook>& webhook, Timestamp now);

 private:
  std::shared_ptr<const Webhook> webhook_;
  std::shared_ptr<const DeliveryTarget> target_;
  std::optional<Timestamp> until_;
};

// The delivery's requests. `attempt` counts from 1; `chance` is for what its faults leave open.
Flight make_flight(LaneStart start, std::shared_ptr<const Webhook> webhook,
                   std::shared_ptr<const DeliveryTarget> target, std::uint32_t attempt, std::string attempt_id,
                   Timestamp now, Random& chance);

AsyncRequest request_of(const Flight& flight);

// Takes what came of a copy (from 1) into the flight. `now` is when it ended.
void take_exchange(Flight& flight, std::uint32_t copy, Exchange exchange, Timestamp started_at, Timestamp now);

// A line for an attempt of which nothing was sent, or nothing is known: `failure` is "dropped" or "crashed".
AttemptRecord record_without_exchange(const DueDelivery& due, std::uint32_t attempt, const std::string& id,
                                      const std::string& url, AttemptOutcome outcome, const std::string& failure,
                                      const std::string& detail, Timestamp started_at, Timestamp now);

// The head with the credentials of its Authorization left out.
std::string without_credentials(std::string head);

}  // namespace hookloop
