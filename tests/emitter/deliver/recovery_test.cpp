// What is left after a crash or a store that can not be written, over virtual time.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "tests/emitter/deliver/delivery_world.h"

using namespace hookloop;
using namespace hookloop::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("What was in flight at a crash is unknown, and tried again", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return std::nullopt; };
  const auto numbers =
      world.owe(world.add_webhook("hook", [](WebhookSettings& settings) { settings.max_in_flight = 4; }), 10);
  world.settle();
  REQUIRE(world.transport.hanging() == 4);
  world.crash();
  world.transport.receiver = [](const SentRequest&) { return answered(200); };
  world.run_for(hours(1));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    CAPTURE(i);
    CHECK(world.delivery(numbers[i]).state == DeliveryState::delivered);
    const auto attempts = world.attempts(numbers[i]);
    REQUIRE(attempts.size() == (i < 4 ? 2 : 1));
    if (i >= 4) continue;
    CHECK(attempts[0].outcome == AttemptOutcome::unknown);
    CHECK(attempts[0].failure == "crashed");
    CHECK(attempts[0].attempt == 1);
    CHECK(attempts[0].next == "retry");
    CHECK(attempts[1].attempt == 2);
  }
}

TEST_CASE("At most once, what was in flight at a crash is given up", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return std::nullopt; };
  const auto number = world.owe(
      world.add_webhook("hook", [](WebhookSettings& settings) { settings.guarantee = Guarantee::at_most_once; }))[0];
  world.settle();
  world.crash();
  world.run_for(hours(24));
  CHECK(world.transport.sent.size() == 1);
  CHECK(world.delivery(number).state == DeliveryState::exhausted);
  REQUIRE(world.attempts(number).size() == 1);
  CHECK(world.attempts(number)[0].outcome == AttemptOutcome::unknown);
}

TEST_CASE("A crash between the answer and its commit is told of as a crash, not forgotten", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto number = world.owe(world.add_webhook())[0];
  world.dispatcher->turn();      // claimed and sent
  world.transport.answer_all();  // answered 200, and nobody has written it down
  world.crash();
  world.run_for(hours(1));
  const auto attempts = world.attempts(number);
  REQUIRE(attempts.size() == 2);  // the receiver saw it twice, and the ledger says why
  CHECK(attempts[0].outcome == AttemptOutcome::unknown);
  CHECK(attempts[1].outcome == AttemptOutcome::accepted);
}

TEST_CASE("While the store can not be written nothing new begins, and nothing that ended is lost",
          "[emitter][deliver]") {
  DeliveryWorld world;
  const auto numbers =
      world.owe(world.add_webhook("hook", [](WebhookSettings& settings) { settings.max_in_flight = 2; }), 6);
  world.transport.receiver = [](const SentRequest&) { return std::nullopt; };
  world.settle();
  REQUIRE(world.transport.hanging() == 2);
  world.store->database().exec("PRAGMA query_only = ON");
  world.transport.receiver = [](const SentRequest&) { return answered(200); };
  world.transport.end_hanging(answered(200));
  world.run_for(minutes(1));
  CHECK(world.transport.sent.size() == 2);
  CHECK(world.delivery(numbers[0]).state == DeliveryState::in_flight);
  CHECK(world.dispatcher->status().write_failures > 10);

  world.store->database().exec("PRAGMA query_only = OFF");
  world.run_for(kWriteRetry);
  for (const auto number : numbers) {
    CHECK(world.delivery(number).state == DeliveryState::delivered);
    CHECK(world.attempts(number).size() == 1);
  }
}

TEST_CASE("The same seed and deeds give the same ids, bytes, jitter and order", "[emitter][deliver]") {
  const auto play = [](std::uint64_t seed) {
    DeliveryWorld world({.max_in_flight = 64, .seed = seed, .one_by_one = true});
    int asked = 0;
    world.transport.receiver = [&](const SentRequest&) { return answered(++asked % 3 == 0 ? 200 : 503); };
    const auto first = world.add_webhook("first", [](WebhookSettings& settings) {
      settings.secrets = {{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", std::nullopt}};
      settings.faults = {*parse_fault("body-altered:share=0.3"), *parse_fault("delay:share=0.3,by=7s")};
    });
    const auto second = world.add_webhook("second");
    world.owe(first, 10);
    world.owe(second, 10);
    world.run_for(hours(2));
    std::vector<std::string> lines;
    for (const SentRequest& request : world.transport.sent) lines.push_back(request.bytes);
    for (const LedgerRow& row : world.ledger()) {
      lines.push_back(row.attempt.id + " " + to_rfc3339(row.attempt.started_at) + " " + row.attempt.next);
    }
    return lines;
  };
  const auto once = play(7);
  CHECK(once.size() > 60);
  CHECK(once == play(7));
  CHECK(once != play(8));
}
