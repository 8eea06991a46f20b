// Many deliveries at a time: resend and cancel all that a filter names.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <functional>

#include "emitter/platform/delivery_control.h"
#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;

using Told = std::vector<std::vector<WebhookNumber>>;

// Two webhooks that are told of apps created and renamed, and four deliveries to each, a minute apart, in the order
// first, second, first, …: 0 and 1 (created) are delivered, 2 and 3 (created) exhausted, 4 and 5 (renamed) in flight,
// 6 and 7 (renamed) pending.
class ManyWorld : public PlatformWorld {
 public:
  ManyWorld() {
    for (const Webhook& webhook : {first, second}) attach_to_account(webhook, {"PROJECT_CREATE", "PROJECT_RENAME"});
    const App app = create_app("1");
    clock.advance(1min);
    create_app("2");
    for (const char* name : {"3", "4"}) {
      clock.advance(1min);
      succeed(platform.rename_app(app.guid, name, {}));
    }
    const auto owed = deliveries();
    for (std::size_t i = 0; i < 6; ++i) claim(owed[i]);
    for (std::size_t i = 0; i < 4; ++i) end(owed[i], i < 2 ? DeliveryState::delivered : DeliveryState::exhausted);
    clock.advance(1min);
    announcer.told.clear();
  }

  // The deliveries that are in this state, by their places from 0.
  std::vector<std::size_t> in_state(DeliveryState state) const {
    std::vector<std::size_t> places;
    const auto all = deliveries();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].state == state) places.push_back(i);
    }
    return places;
  }

  const Timestamp start = clock.now();
  const Webhook first = create_webhook("First");
  const Webhook second = create_webhook("Second");
};

using Places = std::vector<std::size_t>;

struct Row {
  std::string what;
  std::function<DeliveryFilter(const ManyWorld&)> filter;
  std::uint64_t count;
  Places after;
};

}  // namespace

TEST_CASE("all deliveries that a filter names are resent, but for those in flight", "[emitter][unit]") {
  const auto row = GENERATE(values<Row>({
      {"all", [](const ManyWorld&) { return DeliveryFilter{}; }, 6, {0, 1, 2, 3, 6, 7}},
      {"a state", [](const ManyWorld&) { return DeliveryFilter{.state = DeliveryState::exhausted}; }, 2, {2, 3, 6, 7}},
      {"those in flight",
       [](const ManyWorld&) { return DeliveryFilter{.state = DeliveryState::in_flight}; },
       0,
       {6, 7}},
      {"a webhook", [](const ManyWorld& w) { return DeliveryFilter{.webhook = w.second.number}; }, 3, {1, 3, 6, 7}},
      {"an event", [](const ManyWorld& w) { return DeliveryFilter{.event = w.events()[0].number}; }, 2, {0, 1, 6, 7}},
      {"a type",
       [](const ManyWorld&) { return DeliveryFilter{.event_type = EventType::PROJECT_CREATE}; },
       4,
       {0, 1, 2, 3, 6, 7}},
      {"a time",
       [](const ManyWorld& w) { return DeliveryFilter{.created_from = w.start, .created_before = w.start + 1min}; },
       2,
       {0, 1, 6, 7}},
      {"a webhook and a state",
       [](const ManyWorld& w) { return DeliveryFilter{.state = DeliveryState::delivered, .webhook = w.first.number}; },
       1,
       {0, 6, 7}},
  }));
  CAPTURE(row.what);
  ManyWorld world;
  CHECK(succeed(world.control.resend_all(row.filter(world))) == row.count);
  CHECK(world.in_state(DeliveryState::pending) == row.after);
  CHECK(world.in_state(DeliveryState::in_flight) == Places{4, 5});
}

TEST_CASE("a resend of many leaves one notice for each webhook, and announces those", "[emitter][unit]") {
  ManyWorld world;
  const std::size_t before = world.notices().size();
  succeed(world.control.resend_all({.event = world.events()[1].number}));
  const auto notices = world.notices();
  REQUIRE(notices.size() == before + 2);
  CHECK(notices[before].kind == "deliveries_resent");
  CHECK(notices[before].webhook == world.first.number);
  CHECK(notices[before].detail == "Resent by hand: 1 delivery to First.");
  CHECK(notices[before + 1].detail == "Resent by hand: 1 delivery to Second.");
  CHECK(world.announcer.told == Told{{world.first.number, world.second.number}});
}

TEST_CASE("a resend of many passes over webhooks that are disabled or gone", "[emitter][unit]") {
  ManyWorld world;
  SECTION("disabled") { succeed(world.registry.set_state(world.first.id, WebhookState::disabled, "")); }
  SECTION("removed") { succeed(world.registry.remove(world.first.id)); }
  world.announcer.told.clear();
  const auto before = world.deliveries();
  CHECK(succeed(world.control.resend_all({})) == 3);
  const auto after = world.deliveries();
  for (const std::size_t of_first : {0, 2, 4, 6}) {
    CHECK(after[of_first].state == before[of_first].state);
    CHECK_FALSE(after[of_first].by_hand);
  }
  CHECK(world.announcer.told == Told{{world.second.number}});
}

