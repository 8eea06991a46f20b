// Order, limits, rates, the breaker and the guarantee of a webhook, over virtual time.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/emitter/deliver/delivery_world.h"

using namespace hookloop;
using namespace hookloop::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

bool goes_to(const SentRequest& request, const std::string& name) { return request.url.target == "/" + name; }

std::size_t sent_to(const DeliveryWorld& world, const std::string& name) {
  return static_cast<std::size_t>(std::count_if(world.transport.sent.begin(), world.transport.sent.end(),
                                                [&](const SentRequest& request) { return goes_to(request, name); }));
}

}  // namespace

TEST_CASE("An ordered webhook gets its events one after the other, across retries", "[emitter][deliver]") {
  DeliveryWorld world;
  int failures_left = 2;
  world.transport.receiver = [&](const SentRequest&) { return answered(failures_left-- > 0 ? 500 : 200); };
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.ordered = true;
    settings.retry.delays = {minutes(1), minutes(1), minutes(1)};
  });
  const auto numbers = world.owe(webhook, 5);
  world.run_for(seconds(119));
  CHECK(world.transport.sent.size() == 2);  // the first, twice; nothing overtook it
  world.run_for(hours(1));
  const auto events = world.sent_events();
  REQUIRE(events.size() == 7);
  CHECK(events[0] == events[1]);
  CHECK(events[1] == events[2]);
  CHECK(std::is_sorted(events.begin(), events.end()));
  for (const auto number : numbers) CHECK(world.delivery(number).state == DeliveryState::delivered);

  SECTION("and one that is given up lets the next go") {
    failures_left = 4;
    const auto more = world.owe(webhook, 2);
    world.run_for(hours(1));
    CHECK(world.delivery(more[0]).state == DeliveryState::exhausted);
    CHECK(world.delivery(more[1]).state == DeliveryState::delivered);
  }
}

TEST_CASE("A retry that is due at once is made at once", "[emitter][deliver]") {
  DeliveryWorld world;
  int failures_left = 2;
  world.transport.receiver = [&](const SentRequest&) { return answered(failures_left-- > 0 ? 500 : 200); };
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.ordered = GENERATE(false, true);
    settings.retry.delays = {seconds(0), seconds(0)};
  });
  const auto numbers = world.owe(webhook, 1);
  world.settle();
  CHECK(world.delivery(numbers[0]).state == DeliveryState::delivered);
  CHECK(world.transport.sent.size() == 3);
}

TEST_CASE("A retry is kept in mind when new deliveries come as its attempt ends", "[emitter][deliver]") {
  DeliveryWorld world;
  bool is_first = true;
  world.transport.receiver = [&](const SentRequest&) { return answered(std::exchange(is_first, false) ? 500 : 200); };
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.ordered = GENERATE(false, true);
    settings.retry.delays = {minutes(1)};
  });
  const auto first = world.owe(webhook, 1);
  REQUIRE(world.dispatcher->turn());
  REQUIRE(world.transport.answer_all());
  const auto second = world.owe(webhook, 1);
  world.run_for(minutes(2));
  CHECK(world.delivery(first[0]).state == DeliveryState::delivered);
  CHECK(world.delivery(second[0]).state == DeliveryState::delivered);
}

TEST_CASE("Without order a retry lets others pass", "[emitter][deliver]") {
  DeliveryWorld world;
  bool is_first = true;
  world.transport.receiver = [&](const SentRequest&) { return answered(std::exchange(is_first, false) ? 500 : 200); };
  const auto numbers = world.owe(world.add_webhook("hook",
                                                   [](WebhookSettings& settings) {
                                                     settings.max_in_flight = 1;
                                                     settings.retry.delays = {minutes(1)};
                                                   }),
                                 3);
  world.settle();
  CHECK(world.delivery(numbers[0]).state == DeliveryState::pending);
  CHECK(world.delivery(numbers[2]).state == DeliveryState::delivered);
}

