// Where the platform is kept: account, apps, webhooks, attachments, what happened, and the deliveries owed for it. An
// interface under a contract test (tests/contract/platform_store_contract.h); the delivery engine's side of the same
// store is outbox.h, the delivery log's is ledger.h.
//
// Invariants:
// 1. `change` is one transaction: when it returns nothing, all of it survives the end of the process; when its body
//    gives up or throws, or it returns an error, none of it is kept.
// 2. Changes happen one after the other. What is read inside of a change is as of that change.
// 3. Numbers are given by the store, ascending in the order of commits, and never twice.
//
// Threads: any.
// Errors: a store that can not be written (disk full, file gone) is a StoreError of `change`; one that can not be read
// is std::runtime_error.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emitter/model/account.h"
#include "emitter/model/app.h"
#include "emitter/model/attachment.h"
#include "emitter/model/delivery.h"
#include "emitter/model/notice.h"
#include "emitter/model/platform_event.h"
#include "emitter/model/webhook.h"
#include "shared/support/store_error.h"

namespace hookloop {

// A page of a list, newest first: `before` and `after` are numbers of its rows, both excluded.
struct Page {
  std::optional<std::int64_t> before = {};
  std::optional<std::int64_t> after = {};
  std::size_t limit = 50;
  bool newest_first = true;
};

struct EventFilter {
  std::optional<EventType> type = {};
  std::optional<AppNumber> app = {};
};

class PlatformReader {
 public:
  virtual ~PlatformReader() = default;

  virtual Account account() const = 0;

  // Lists are in the order of their numbers. Removed ones are found, and listed where they are asked for.
  virtual std::vector<App> list_apps(bool with_removed) const = 0;
  virtual std::optional<App> find_app(std::string_view guid) const = 0;
  virtual std::optional<App> find_app(AppNumber number) const = 0;
  virtual std::vector<Version> list_versions(AppNumber app, bool with_removed) const = 0;
  virtual std::optional<Version> find_version(AppNumber app, std::int64_t number) const = 0;
  virtual std::vector<Build> list_builds(AppNumber app) const = 0;
  virtual std::optional<Build> find_build(AppNumber app, std::int64_t number) const = 0;
  virtual std::vector<Publication> list_publications(AppNumber app) const = 0;
  virtual std::vector<AppTest> list_tests(AppNumber app) const = 0;

  // The running build that ends by itself first.
  struct PlannedBuild {
    AppNumber app;
    Build build;
  };
  virtual std::optional<PlannedBuild> next_planned_build() const = 0;

  // Removed webhooks are found by number and by id (their `removed_at` is set), and not listed.
  virtual std::vector<Webhook> list_webhooks() const = 0;
  virtual std::optional<Webhook> find_webhook(std::string_view id) const = 0;
  virtual std::optional<Webhook> find_webhook(WebhookNumber number) const = 0;
  virtual std::vector<Attachment> list_attachments() const = 0;
  virtual std::optional<Attachment> find_attachment(std::string_view id) const = 0;

  virtual std::vector<PlatformEvent> list_events(const EventFilter& filter, const Page& page) const = 0;
  virtual std::optional<PlatformEvent> find_event(std::string_view id) const = 0;
  virtual std::optional<PlatformEvent> find_event(EventNumber number) const = 0;
};

// Writing, inside of one change. `insert_…` takes a value without its number and returns it with the number given.
class PlatformChange : public PlatformReader {
 public:
  virtual void update_account(const Account& account) = 0;

  virtual App insert_app(App app) = 0;
  virtual void update_app(const App& app) = 0;
  virtual Version insert_version(AppNumber app, Version version) = 0;
  virtual void update_version(AppNumber app, const Version& version) = 0;
  virtual Build insert_build(AppNumber app, Build build) = 0;
  virtual void update_build(AppNumber app, const Build& build) = 0;
  virtual Publication insert_publication(AppNumber app, Publication publication) = 0;
  virtual AppTest insert_test(AppNumber app, AppTest test) = 0;

  virtual Webhook insert_webhook(Webhook webhook) = 0;
  // The breaker's state is the delivery engine's to write (outbox.h), so this leaves it alone unless told otherwise.
  virtual void update_webhook(const Webhook& webhook, bool with_breaker = false) = 0;
  virtual Attachment insert_attachment(Attachment attachment) = 0;
  virtual void update_attachment(const Attachment& attachment) = 0;
  virtual void delete_attachment(AttachmentNumber number) = 0;

  virtual PlatformEvent insert_event(PlatformEvent event) = 0;
  virtual Delivery insert_delivery(Delivery delivery) = 0;

  // Pending deliveries are cancelled; those in flight begin no further attempt. Returns how many of both.
  virtual std::uint64_t cancel_deliveries(const DeliveryFilter& filter, Timestamp now, std::string_view reason) = 0;
  // What has ended (delivered, exhausted, cancelled) is pending again and due now, `by_hand`; what is pending is due
  // now. At most `limit`, the oldest first; returns how many.
  virtual std::uint64_t resend_deliveries(const DeliveryFilter& filter, Timestamp now, std::uint64_t limit) = 0;
  // The same for one; false: it is in flight, or (cancel) has ended, or there is none.
  virtual bool cancel_delivery(DeliveryNumber number, Timestamp now, std::string_view reason) = 0;
  virtual bool resend_delivery(DeliveryNumber number, Timestamp now) = 0;

  virtual Notice insert_notice(Notice notice) = 0;
};

class PlatformStore : public PlatformReader {
 public:
  // The body returns whether what it did is to be kept. It may be called once only, and not from inside another change.
  virtual std::optional<StoreError> change(const std::function<bool(PlatformChange&)>& body) = 0;
  // Whether a write would succeed now; for readiness.
  virtual std::optional<StoreError> check_writable() = 0;
};

}  // namespace hookloop