TEST_CASE("a resend of many to a webhook that can get nothing is refused", "[emitter][unit]") {
  ManyWorld world;
  const auto resend = [&] { return world.control.resend_all({.webhook = world.first.number}); };
  succeed(world.registry.set_state(world.first.id, WebhookState::disabled, ""));
  CHECK(brief(refused(world, resend)) == "409 webhook-disabled");
  succeed(world.registry.remove(world.first.id));
  CHECK(brief(refused(world, resend)) == "409 webhook-removed");
}

TEST_CASE("a resend or cancel of what is not there does nothing and leaves no notice", "[emitter][unit]") {
  ManyWorld world;
  const std::string before = world.contents();
  const DeliveryFilter nothing{.event_type = EventType::PROJECT_TEST};
  CHECK(succeed(world.control.resend_all(nothing)) == 0);
  CHECK(succeed(world.control.cancel_all(nothing)) == 0);
  CHECK(world.contents() == before);
  CHECK(world.announcer.told == Told{{}, {}});
}

TEST_CASE("a resend of many takes no more than may be at once, and the rest can be asked for", "[emitter][unit]") {
  constexpr std::uint64_t kMore = 3;
  PlatformWorld world;
  const Webhook first = world.create_webhook("First");
  const Webhook second = world.create_webhook("Second");
  const auto error = world.store->platform().change([&](PlatformChange& change) {
    PlatformEvent event;
    event.id = "evt_1";
    event.payload = "{}";
    event = change.insert_event(event);
    for (std::uint64_t i = 0; i < kMostResentAtOnce + kMore; ++i) {
      Delivery delivery;
      delivery.id = fmt::format("dlv_{}", i);
      delivery.event = event.number;
      delivery.webhook = i == 0 ? first.number : second.number;
      delivery.state = DeliveryState::exhausted;
      change.insert_delivery(delivery);
    }
    return true;
  });
  REQUIRE_FALSE(error.has_value());
  const DeliveryFilter exhausted{.state = DeliveryState::exhausted};
  CHECK(succeed(world.control.resend_all(exhausted)) == kMostResentAtOnce);
  CHECK(world.notices().back().detail == "Resent by hand: 99999 deliveries to Second.");
  CHECK(succeed(world.control.resend_all(exhausted)) == kMore);
}

TEST_CASE("all deliveries that a filter names and have not ended are cancelled", "[emitter][unit]") {
  const auto row = GENERATE(values<Row>({
      {"all", [](const ManyWorld&) { return DeliveryFilter{}; }, 4, {6, 7}},
      {"those that wait", [](const ManyWorld&) { return DeliveryFilter{.state = DeliveryState::pending}; }, 2, {6, 7}},
      {"those in flight", [](const ManyWorld&) { return DeliveryFilter{.state = DeliveryState::in_flight}; }, 2, {}},
      {"those that ended", [](const ManyWorld&) { return DeliveryFilter{.state = DeliveryState::exhausted}; }, 0, {}},
      {"a webhook", [](const ManyWorld& w) { return DeliveryFilter{.webhook = w.first.number}; }, 2, {6}},
      {"an event", [](const ManyWorld& w) { return DeliveryFilter{.event = w.events()[3].number}; }, 2, {6, 7}},
  }));
  CAPTURE(row.what);
  ManyWorld world;
  CHECK(succeed(world.control.cancel_all(row.filter(world))) == row.count);
  CHECK(world.in_state(DeliveryState::cancelled) == row.after);
  std::uint64_t asked = 0;
  for (const Delivery& delivery : world.deliveries()) asked += delivery.cancel_asked ? 1 : 0;
  CHECK(asked + row.after.size() == row.count);
}

TEST_CASE("a cancel of many leaves one notice for each webhook, and announces those", "[emitter][unit]") {
  ManyWorld world;
  succeed(world.registry.set_state(world.first.id, WebhookState::disabled, ""));  // which is no hindrance
  world.announcer.told.clear();
  const std::size_t before = world.notices().size();
  succeed(world.control.cancel_all({}));
  const auto notices = world.notices();
  REQUIRE(notices.size() == before + 2);
  CHECK(notices[before].kind == "deliveries_cancelled");
  CHECK(notices[before].detail == "Cancelled by hand: 2 deliveries to First.");
  CHECK(notices[before + 1].detail == "Cancelled by hand: 2 deliveries to Second.");
  CHECK(world.announcer.told == Told{{world.first.number, world.second.number}});
}

}  // namespace hookloop::test
