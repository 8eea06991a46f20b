#include <catch2/catch_test_macros.hpp>

#include "tests/contract/platform_store_contract.h"
#include "tests/support/platform_values.h"

namespace hookloop::test {
namespace {

// One webhook, and deliveries to it.
struct World {
  StoreSides store;
  Webhook webhook;

  explicit World(StoreSides sides) : store(std::move(sides)) {
    change([&](PlatformChange& c) { webhook = c.insert_webhook(numbered_webhook(1)); });
  }

  template <typename Body>
  void change(Body body) const {
    const auto error = store.platform->change([&](PlatformChange& c) {
      body(c);
      return true;
    });
    REQUIRE_FALSE(error.has_value());
  }

  // Deliveries of events of their own, the first due at at(1), each further one a second later.
  std::vector<DeliveryNumber> add(int first, int last, const std::string& payload = "{}") const {
    std::vector<DeliveryNumber> numbers;
    change([&](PlatformChange& c) {
      for (int i = first; i <= last; ++i) {
        const auto event = c.insert_event(numbered_event(i, payload));
        numbers.push_back(
            c.insert_delivery(pending_delivery("dlv_" + std::to_string(i), event.number, webhook.number, at(i)))
                .number);
      }
    });
    return numbers;
  }

  std::vector<bool> claim(const std::vector<DeliveryNumber>& numbers, std::uint32_t attempt = 1) const {
    std::vector<Claim> claims;
    for (const DeliveryNumber number : numbers) claims.push_back({number, attempt, at(100)});
    OutboxTurn turn;
    turn.claims = claims;
    const auto taken = store.outbox->commit(turn);
    REQUIRE(taken);
    return *taken;
  }

  void end(const DeliveryEnd& end) const {
    OutboxTurn turn;
    turn.ends = std::span(&end, 1);
    REQUIRE(store.outbox->commit(turn));
  }

  Delivery delivery(int i) const {
    const auto row = store.ledger->find_delivery("dlv_" + std::to_string(i));
    REQUIRE(row);
    return row->delivery;
  }

  std::vector<std::string> due(const Outbox::DueQuery& query) const {
    std::vector<std::string> ids;
    for (const auto& due : store.outbox->due(webhook.number, query)) ids.push_back(due.delivery.id);
    return ids;
  }

