// Faults that move and repeat deliveries, as a receiver meets them, over virtual time.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "tests/emitter/deliver/delivery_world.h"

using namespace hookloop;
using namespace hookloop::test;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

std::vector<Fault> faults(const std::string& text) { return {*parse_fault(text)}; }

}  // namespace

TEST_CASE("A duplicate is the same bytes once more, after the answer, and each copy has its line",
          "[emitter][deliver]") {
  DeliveryWorld world;
  const auto number = world.owe(world.add_webhook(), 1, faults("duplicate:count=2"))[0];
  world.dispatcher->turn();
  CHECK(world.transport.sent.size() == 1);
  world.settle();
  REQUIRE(world.transport.sent.size() == 3);
  CHECK(world.transport.sent[0].bytes == world.transport.sent[1].bytes);
  CHECK(world.transport.sent[0].bytes == world.transport.sent[2].bytes);
  const auto attempts = world.attempts(number);
  REQUIRE(attempts.size() == 3);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    CHECK(attempts[i].attempt == 1);
    CHECK(attempts[i].copy == i + 1);
    CHECK(attempts[i].next == (i == 0 ? "delivered" : "copy"));
    REQUIRE(attempts[i].faults.size() == 1);
    CHECK(attempts[i].faults[0].starts_with("duplicate"));
  }
  CHECK(world.delivery(number).state == DeliveryState::delivered);
}

TEST_CASE("A concurrent duplicate goes beside the first", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto number = world.owe(world.add_webhook(), 1, faults("concurrent-duplicate"))[0];
  world.dispatcher->turn();
  REQUIRE(world.transport.sent.size() == 2);
  CHECK(world.transport.sent[0].bytes == world.transport.sent[1].bytes);
  world.settle();
  CHECK(world.attempts(number).size() == 2);
}

TEST_CASE("A delayed delivery waits, and others pass it", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto webhook = world.add_webhook();
  const auto late = world.owe(webhook, 1, faults("delay:by=30s"))[0];
  const auto other = world.owe(webhook)[0];
  world.run_for(hours(1));
  CHECK(world.starts(late) == std::vector<Microseconds>{seconds(30)});
  CHECK(world.starts(other) == std::vector<Microseconds>{seconds(0)});
  CHECK(world.attempts(late)[0].faults.at(0).starts_with("delay"));
}

TEST_CASE("In strict order a delayed delivery holds up those after it", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) { settings.ordered = true; });
  world.owe(webhook, 1, faults("delay:by=30s"));
  const auto other = world.owe(webhook)[0];
  world.run_for(hours(1));
  CHECK(world.starts(other) == std::vector<Microseconds>{seconds(30)});
}

TEST_CASE("A reordered delivery is overtaken by the next one", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) { settings.max_in_flight = 1; });
  world.owe(webhook, 1, faults("reorder:by=1h"));
  world.owe(webhook, 2);
  world.settle();
  auto events = world.sent_events();
  REQUIRE(events.size() == 3);
  CHECK(events[1] < events[0]);
  CHECK(events[0] < events[2]);

  SECTION("and goes by itself where nothing follows") {
    const auto alone = world.owe(webhook, 1, faults("reorder:by=5s"))[0];
    world.run_for(seconds(10));
    CHECK(world.starts(alone) == std::vector<Microseconds>{seconds(5)});
  }
}

TEST_CASE("A burst gathers deliveries and lets them go at once", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto webhook =
      world.add_webhook("hook", [](WebhookSettings& settings) { settings.faults = faults("burst:count=3,by=1m"); });
  const auto one = world.owe(webhook)[0];
  world.run_for(seconds(10));
  const auto two = world.owe(webhook)[0];
  world.run_for(seconds(10));
  CHECK(world.transport.sent.empty());
  const auto three = world.owe(webhook)[0];
  world.settle();
  for (const auto number : {one, two, three}) {
    CHECK(world.starts(number) == std::vector<Microseconds>{seconds(20)});
  }

  SECTION("or goes when its time is over, however many came") {
    const auto late = world.owe(webhook)[0];
    world.run_for(hours(1));
    CHECK(world.starts(late) == std::vector<Microseconds>{seconds(80)});
  }
}

