// Writing to the platform's tables, inside of one transaction of EmitterDatabase. The changing thread's.
#pragma once

#include "emitter/store/sqlite/delivery_changes.h"
#include "emitter/store/sqlite/emitter_database.h"
#include "emitter/store/sqlite/platform_queries.h"

namespace hookloop {

// The change reads by the connection that it writes with.
struct ChangeSource {
  StatementCache* connection;
  struct Reading {
    StatementCache* connection;
    StatementCache& statements() const { return *connection; }
  };
  Reading read() const { return {connection}; }
};

class SqlitePlatformChange final : public PlatformReads<PlatformChange, ChangeSource> {
 public:
  SqlitePlatformChange(StatementCache& statements, CountChanges& counts)
      : PlatformReads(ChangeSource{&statements}),
        statements_(statements),
        counts_(counts),
        deliveries_(statements, counts) {}

  void update_account(const Account& account) override;
  App insert_app(App app) override;
  void update_app(const App& app) override;
  Version insert_version(AppNumber app, Version version) override;
  void update_version(AppNumber app, const Version& version) override;
  Build insert_build(AppNumber app, Build build) override;
  void update_build(AppNumber app, const Build& build) override;
  Publication insert_publication(AppNumber app, Publication publication) override;
  AppTest insert_test(AppNumber app, AppTest test) override;
  Webhook insert_webhook(Webhook webhook) override;
  void update_webhook(const Webhook& webhook, bool with_breaker) override;
  Attachment insert_attachment(Attachment attachment) override;
  void update_attachment(const Attachment& attachment) override;
  void delete_attachment(AttachmentNumber number) override;
  PlatformEvent insert_event(PlatformEvent event) override;
  Delivery insert_delivery(Delivery delivery) override;
  std::uint64_t cancel_deliveries(const DeliveryFilter& filter, Timestamp now, std::string_view reason) override;
  std::uint64_t resend_deliveries(const DeliveryFilter& filter, Timestamp now, std::uint64_t limit) override;
  bool cancel_delivery(DeliveryNumber number, Timestamp now, std::string_view reason) override;
  bool resend_delivery(DeliveryNumber number, Timestamp now) override;
  Notice insert_notice(Notice notice) override;

 private:
  std::int64_t next_number(const char* table, AppNumber app);

  StatementCache& statements_;
  CountChanges& counts_;
  DeliveryChanges deliveries_;
};

}  // namespace hookloop