TEST_CASE("A webhook has no more in flight than its limit, and a hanging one delays nobody", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest& request) {
    return goes_to(request, "hanging") ? std::nullopt : std::optional(answered(200));
  };
  const auto hanging = world.add_webhook("hanging", [](WebhookSettings& settings) { settings.max_in_flight = 3; });
  const auto healthy = world.add_webhook("healthy");
  world.owe(hanging, 500);
  const auto numbers = world.owe(healthy, 500);
  world.settle();
  CHECK(sent_to(world, "hanging") == 3);
  CHECK(world.dispatcher->in_flight() == 3);
  CHECK(world.dispatcher->status().by_webhook.at(hanging) == 3);
  for (const auto number : numbers) CHECK(world.delivery(number).state == DeliveryState::delivered);
}

TEST_CASE("When the limit over all is met, webhooks take turns", "[emitter][deliver]") {
  DeliveryWorld world({.max_in_flight = 4, .seed = 7});
  world.transport.receiver = [](const SentRequest&) { return std::nullopt; };
  for (const char* name : {"a", "b", "c", "d"}) world.owe(world.add_webhook(name), 100);
  world.settle();
  CHECK(world.transport.sent.size() == 4);
  for (const char* name : {"a", "b", "c", "d"}) CHECK(sent_to(world, name) == 1);
}

TEST_CASE("A rate limit spaces attempts evenly, whatever the backlog", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto numbers =
      world.owe(world.add_webhook("hook", [](WebhookSettings& settings) { settings.rate_per_second = 4; }), 9);
  world.run_for(seconds(10));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    CHECK(world.starts(numbers[i]) == std::vector<Microseconds>{std::chrono::milliseconds(250 * i)});
  }
}

TEST_CASE("A webhook that fails for long enough is paused, probed, and goes on", "[emitter][deliver]") {
  DeliveryWorld world;
  bool is_up = false;
  world.transport.receiver = [&](const SentRequest&) { return answered(is_up ? 200 : 503); };
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.retry.delays = std::vector<Microseconds>(30, seconds(10));
    settings.breaker = {
        .failures = 5, .failing_for = seconds(30), .first_probe = minutes(1), .longest_probe = minutes(4)};
  });
  const auto first = world.owe(webhook)[0];
  world.run_for(seconds(40));  // failures at 0, 10, 20, 30 and 40 s
  CHECK(world.webhook(webhook).breaker.is_open());
  CHECK(shown_state(world.webhook(webhook)) == "failing");
  CHECK(world.notices() == std::vector<std::string>{"breaker_opened"});

  const auto others = world.owe(webhook, 20);
  world.run_for(seconds(59));
  CHECK(world.transport.sent.size() == 5);  // nothing before the probe
  world.run_for(seconds(1));
  CHECK(world.transport.sent.size() == 6);  // the probe, alone
  world.run_for(seconds(119));
  CHECK(world.transport.sent.size() == 6);  // the pause has doubled
  world.run_for(seconds(1));
  CHECK(world.transport.sent.size() == 7);
  is_up = true;
  world.run_for(minutes(4));
  CHECK_FALSE(world.webhook(webhook).breaker.is_open());
  CHECK(world.notices().back() == "breaker_closed");
  CHECK(world.delivery(first).state == DeliveryState::delivered);
  for (const auto number : others) CHECK(world.delivery(number).state == DeliveryState::delivered);
}

TEST_CASE("A webhook that fails for too long is disabled, and says since when", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return failed(SendFailure::refused); };
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.retry.delays = std::vector<Microseconds>(1000, minutes(1));
    settings.breaker.disable_after = hours(6);
  });
  const auto number = world.owe(webhook)[0];
  world.run_for(hours(24));
  CHECK(world.webhook(webhook).state == WebhookState::disabled);
  CHECK_FALSE(world.webhook(webhook).state_reason.empty());
  CHECK(world.notices().back() == "webhook_disabled");
  CHECK(world.delivery(number).state == DeliveryState::pending);  // it waits until a person enables the webhook
  const auto sent = world.transport.sent.size();
  world.run_for(hours(24));
  CHECK(world.transport.sent.size() == sent);
}