TEST_CASE("A dropped attempt is never sent, and is tried again as one that did not arrive", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.retry.delays = {seconds(10)};
    settings.guarantee = Guarantee::at_most_once;  // nothing of it can have arrived
  });
  SECTION("once, and the retry arrives") {
    const auto number = world.owe(webhook, 1, faults("drop:attempt=1"))[0];
    world.run_for(hours(24));
    CHECK(world.transport.sent.size() == 1);
    CHECK(world.delivery(number).state == DeliveryState::delivered);
    const auto attempts = world.attempts(number);
    REQUIRE(attempts.size() == 2);
    CHECK(attempts[0].failure == "dropped");
    CHECK(attempts[0].outcome == AttemptOutcome::unreachable);
    CHECK(attempts[0].faults == std::vector<std::string>{"drop:attempt=1"});
    CHECK(attempts[0].next == "retry");
  }
  SECTION("each time, and the delivery is given up") {
    const auto number = world.owe(webhook, 1, faults("drop"))[0];
    world.run_for(hours(24));
    CHECK(world.transport.sent.empty());
    CHECK(world.attempts(number).size() == 2);
    CHECK(world.delivery(number).state == DeliveryState::exhausted);
    CHECK(world.webhook(webhook).breaker.failures == 0);  // it says nothing of the receiver
  }
}

TEST_CASE("Where all are to be reordered, every second one is", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.max_in_flight = 1;
    settings.faults = faults("reorder:by=1h");
  });
  world.owe(webhook, 4);
  world.settle();
  const auto events = world.sent_events();
  REQUIRE(events.size() == 4);
  CHECK(events[1] < events[0]);
  CHECK(events[0] < events[3]);
  CHECK(events[3] < events[2]);
  for (const LedgerRow& row : world.ledger()) {
    const bool was_held = row.event_id == events[1] || row.event_id == events[3];
    CHECK(row.attempt.faults.size() == (was_held ? 1 : 0));
  }
}

TEST_CASE("An attempt that is delayed and waits for a burst does both, and its line tells of both",
          "[emitter][deliver]") {
  DeliveryWorld world;
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.faults = {*parse_fault("burst:count=2,by=1m"), *parse_fault("delay:by=10s")};
  });
  const auto numbers = world.owe(webhook, 3);
  world.run_for(hours(1));
  CHECK(world.starts(numbers[0]) == std::vector<Microseconds>{seconds(10)});
  CHECK(world.starts(numbers[1]) == std::vector<Microseconds>{seconds(10)});
  CHECK(world.starts(numbers[2]) == std::vector<Microseconds>{seconds(70)});
  CHECK(world.attempts(numbers[0])[0].faults == std::vector<std::string>{"delay:by=10s", "burst:count=2,by=1m"});
}

TEST_CASE("A fault on a first attempt alone lets the retry be right", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest& request) {
    return answered(request.header("Content-Type") == "application/json" ? 200 : 415);
  };
  const auto number = world.owe(world.add_webhook(), 1, faults("wrong-content-type:attempt=1"))[0];
  world.run_for(hours(1));
  const auto attempts = world.attempts(number);
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].faults == std::vector<std::string>{"wrong-content-type:attempt=1"});
  CHECK(attempts[0].status == 415);
  CHECK(attempts[1].faults.empty());
  CHECK(world.delivery(number).state == DeliveryState::delivered);
}

TEST_CASE("A share of deliveries has the fault, drawn by the seed", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto numbers = world.owe(
      world.add_webhook("hook",
                        [](WebhookSettings& settings) { settings.faults = faults("wrong-content-type:share=0.25"); }),
      400);
  world.settle();
  const auto marked = std::count_if(numbers.begin(), numbers.end(), [&](DeliveryNumber number) {
    return !world.attempts(number).at(0).faults.empty();
  });
  CHECK(marked > 60);  // 100 expected; five standard deviations are 43
  CHECK(marked < 143);
}
