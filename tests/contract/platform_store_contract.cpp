#include "tests/contract/platform_store_contract.h"

#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "tests/support/platform_values.h"

namespace hookloop::test {
namespace {

template <typename Body>
void change(PlatformStore& store, Body body) {
  const auto error = store.change([&](PlatformChange& c) {
    body(c);
    return true;
  });
  REQUIRE_FALSE(error.has_value());
}

// What a text may hold: a NUL, a quote, no UTF-8.
const std::string kBytes("\0'\xff\n;\xc3", 6);

template <typename Value>
std::vector<std::int64_t> numbers(const std::vector<Value>& list) {
  std::vector<std::int64_t> found;
  for (const Value& value : list) found.push_back(value.number);
  return found;
}

void check_account(PlatformStore& store) {
  SECTION("a new store has the account of a platform that nobody has set up") {
    CHECK(store.account() == new_account());
  }

  SECTION("an account comes back as it was changed, its members included") {
    const Account account{
        "Ünique " + kBytes, std::chrono::minutes(330), 3, {{1, {"Max Katz", ""}}, {3, {kBytes, "ann@example.com"}}}, 7};
    change(store, [&](PlatformChange& c) {
      c.update_account(account);
      CHECK(c.account() == account);
    });
    CHECK(store.account() == account);
    change(store, [&](PlatformChange& c) { c.update_account(new_account()); });
    CHECK(store.account() == new_account());
  }
}

void check_apps(PlatformStore& store) {
  SECTION("an app is found by its number and its guid, and changed") {
    App app;
    change(store, [&](PlatformChange& c) {
      c.insert_app(numbered_app(1));
      app = numbered_app(2);
      app.description = kBytes;
      app = c.insert_app(app);
      CHECK(c.find_app(app.number) == app);
    });
    CHECK(app.number > 0);
    CHECK(store.find_app("guid-2") == app);
    CHECK(store.find_app(app.number) == app);
    CHECK_FALSE(store.find_app("guid-3").has_value());
    CHECK_FALSE(store.find_app(99).has_value());
    app.name = "renamed";
    app.edited_at = at(99);
    app.removed_at = at(100);
    change(store, [&](PlatformChange& c) { c.update_app(app); });
    CHECK(store.find_app("guid-2") == app);
    CHECK(store.list_apps(false).size() == 1);
    CHECK(store.list_apps(true).size() == 2);
    CHECK(store.list_apps(true).back() == app);
  }

  SECTION("a guid that is taken, or a change of what is not there, is a bug and keeps nothing") {
    change(store, [&](PlatformChange& c) { c.insert_app(numbered_app(1)); });
    CHECK_THROWS_AS(change(store,
                           [](PlatformChange& c) {
                             c.insert_app(numbered_app(2));
                             c.insert_app(numbered_app(1));
                           }),
                    std::logic_error);
    CHECK_THROWS_AS(change(store, [](PlatformChange& c) { c.update_app(numbered_app(5)); }), std::logic_error);
    CHECK(store.list_apps(true).size() == 1);
  }

  SECTION("versions are numbered within their app, and removed and restored") {
    Version version{0, "Version #1", at(1), {"Max Katz", ""}, {}};
    change(store, [&](PlatformChange& c) {
      CHECK(c.insert_version(1, version).number == 1);
      CHECK(c.insert_version(2, version).number == 1);
      version = c.insert_version(1, version);
      CHECK(version.number == 2);
      CHECK(c.find_version(1, 2) == version);
    });
    version.removed_at = at(5);
    change(store, [&](PlatformChange& c) { c.update_version(1, version); });
    CHECK(store.find_version(1, 2) == version);
    CHECK(numbers(store.list_versions(1, false)) == std::vector<std::int64_t>{1});
    CHECK(numbers(store.list_versions(1, true)) == std::vector<std::int64_t>{1, 2});
    CHECK_FALSE(store.find_version(1, 3).has_value());
    CHECK_FALSE(store.find_version(1, 1)->removed_at.has_value());
  }

  SECTION("builds come back whole, and the running one that ends first is told") {
    CHECK_FALSE(store.next_planned_build().has_value());
    Build build{0,
                BuildPlatform::ios,
                BuildStatus::started,
                "Version #1",
                at(1),
                {"Max Katz", ""},
                at(30),
                BuildStatus::failure,
                {},
                {},
                {}};
    Build other = build;
    other.finishes_at = at(20);
    Build by_hand = build;
    by_hand.finishes_at.reset();
    change(store, [&](PlatformChange& c) {
      build = c.insert_build(1, build);
      other = c.insert_build(2, other);
      CHECK(c.insert_build(2, by_hand).number == 2);
    });
    CHECK(store.find_build(1, 1) == build);
    const auto planned = store.next_planned_build();
    REQUIRE(planned);
    CHECK(planned->app == 2);
    CHECK(planned->build == other);
    other.status = BuildStatus::failure;
    other.finished_at = at(20);
    other.error = "Exit 1";
    other.artifact = "";
    change(store, [&](PlatformChange& c) { c.update_build(2, other); });
    CHECK(store.list_builds(2).front() == other);
    CHECK(store.list_builds(2).size() == 2);
    CHECK(store.next_planned_build()->app == 1);
  }

  SECTION("publications and tests come back whole") {
    Publication publication{0, "heroku", "https://app.example", at(1), {"Max Katz", "m@example.com"}};
    AppTest test{0, {"failed", 10, 2, 33}, at(2), {"Max Katz", ""}};
    change(store, [&](PlatformChange& c) {
      publication = c.insert_publication(1, publication);
      test = c.insert_test(1, test);
    });
    CHECK(publication.number == 1);
    CHECK(test.number == 1);
    CHECK(store.list_publications(1) == std::vector{publication});
    CHECK(store.list_tests(1) == std::vector{test});
    CHECK(store.list_publications(2).empty());
    CHECK(store.list_tests(2).empty());
  }
}

Webhook full_webhook() {
  Webhook webhook = numbered_webhook(1);
  webhook.settings.login = kBytes;
  webhook.settings.password = "p" + kBytes;
  webhook.settings.secrets = {{"whsec_new", {}}, {"whsec_old", at(60)}};
  webhook.state = WebhookState::paused;
  webhook.state_reason = "Paused by hand.";
  webhook.breaker = {3, at(1), at(2), at(3), 4};
  return webhook;
}

void check_webhooks(PlatformStore& store) {
  SECTION("a webhook is found by its number and its id, with its settings") {
    Webhook webhook = full_webhook();
    change(store, [&](PlatformChange& c) { webhook = c.insert_webhook(webhook); });
    for (const auto& found : {store.find_webhook("whk_1"), store.find_webhook(webhook.number)}) {
      REQUIRE(found);
      CHECK(found->number == webhook.number);
      CHECK(found->id == "whk_1");
      CHECK(found->settings.name == "Webhook 1");
      CHECK(found->settings.login == webhook.settings.login);
      CHECK(found->settings.password == webhook.settings.password);
      CHECK(found->settings.secrets == webhook.settings.secrets);
      CHECK(found->state == WebhookState::paused);
      CHECK(found->state_reason == "Paused by hand.");
      CHECK(found->breaker == webhook.breaker);
      CHECK(found->created_at == at(1));
      CHECK(found->changed_at == at(1));
      CHECK_FALSE(found->removed_at.has_value());
    }
    CHECK_FALSE(store.find_webhook("whk_2").has_value());
    CHECK_FALSE(store.find_webhook(99).has_value());
  }

  SECTION("a change leaves the breaker alone unless told otherwise") {
    Webhook webhook = full_webhook();
    change(store, [&](PlatformChange& c) {
      webhook = c.insert_webhook(webhook);
      webhook.state = WebhookState::enabled;
      webhook.breaker = {};
      c.update_webhook(webhook);
      CHECK(c.find_webhook(webhook.number)->breaker == full_webhook().breaker);
      c.update_webhook(webhook, /*with_breaker=*/true);
    });
    CHECK(store.find_webhook(webhook.number)->breaker == BreakerState());
    CHECK(store.find_webhook(webhook.number)->state == WebhookState::enabled);
  }

  SECTION("a removed webhook is found and not listed, and its secrets are gone") {
    Webhook webhook = full_webhook();
    change(store, [&](PlatformChange& c) {
      webhook = c.insert_webhook(webhook);
      c.insert_webhook(numbered_webhook(2));
    });
    webhook.removed_at = at(9);
    change(store, [&](PlatformChange& c) { c.update_webhook(webhook); });
    const auto removed = store.find_webhook("whk_1");
    REQUIRE(removed);
    CHECK(removed->removed_at == at(9));
    CHECK(removed->settings.url == webhook.settings.url);
    CHECK(removed->settings.secrets.empty());
    CHECK_FALSE(removed->settings.password.has_value());
    CHECK(store.find_webhook(webhook.number).has_value());
    REQUIRE(store.list_webhooks().size() == 1);
    CHECK(store.list_webhooks().front().id == "whk_2");
  }

  SECTION("attachments are made, changed and deleted, and no number is given twice") {
    Attachment attachment{0, "ach_1", 1, {}, EventMask(~0ull), at(1)};
    Attachment of_app{0, "ach_2", 1, 5, EventMask(1), at(2)};
    change(store, [&](PlatformChange& c) {
      attachment = c.insert_attachment(attachment);
      of_app = c.insert_attachment(of_app);
      of_app.events = EventMask(6);
      c.update_attachment(of_app);
    });
    const auto found = store.find_attachment("ach_2");
    REQUIRE(found);
    CHECK(found->number == of_app.number);
    CHECK(found->webhook == 1);
    CHECK(found->app == 5);
    CHECK(found->events == EventMask(6));
    CHECK(found->created_at == at(2));
    CHECK(store.find_attachment("ach_1")->events.all());
    CHECK_FALSE(store.find_attachment("ach_1")->app.has_value());
    CHECK(numbers(store.list_attachments()) == std::vector{attachment.number, of_app.number});
    change(store, [&](PlatformChange& c) { c.delete_attachment(of_app.number); });
    CHECK_FALSE(store.find_attachment("ach_2").has_value());
    change(store, [&](PlatformChange& c) { CHECK(c.insert_attachment(of_app).number > of_app.number); });
  }
}

void check_events(PlatformStore& store) {
  SECTION("a payload comes back byte for byte") {
    const std::string large(3'000'000, '\xfe');
    for (const std::string& payload : {std::string(), kBytes, large}) {
      PlatformEvent event = numbered_event(1, payload);
      event.id += std::to_string(payload.size());
      change(store, [&](PlatformChange& c) { event = c.insert_event(event); });
      for (const auto& found : {store.find_event(event.id), store.find_event(event.number)}) {
        REQUIRE(found);
        CHECK(found->number == event.number);
        CHECK(found->payload == payload);
        CHECK(found->type == event.type);
        CHECK(found->app == 1);
        CHECK(found->happened_at == at(1));
        CHECK(found->happened_by == event.happened_by);
      }
    }
  }

  SECTION("a ping has neither type nor app") {
    PlatformEvent ping = numbered_event(1);
    ping.type.reset();
    ping.app.reset();
    change(store, [&](PlatformChange& c) { c.insert_event(ping); });
    CHECK_FALSE(store.find_event("evt_1")->type.has_value());
    CHECK_FALSE(store.find_event("evt_1")->app.has_value());
  }

  SECTION("events are listed newest first, by type and app, in pages that do not shift") {
    change(store, [&](PlatformChange& c) {
      for (int i = 1; i <= 9; ++i) {
        PlatformEvent event = numbered_event(i);
        if (i % 3 == 0) event.type = EventType::PROJECT_PUBLISH;
        event.app = i % 2 + 1;
        CHECK(c.insert_event(event).number == i);
      }
    });
    Page page;
    page.limit = 2;
    CHECK(numbers(store.list_events({}, page)) == std::vector<std::int64_t>{9, 8});
    change(store, [&](PlatformChange& c) { c.insert_event(numbered_event(10)); });
    page.before = 8;
    CHECK(numbers(store.list_events({}, page)) == std::vector<std::int64_t>{7, 6});
    page = {};
    page.after = 8;
    CHECK(numbers(store.list_events({}, page)) == std::vector<std::int64_t>{10, 9});
    page.newest_first = false;
    CHECK(numbers(store.list_events({}, page)) == std::vector<std::int64_t>{9, 10});
    CHECK(numbers(store.list_events({EventType::PROJECT_PUBLISH, {}}, {})) == std::vector<std::int64_t>{9, 6, 3});
    CHECK(numbers(store.list_events({{}, 2}, {})) == std::vector<std::int64_t>{9, 7, 5, 3, 1});
    CHECK(numbers(store.list_events({EventType::PROJECT_PUBLISH, 2}, {})) == std::vector<std::int64_t>{9, 3});
    CHECK(store.list_events({EventType::PROJECT_REMOVE, {}}, {}).empty());
  }
}

void check_transactions(const StoreSides& sides) {
  PlatformStore& store = *sides.platform;
  const auto insert_all = [](PlatformChange& c) {
    c.insert_app(numbered_app(1));
    const auto webhook = c.insert_webhook(numbered_webhook(1));
    const auto event = c.insert_event(numbered_event(1));
    c.insert_delivery(pending_delivery("dlv_1", event.number, webhook.number, at(1)));
    c.insert_notice({0, at(1), "webhook_created", webhook.number, ""});
  };
  const auto nothing_is_there = [&] {
    CHECK(store.list_apps(true).empty());
    CHECK(store.list_webhooks().empty());
    CHECK_FALSE(store.find_event("evt_1").has_value());
    CHECK_FALSE(sides.ledger->find_delivery("dlv_1").has_value());
    CHECK(sides.ledger->notices_after(0, 10).empty());
    CHECK(sides.ledger->counts().by_state == std::array<std::uint64_t, 5>{});
  };

  SECTION("a change that gives up keeps nothing, and is no error") {
    const auto error = store.change([&](PlatformChange& c) {
      insert_all(c);
      CHECK(c.find_app("guid-1").has_value());
      return false;
    });
    CHECK_FALSE(error.has_value());
    nothing_is_there();
  }

  SECTION("a change that throws keeps nothing, and the exception is its caller's") {
    struct Trouble {};
    CHECK_THROWS_AS(store.change([&](PlatformChange& c) -> bool {
      insert_all(c);
      throw Trouble();
    }),
                    Trouble);
    nothing_is_there();
  }

  SECTION("after a change that was undone the next one is kept") {
    CHECK_FALSE(store.change([&](PlatformChange& c) { return insert_all(c), false; }).has_value());
    change(store, insert_all);
    CHECK(store.find_app("guid-1").has_value());
    CHECK(sides.ledger->counts().by_state[0] == 1);
  }

  SECTION("a change inside of a change is a bug") {
    CHECK_THROWS_AS(store.change([&](PlatformChange&) {
      (void)store.change([](PlatformChange&) { return true; });
      return true;
    }),
                    std::logic_error);
    change(store, insert_all);
  }

  SECTION("it can be written") { CHECK_FALSE(store.check_writable().has_value()); }

  SECTION("a delivery comes back as it was made") {
    Delivery delivery = pending_delivery("dlv_1", 1, 1, at(3));
    delivery.attachment = 7;
    delivery.created_at = at(2);
    delivery.reason = kBytes;
    delivery.faults = {*parse_fault("duplicate:count=2"), *parse_fault("delay:by=5s,share=0.5")};
    change(store, [&](PlatformChange& c) {
      c.insert_webhook(numbered_webhook(1));
      c.insert_event(numbered_event(1));
      delivery = c.insert_delivery(delivery);
    });
    const Delivery found = sides.ledger->find_delivery("dlv_1")->delivery;
    CHECK(found.number == delivery.number);
    CHECK(found.event == 1);
    CHECK(found.webhook == 1);
    CHECK(found.attachment == 7);
    CHECK(found.state == DeliveryState::pending);
    CHECK(found.attempts == 0);
    CHECK(found.created_at == at(2));
    CHECK(found.next_attempt_at == at(3));
    CHECK_FALSE(found.finished_at.has_value());
    CHECK(found.reason == kBytes);
    CHECK(found.faults == delivery.faults);
  }

  SECTION("a pending delivery of which nobody says when is due from the start") {
    Delivery delivery = pending_delivery("dlv_1", 1, 1, at(3));
    delivery.next_attempt_at.reset();
    change(store, [&](PlatformChange& c) { CHECK(c.insert_delivery(delivery).next_attempt_at == kStart); });
  }
}

}  // namespace

void check_platform_contract(const OpenEmitterStore& open) {
  const StoreSides sides = open();
  check_account(*sides.platform);
  check_apps(*sides.platform);
  check_webhooks(*sides.platform);
  check_events(*sides.platform);
  check_transactions(sides);
}

}  // namespace hookloop::test