  std::uint64_t count(DeliveryState state) const {
    return store.ledger->counts().by_state.at(static_cast<std::size_t>(state));
  }
};

using Ids = std::vector<std::string>;

}  // namespace

void check_outbox_contract(const OpenEmitterStore& open) {
  const World world(open());
  Outbox& outbox = *world.store.outbox;

  SECTION("what is due comes with its event and the payload's exact bytes") {
    const std::string payload("{\"a\": \"\0\xff\"}\n", 12);
    world.add(1, 1, payload);
    const auto due = outbox.due(world.webhook.number, {at(1)});
    REQUIRE(due.size() == 1);
    CHECK(due[0].delivery.id == "dlv_1");
    CHECK(due[0].delivery.state == DeliveryState::pending);
    CHECK(due[0].event_id == "evt_1");
    CHECK(due[0].event_type == EventType::PROJECT_VERSION_CREATE);
    CHECK(due[0].payload == payload);
  }

  SECTION("what is due first comes first, and what is not due does not come") {
    world.add(1, 3);
    world.change([&](PlatformChange& c) {
      const auto event = c.insert_event(numbered_event(4));
      c.insert_delivery(pending_delivery("dlv_4", event.number, world.webhook.number, at(0)));
    });
    CHECK(world.due({at(2)}) == Ids{"dlv_4", "dlv_1", "dlv_2"});
    CHECK(world.due({at(-1)}).empty());
  }

  SECTION("in order, those with the smallest numbers come, due or not") {
    world.add(1, 3);
    world.change([&](PlatformChange& c) {
      const auto event = c.insert_event(numbered_event(4));
      c.insert_delivery(pending_delivery("dlv_4", event.number, world.webhook.number, at(0)));
    });
    CHECK(world.due({.now = at(0), .in_order = true}) == Ids{"dlv_1", "dlv_2", "dlv_3", "dlv_4"});
    CHECK(world.due({.now = at(0), .in_order = true, .limit = 2}) == Ids{"dlv_1", "dlv_2"});
  }

  SECTION("no more come than were asked for, in number or in bytes, but always one") {
    world.add(1, 5, std::string(100, 'x'));
    CHECK(world.due({.now = at(9), .limit = 2}) == Ids{"dlv_1", "dlv_2"});
    CHECK(world.due({.now = at(9), .most_bytes = 200}) == Ids{"dlv_1", "dlv_2"});
    CHECK(world.due({.now = at(9), .most_bytes = 201}) == Ids{"dlv_1", "dlv_2", "dlv_3"});
    CHECK(world.due({.now = at(9), .most_bytes = 1}) == Ids{"dlv_1"});
  }

  SECTION("webhooks with work are those that have a pending delivery") {
    CHECK(outbox.webhooks_with_work().empty());
    CHECK_FALSE(outbox.next_due(world.webhook.number, at(0)).has_value());
    const auto numbers = world.add(1, 2);
    CHECK(outbox.webhooks_with_work() == std::vector{world.webhook.number});
    CHECK(outbox.next_due(world.webhook.number, at(0)) == at(1));
    CHECK(outbox.next_due(world.webhook.number, at(1)) == at(2));
    CHECK_FALSE(outbox.next_due(world.webhook.number, at(2)).has_value());
    world.claim(numbers);
    CHECK(outbox.webhooks_with_work().empty());
    CHECK_FALSE(outbox.next_due(world.webhook.number, at(0)).has_value());
  }

  SECTION("a delivery is claimed once only, and is in flight from then on") {
    const auto numbers = world.add(1, 2);
    CHECK(world.claim({numbers[0]}) == std::vector{true});
    CHECK(world.claim({numbers[0], numbers[1], 999}) == std::vector{false, true, false});
    const Delivery claimed = world.delivery(1);
    CHECK(claimed.state == DeliveryState::in_flight);
    CHECK(claimed.attempts == 1);
    CHECK(claimed.started_at == at(100));
    CHECK_FALSE(claimed.next_attempt_at.has_value());
    CHECK(world.count(DeliveryState::pending) == 0);
    CHECK(world.count(DeliveryState::in_flight) == 2);
    const auto in_flight = outbox.in_flight();
    REQUIRE(in_flight.size() == 2);
    CHECK(in_flight[0].delivery.id == "dlv_1");
    CHECK(in_flight[0].payload == "{}");
  }

  SECTION("an attempt's end leaves the delivery where it says") {
    const auto numbers = world.add(1, 3);
    world.claim(numbers);
    world.end({numbers[0], DeliveryState::delivered, {}, at(101), ""});
    world.end({numbers[1], DeliveryState::pending, at(130), at(101), "It answered 503."});
    world.end({numbers[2], DeliveryState::exhausted, {}, at(102), "No retries are left."});
    CHECK(world.delivery(1).state == DeliveryState::delivered);
    CHECK(world.delivery(1).finished_at == at(101));
    CHECK_FALSE(world.delivery(1).started_at.has_value());
    CHECK(world.delivery(2).state == DeliveryState::pending);
    CHECK(world.delivery(2).next_attempt_at == at(130));
    CHECK(world.delivery(2).reason == "It answered 503.");
    CHECK_FALSE(world.delivery(2).finished_at.has_value());
    CHECK(world.delivery(3).state == DeliveryState::exhausted);
    CHECK(world.delivery(3).reason == "No retries are left.");
    CHECK(world.store.ledger->counts().by_state == std::array<std::uint64_t, 5>{1, 0, 1, 1, 0});
    CHECK(outbox.in_flight().empty());
    CHECK(outbox.next_due(world.webhook.number, at(129)) == at(130));
  }

  SECTION("the end of an attempt that never began is a bug, and keeps nothing of its turn") {
    const auto numbers = world.add(1, 2);
    world.claim({numbers[0]});
    const DeliveryEnd ends[] = {{numbers[0], DeliveryState::delivered, {}, at(101), ""},
                                {numbers[1], DeliveryState::delivered, {}, at(101), ""}};
    OutboxTurn turn;
    turn.ends = ends;
    CHECK_THROWS_AS(outbox.commit(turn), std::logic_error);
    CHECK(world.delivery(1).state == DeliveryState::in_flight);
    CHECK(world.count(DeliveryState::in_flight) == 1);
    CHECK(world.count(DeliveryState::delivered) == 0);
  }

  SECTION("a cancel during flight is what the attempt's line says came next") {
    const auto numbers = world.add(1, 1);
    world.claim(numbers);
    world.change([&](PlatformChange& c) { c.cancel_delivery(numbers[0], at(100), "Cancelled by hand."); });
    AttemptRecord attempt = full_attempt(numbers[0], 1);
    attempt.copy = 1;
    attempt.next = "retry";
    const DeliveryEnd end{numbers[0], DeliveryState::pending, at(130), at(101), "It answered 503."};
    OutboxTurn turn;
    turn.attempts = std::span(&attempt, 1);
    turn.ends = std::span(&end, 1);
    REQUIRE(outbox.commit(turn));
    const auto lines = world.store.ledger->list_attempts(numbers[0]);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].next == "cancelled");
    CHECK_FALSE(lines[0].next_attempt_at.has_value());
  }

  SECTION("a cancel during flight lets no further attempt begin") {
    const auto numbers = world.add(1, 3);
    world.claim(numbers);
    world.change([&](PlatformChange& c) {
      for (const DeliveryNumber number : numbers) CHECK(c.cancel_delivery(number, at(100), "Cancelled by hand."));
    });
    CHECK(world.delivery(1).state == DeliveryState::in_flight);
    CHECK(world.delivery(1).cancel_asked);
    world.end({numbers[0], DeliveryState::pending, at(130), at(101), "It answered 503."});
    world.end({numbers[1], DeliveryState::delivered, {}, at(101), ""});
    const Delivery cancelled = world.delivery(1);
    CHECK(cancelled.state == DeliveryState::cancelled);
    CHECK(cancelled.finished_at == at(101));
    CHECK(cancelled.reason == "Cancelled by hand.");
    CHECK_FALSE(cancelled.next_attempt_at.has_value());
    CHECK_FALSE(cancelled.cancel_asked);
    CHECK(world.delivery(2).state == DeliveryState::delivered);
    CHECK_FALSE(world.delivery(2).cancel_asked);
    CHECK(world.store.ledger->counts().by_state == std::array<std::uint64_t, 5>{0, 1, 1, 0, 1});
  }

  SECTION("resent by hand holds until the attempt has ended for good") {
    const auto numbers = world.add(1, 1);
    world.claim(numbers);
    world.end({numbers[0], DeliveryState::exhausted, {}, at(101), ""});
    world.change([&](PlatformChange& c) { CHECK(c.resend_delivery(numbers[0], at(200))); });
    CHECK(world.delivery(1).by_hand);
    world.claim(numbers, 2);
    CHECK(world.delivery(1).by_hand);
    world.end({numbers[0], DeliveryState::pending, at(230), at(201), ""});
    CHECK(world.delivery(1).by_hand);
    world.claim(numbers, 3);
    world.end({numbers[0], DeliveryState::delivered, {}, at(231), ""});
    CHECK_FALSE(world.delivery(1).by_hand);
    CHECK(world.delivery(1).attempts == 3);
  }

  SECTION("a breaker's state is kept, and may disable its webhook") {
    BreakerUpdate update{world.webhook.number, {3, at(1), at(2), at(3), 4}, false, "", at(5)};
    OutboxTurn turn;
    turn.breakers = std::span(&update, 1);
    REQUIRE(outbox.commit(turn));
    auto webhook = outbox.find_webhook(world.webhook.number);
    REQUIRE(webhook);
    CHECK(webhook->breaker == update.breaker);
    CHECK(webhook->state == WebhookState::enabled);
    update = {world.webhook.number, {}, true, "It answered 410 Gone.", at(6)};
    REQUIRE(outbox.commit(turn));
    webhook = outbox.find_webhook(world.webhook.number);
    CHECK(webhook->breaker == BreakerState());
    CHECK(webhook->state == WebhookState::disabled);
    CHECK(webhook->state_reason == "It answered 410 Gone.");
    CHECK(webhook->changed_at == at(6));
    CHECK_FALSE(outbox.find_webhook(999).has_value());
  }

  SECTION("one turn records what has ended and claims what comes next") {
    const auto numbers = world.add(1, 2);
    world.claim({numbers[0]});
    const AttemptRecord attempt = full_attempt(numbers[0], 1);
    const DeliveryEnd end{numbers[0], DeliveryState::pending, at(130), at(101), ""};
    const Notice notice{0, at(101), "breaker_opened", world.webhook.number, "It failed ten times."};
    const Claim claims[] = {{numbers[1], 1, at(102)}, {numbers[0], 2, at(102)}};
    OutboxTurn turn;
    turn.attempts = std::span(&attempt, 1);
    turn.ends = std::span(&end, 1);
    turn.notices = std::span(&notice, 1);
    turn.claims = claims;
    const auto taken = outbox.commit(turn);
    REQUIRE(taken);
    CHECK(*taken == std::vector{true, true});
    CHECK(world.store.ledger->list_attempts(numbers[0]).size() == 1);
    CHECK(world.store.ledger->notices_after(0, 10).size() == 1);
    CHECK(world.delivery(1).attempts == 2);
  }

  SECTION("an empty turn changes nothing") {
    const auto taken = outbox.commit({});
    REQUIRE(taken);
    CHECK(taken->empty());
  }
}

}  // namespace hookloop::test
