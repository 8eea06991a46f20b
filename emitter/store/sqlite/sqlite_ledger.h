// The delivery log over EmitterDatabase.
#pragma once

#include "emitter/store/ledger.h"
#include "emitter/store/sqlite/emitter_database.h"

namespace hookloop {

class SqliteLedger final : public Ledger {
 public:
  explicit SqliteLedger(EmitterDatabase& database) : database_(database) {}

  std::vector<DeliveryRow> list_deliveries(const DeliveryFilter& filter, const Page& page) const override;
  std::optional<DeliveryRow> find_delivery(std::string_view id) const override;
  std::vector<AttemptRecord> list_attempts(DeliveryNumber delivery) const override;
  std::vector<LedgerRow> ledger_after(std::int64_t number, std::size_t limit) const override;
  std::vector<Notice> notices_after(std::int64_t number, std::size_t limit) const override;
  DeliveryCounts counts() const override { return database_.counts(); }
  std::optional<Timestamp> oldest_due(Timestamp now) const override;
  LastNumbers last_numbers() const override;

 private:
  EmitterDatabase& database_;
};

}  // namespace hookloop
