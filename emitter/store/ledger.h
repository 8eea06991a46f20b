// The delivery log for those who look: deliveries, every attempt of each, the ledger from a number on, notices, counts.
// Reading only. Any thread. A store that can not be read is std::runtime_error.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "emitter/model/attempt.h"
#include "emitter/model/delivery.h"
#include "emitter/model/notice.h"
#include "emitter/store/platform_store.h"

namespace hookloop {

// A delivery with the ids that it is shown with.
struct DeliveryRow {
  Delivery delivery;
  std::string event_id;
  std::optional<EventType> event_type;
  std::string webhook_id;
  std::optional<std::string> attachment_id;  // nothing: a ping, or an attachment that is gone
  std::optional<std::string> app_guid;
};

// An attempt with what its line in the ledger says besides.
struct LedgerRow {
  AttemptRecord attempt;
  std::string delivery_id;
  std::string event_id;
  std::optional<EventType> event_type;
  std::string webhook_id;
  std::string payload;  // the event's; what was sent is attempt.request_body or else this
};

struct DeliveryCounts {
  std::array<std::uint64_t, 5> by_state{};    // in the order of DeliveryState
  std::array<std::uint64_t, 5> by_outcome{};  // attempts, in the order of AttemptOutcome
};

// The last numbers given: where a feed begins.
struct LastNumbers {
  std::int64_t event = 0;
  std::int64_t attempt = 0;
  std::int64_t notice = 0;
};

class Ledger {
 public:
  virtual ~Ledger() = default;
  virtual std::vector<DeliveryRow> list_deliveries(const DeliveryFilter& filter, const Page& page) const = 0;
  virtual std::optional<DeliveryRow> find_delivery(std::string_view id) const = 0;
  virtual std::vector<AttemptRecord> list_attempts(DeliveryNumber delivery) const = 0;  // in the ledger's order
  virtual std::vector<LedgerRow> ledger_after(std::int64_t number, std::size_t limit) const = 0;
  virtual std::vector<Notice> notices_after(std::int64_t number, std::size_t limit) const = 0;
  virtual DeliveryCounts counts() const = 0;  // costs no more for a million deliveries than for one
  // When the oldest pending delivery that is due by `now` became due; nothing: none is.
  virtual std::optional<Timestamp> oldest_due(Timestamp now) const = 0;
  virtual LastNumbers last_numbers() const = 0;
};

}  // namespace hookloop
