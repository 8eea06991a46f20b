// The platform's reading over one connection, and PlatformReads, which makes of it a PlatformReader, a PlatformStore's
// or a PlatformChange's half. One thread at a time.
#pragma once

#include "emitter/store/platform_store.h"
#include "shared/sqlite/statement_cache.h"

namespace hookloop {

class PlatformQueries {
 public:
  explicit PlatformQueries(StatementCache& statements) : statements_(statements) {}

  Account account();
  std::vector<App> list_apps(bool with_removed);
  std::optional<App> find_app(std::string_view guid);
  std::optional<App> find_app(AppNumber number);
  std::vector<Version> list_versions(AppNumber app, bool with_removed);
  std::optional<Version> find_version(AppNumber app, std::int64_t number);
  std::vector<Build> list_builds(AppNumber app);
  std::optional<Build> find_build(AppNumber app, std::int64_t number);
  std::vector<Publication> list_publications(AppNumber app);
  std::vector<AppTest> list_tests(AppNumber app);
  std::optional<PlatformReader::PlannedBuild> next_planned_build();
  std::vector<Webhook> list_webhooks();
  std::optional<Webhook> find_webhook(std::string_view id);
  std::optional<Webhook> find_webhook(WebhookNumber number);
  std::vector<Attachment> list_attachments();
  std::optional<Attachment> find_attachment(std::string_view id);
  std::vector<PlatformEvent> list_events(const EventFilter& filter, const Page& page);
  std::optional<PlatformEvent> find_event(std::string_view id);
  std::optional<PlatformEvent> find_event(EventNumber number);

 private:
  StatementCache& statements_;
};

// `Interface` is a PlatformReader; `Source` has `auto read()`, whose result lives for the time of one query and has
// `StatementCache& statements()`.
template <typename Interface, typename Source>
class PlatformReads : public Interface {
 public:
  explicit PlatformReads(Source source) : source_(std::move(source)) {}

  Account account() const final {
    return query([](auto& q) { return q.account(); });
  }
  std::vector<App> list_apps(bool with_removed) const final {
    return query([&](auto& q) { return q.list_apps(with_removed); });
  }
  std::optional<App> find_app(std::string_view guid) const final {
    return query([&](auto& q) { return q.find_app(guid); });
  }
  std::optional<App> find_app(AppNumber number) const final {
    return query([&](auto& q) { return q.find_app(number); });
  }
  std::vector<Version> list_versions(AppNumber app, bool with_removed) const final {
    return query([&](auto& q) { return q.list_versions(app, with_removed); });
  }
  std::optional<Version> find_version(AppNumber app, std::int64_t number) const final {
    return query([&](auto& q) { return q.find_version(app, number); });
  }
  std::vector<Build> list_builds(AppNumber app) const final {
    return query([&](auto& q) { return q.list_builds(app); });
  }
  std::optional<Build> find_build(AppNumber app, std::int64_t number) const final {
    return query([&](auto& q) { return q.find_build(app, number); });
  }
  std::vector<Publication> list_publications(AppNumber app) const final {
    return query([&](auto& q) { return q.list_publications(app); });
  }
  std::vector<AppTest> list_tests(AppNumber app) const final {
    return query([&](auto& q) { return q.list_tests(app); });
  }
  std::optional<PlatformReader::PlannedBuild> next_planned_build() const final {
    return query([](auto& q) { return q.next_planned_build(); });
  }
  std::vector<Webhook> list_webhooks() const final {
    return query([](auto& q) { return q.list_webhooks(); });
  }
  std::optional<Webhook> find_webhook(std::string_view id) const final {
    return query([&](auto& q) { return q.find_webhook(id); });
  }
  std::optional<Webhook> find_webhook(WebhookNumber number) const final {
    return query([&](auto& q) { return q.find_webhook(number); });
  }
  std::vector<Attachment> list_attachments() const final {
    return query([](auto& q) { return q.list_attachments(); });
  }
  std::optional<Attachment> find_attachment(std::string_view id) const final {
    return query([&](auto& q) { return q.find_attachment(id); });
  }
  std::vector<PlatformEvent> list_events(const EventFilter& filter, const Page& page) const final {
    return query([&](auto& q) { return q.list_events(filter, page); });
  }
  std::optional<PlatformEvent> find_event(std::string_view id) const final {
    return query([&](auto& q) { return q.find_event(id); });
  }
  std::optional<PlatformEvent> find_event(EventNumber number) const final {
    return query([&](auto& q) { return q.find_event(number); });
  }

 private:
  template <typename Ask>
  auto query(Ask ask) const {
    auto reading = source_.read();
    PlatformQueries queries(reading.statements());
    return ask(queries);
  }

  Source source_;
};

}  // namespace hookloop
