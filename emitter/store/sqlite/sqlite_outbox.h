// The outbox over EmitterDatabase. What a turn costs is the point of it: its statements stay prepared, what it reads is
// read on the connection that has just written it, and an attempt touches no index that it need not.
#pragma once

#include "emitter/store/outbox.h"
#include "emitter/store/sqlite/emitter_database.h"

namespace hookloop {

class SqliteOutbox final : public Outbox {
 public:
  explicit SqliteOutbox(EmitterDatabase& database) : database_(database) {}

  std::vector<WebhookNumber> webhooks_with_work() const override;
  std::vector<DueDelivery> due(WebhookNumber webhook, const DueQuery& query) const override;
  std::optional<Timestamp> next_due(WebhookNumber webhook, Timestamp now) const override;
  std::vector<DueDelivery> in_flight() const override;
  std::optional<Webhook> find_webhook(WebhookNumber number) const override;
  Result<std::vector<bool>, StoreError> commit(const OutboxTurn& turn) override;

 private:
  EmitterDatabase& database_;
};

}  // namespace hookloop