TEST_CASE("A paused webhook keeps its deliveries until it is resumed", "[emitter][deliver]") {
  DeliveryWorld world;
  const auto webhook = world.add_webhook();
  const auto set_state = [&](WebhookState state) {
    world.change([&](PlatformChange& change) {
      Webhook changed = *change.find_webhook(webhook);
      changed.state = state;
      change.update_webhook(changed);
    });
    world.dispatcher->note(std::array{webhook});
  };
  set_state(WebhookState::paused);
  const auto numbers = world.owe(webhook, 3);
  world.run_for(hours(24));
  CHECK(world.transport.sent.empty());
  set_state(WebhookState::enabled);
  world.settle();
  for (const auto number : numbers) CHECK(world.delivery(number).state == DeliveryState::delivered);
}

TEST_CASE("At most once, what may have arrived is never sent again", "[emitter][deliver]") {
  struct Row {
    const char* what;
    Exchange exchange;
    std::size_t attempts;
  };
  Exchange late_to_connect = failed(SendFailure::timed_out);
  late_to_connect.timed_out_in = TimeoutPhase::connect;
  Exchange late_to_answer = failed(SendFailure::timed_out);
  late_to_answer.timed_out_in = TimeoutPhase::first_byte;
  const auto row = GENERATE_COPY(values<Row>({{"no answer in time", late_to_answer, 1},
                                              {"reset", failed(SendFailure::reset), 1},
                                              {"answered 500", answered(500), 1},
                                              {"answered 503", answered(503), 1},
                                              {"no connection in time", late_to_connect, 3},
                                              {"refused", failed(SendFailure::refused), 3},
                                              {"no such name", failed(SendFailure::dns_failure), 3}}));
  CAPTURE(row.what);
  DeliveryWorld world;
  world.transport.receiver = [&](const SentRequest&) { return row.exchange; };
  const auto number = world.owe(world.add_webhook("hook", [](WebhookSettings& settings) {
    settings.guarantee = Guarantee::at_most_once;
    settings.retry.delays = {minutes(1), minutes(1)};
  }))[0];
  world.run_for(hours(24));
  CHECK(world.attempts(number).size() == row.attempts);
  CHECK(world.delivery(number).state == DeliveryState::exhausted);
}

TEST_CASE("A delivery that is cancelled while in flight is not tried again", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return std::nullopt; };
  const auto number = world.owe(world.add_webhook())[0];
  world.settle();
  REQUIRE(world.delivery(number).state == DeliveryState::in_flight);
  world.change([&](PlatformChange& change) { CHECK(change.cancel_delivery(number, world.clock.now(), "enough")); });
  world.transport.end_hanging(answered(500));
  world.run_for(hours(24));
  CHECK(world.delivery(number).state == DeliveryState::cancelled);
  CHECK(world.attempts(number).size() == 1);
}

TEST_CASE("During a rotation both secrets sign, and afterwards only the new one", "[emitter][deliver]") {
  DeliveryWorld world;
  const std::string old_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const std::string new_secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  const auto webhook = world.add_webhook("hook", [&](WebhookSettings& settings) {
    settings.secrets = {{new_secret, std::nullopt}, {old_secret, kWorldStart + hours(1)}};
  });
  const auto is_signed_with = [&](const SentRequest& request, const std::string& secret) {
    const std::vector<VerificationKey> keys{{SignatureScheme::standard, secret}};
    const auto now = std::chrono::floor<seconds>(world.clock.now());
    return verify({request.headers(), request.body(), now}, keys).state == SignatureVerdict::State::valid;
  };
  world.owe(webhook);
  world.settle();
  CHECK(is_signed_with(world.transport.sent[0], old_secret));
  CHECK(is_signed_with(world.transport.sent[0], new_secret));
  world.run_for(hours(1));
  world.owe(webhook);
  world.settle();
  CHECK_FALSE(is_signed_with(world.transport.sent[1], old_secret));
  CHECK(is_signed_with(world.transport.sent[1], new_secret));
}
