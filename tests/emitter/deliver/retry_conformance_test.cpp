// What the delivery engine does with each kind of answer, over virtual time: the promises of retry_policy.h and
// attempt_decision.h as a receiver meets them.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "emitter/model/retry_profiles.h"
#include "tests/emitter/deliver/delivery_world.h"

using namespace hookloop;
using namespace hookloop::test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

// Fixed pauses of a minute: what a test expects is then a round number.
void retries_each_minute(WebhookSettings& settings) { settings.retry.delays = {minutes(1), minutes(1), minutes(1)}; }

// The n-th request gets the n-th answer; the last again and again.
FakeAsyncTransport::Receiver in_turn(std::vector<Exchange> answers) {
  return [answers = std::move(answers), given = std::size_t{0}](const SentRequest&) mutable {
    return std::optional(answers[std::min(given++, answers.size() - 1)]);
  };
}

}  // namespace

TEST_CASE("Every 2xx delivers, and nothing is sent again", "[emitter][deliver]") {
  const int status = GENERATE(200, 201, 202, 204, 206, 226, 299);
  CAPTURE(status);
  DeliveryWorld world;
  world.transport.receiver = [&](const SentRequest&) { return answered(status); };
  const auto number = world.owe(world.add_webhook())[0];
  world.run_for(hours(24));
  CHECK(world.delivery(number).state == DeliveryState::delivered);
  REQUIRE(world.attempts(number).size() == 1);
  CHECK(world.attempts(number)[0].outcome == AttemptOutcome::accepted);
  CHECK(world.attempts(number)[0].status == status);
  CHECK(world.attempts(number)[0].next == "delivered");
  CHECK(world.transport.sent.size() == 1);
}

TEST_CASE("Every other status is tried again as the policy says, and then given up", "[emitter][deliver]") {
  const int status =
      GENERATE(300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 409, 422, 429, 500, 501, 502, 503, 504, 599);
  CAPTURE(status);
  DeliveryWorld world;
  world.transport.receiver = [&](const SentRequest&) { return answered(status); };
  const auto number = world.owe(world.add_webhook("hook", retries_each_minute))[0];
  world.run_for(hours(24));
  CHECK(world.delivery(number).state == DeliveryState::exhausted);
  CHECK(world.starts(number) == std::vector<Microseconds>{seconds(0), seconds(60), seconds(120), seconds(180)});
  CHECK(world.attempts(number).back().next == "exhausted");
  for (const AttemptRecord& attempt : world.attempts(number)) {
    CHECK(attempt.outcome == AttemptOutcome::rejected);
    CHECK(attempt.status == status);
  }
}

TEST_CASE("A redirect is kept in the log and never followed", "[emitter][deliver]") {
  const int status = GENERATE(301, 302, 303, 307, 308);
  DeliveryWorld world;
  world.transport.receiver =
      in_turn({answered(status, "", {{"Location", "http://elsewhere.test/other"}}), answered(200)});
  const auto number = world.owe(world.add_webhook("hook", retries_each_minute))[0];
  world.run_for(hours(1));
  CHECK(world.delivery(number).state == DeliveryState::delivered);
  REQUIRE(world.transport.sent.size() == 2);
  for (const SentRequest& request : world.transport.sent) CHECK(to_string(request.url) == "http://receiver.test/hook");
  CHECK(world.attempts(number)[0].status == status);
}

TEST_CASE("Each failure of the network has its own word, and is tried again", "[emitter][deliver]") {
  struct Row {
    SendFailure failure;
    AttemptOutcome outcome;
  };
  const auto row = GENERATE(values<Row>({{SendFailure::dns_failure, AttemptOutcome::unreachable},
                                         {SendFailure::refused, AttemptOutcome::unreachable},
                                         {SendFailure::unreachable, AttemptOutcome::unreachable},
                                         {SendFailure::tls_failure, AttemptOutcome::unreachable},
                                         {SendFailure::timed_out, AttemptOutcome::timed_out},
                                         {SendFailure::reset, AttemptOutcome::unknown},
                                         {SendFailure::closed_early, AttemptOutcome::unknown},
                                         {SendFailure::answer_too_large, AttemptOutcome::rejected},
                                         {SendFailure::malformed_answer, AttemptOutcome::rejected}}));
  CAPTURE(to_string(row.failure));
  DeliveryWorld world;
  world.transport.receiver = in_turn({failed(row.failure, "a sentence"), answered(200)});
  const auto number = world.owe(world.add_webhook("hook", retries_each_minute))[0];
  world.run_for(hours(1));
  CHECK(world.delivery(number).state == DeliveryState::delivered);
  const auto attempts = world.attempts(number);
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].failure == to_string(row.failure));
  CHECK(attempts[0].outcome == row.outcome);
  CHECK(attempts[0].detail == "a sentence");
  CHECK(attempts[0].next == "retry");
  CHECK(attempts[0].next_attempt_at == kWorldStart + seconds(60));
}

TEST_CASE("A Retry-After of 429 and 503 is the least pause, in seconds and as a date", "[emitter][deliver]") {
  struct Row {
    int status;
    std::string retry_after;
    Microseconds second_attempt;  // from the start
  };
  // kWorldStart is 2027-01-15T08:00:00Z.
  const auto row = GENERATE(values<Row>({{429, "600", seconds(600)},
                                         {503, "600", seconds(600)},
                                         {503, "Fri, 15 Jan 2027 08:20:00 GMT", minutes(20)},
                                         {503, "Friday, 15-Jan-27 08:20:00 GMT", minutes(20)},
                                         {503, "Fri Jan 15 08:20:00 2027", minutes(20)},
                                         {503, "5", seconds(60)},  // the policy's own is longer
                                         {503, "Thu, 14 Jan 2027 08:00:00 GMT", seconds(60)},  // a date that is past
                                         {503, "soon", seconds(60)},
                                         {503, "-7", seconds(60)},
                                         {503, "99999999999999999999", hours(1)},  // the named limit
                                         {500, "600", seconds(60)},                // says nothing there
                                         {404, "600", seconds(60)}}));
  CAPTURE(row.status, row.retry_after);
  DeliveryWorld world;
  world.transport.receiver = in_turn({answered(row.status, "", {{"Retry-After", row.retry_after}}), answered(200)});
  const auto number = world.owe(world.add_webhook("hook", retries_each_minute))[0];
  world.run_for(hours(24));
  CHECK(world.starts(number) == std::vector<Microseconds>{seconds(0), row.second_attempt});
}

TEST_CASE("Jitter never undercuts a Retry-After", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return answered(503, "", {{"Retry-After", "30"}}); };
  const auto numbers = world.owe(world.add_webhook("hook",
                                                   [](WebhookSettings& settings) {
                                                     settings.retry = {.retries = 1, .first_delay = minutes(1)};
                                                     settings.max_in_flight = 1000;
                                                     settings.breaker.enabled = false;
                                                   }),
                                 200);
  world.run_for(hours(1));
  for (const auto number : numbers) {
    const auto starts = world.starts(number);
    REQUIRE(starts.size() == 2);
    CHECK(starts[1] >= seconds(30));
    CHECK(starts[1] < seconds(60));
  }
}

TEST_CASE("Full jitter spreads each pause from zero to its ceiling, which doubles up to its cap",
          "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return answered(500); };
  const auto numbers = world.owe(
      world.add_webhook("hook",
                        [](WebhookSettings& settings) {
                          settings.retry = {.retries = 4, .first_delay = seconds(10), .longest_delay = seconds(40)};
                          settings.max_in_flight = 1000;
                          settings.breaker.enabled = false;
                        }),
      200);
  world.run_for(hours(1));
  const std::vector<Microseconds> ceilings{seconds(10), seconds(20), seconds(40), seconds(40)};
  for (std::size_t retry = 0; retry < ceilings.size(); ++retry) {
    Microseconds shortest = hours(1);
    Microseconds longest{};
    for (const auto number : numbers) {
      const auto attempts = world.attempts(number);
      REQUIRE(attempts.size() == 5);
      const Microseconds pause = attempts[retry + 1].started_at - attempts[retry].ended_at;
      shortest = std::min(shortest, pause);
      longest = std::max(longest, pause);
    }
    CAPTURE(retry);
    CHECK(longest < ceilings[retry]);
    // Of 200 even draws, none in the lowest or in the highest tenth has a chance of 0.9^200, about 10^-9.
    CHECK(shortest < ceilings[retry] / 10);
    CHECK(longest > ceilings[retry] * 9 / 10);
  }
}

TEST_CASE("410 Gone gives the delivery up, disables the webhook and says so", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return answered(410); };
  const auto webhook = world.add_webhook("hook", [](WebhookSettings& settings) {
    retries_each_minute(settings);
    settings.max_in_flight = 1;
  });
  const auto numbers = world.owe(webhook, 3);
  world.run_for(hours(24));
  CHECK(world.transport.sent.size() == 1);
  CHECK(world.delivery(numbers[0]).state == DeliveryState::exhausted);
  CHECK(world.delivery(numbers[0]).reason.find("410") != std::string::npos);
  CHECK(world.delivery(numbers[1]).state == DeliveryState::pending);
  CHECK(world.webhook(webhook).state == WebhookState::disabled);
  CHECK(world.webhook(webhook).state_reason.find("410") != std::string::npos);
  CHECK(world.notices() == std::vector<std::string>{"webhook_disabled"});

  SECTION("and those that waited go out when a person enables it") {
    world.transport.receiver = [](const SentRequest&) { return answered(200); };
    world.change([&](PlatformChange& change) {
      Webhook again = *change.find_webhook(webhook);
      again.state = WebhookState::enabled;
      change.update_webhook(again);
    });
    world.dispatcher->note(std::array{webhook});
    world.run_for(hours(1));
    CHECK(world.delivery(numbers[1]).state == DeliveryState::delivered);
    CHECK(world.delivery(numbers[2]).state == DeliveryState::delivered);
  }
}

TEST_CASE("The profile github is one attempt, then by hand only", "[emitter][deliver]") {
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return answered(500); };
  const auto webhook = world.add_webhook(
      "hook", [](WebhookSettings& settings) { settings.retry = (*find_retry_profile("github"))->rules; });
  const auto number = world.owe(webhook)[0];
  world.run_for(hours(24 * 7));
  CHECK(world.attempts(number).size() == 1);
  CHECK(world.delivery(number).state == DeliveryState::exhausted);

  world.change([&](PlatformChange& change) { CHECK(change.resend_delivery(number, world.clock.now())); });
  world.dispatcher->note(std::array{webhook});
  world.run_for(hours(24));
  const auto attempts = world.attempts(number);
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[1].attempt == 2);
  CHECK(attempts[1].cause == AttemptCause::manual);
  CHECK(world.transport.sent[1].header("webhook-id") == world.transport.sent[0].header("webhook-id"));
}

TEST_CASE("The profiles of well-known senders keep their schedules", "[emitter][deliver]") {
  struct Row {
    const char* profile;
    std::vector<Microseconds> pauses;
  };
  const auto row = GENERATE(values<Row>(
      {{"svix", {seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(10)}},
       {"standard-webhooks",
        {seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(14), hours(20), hours(24)}},
       {"none", {}}}));
  CAPTURE(row.profile);
  DeliveryWorld world;
  world.transport.receiver = [](const SentRequest&) { return answered(500); };
  const auto number = world.owe(world.add_webhook("hook", [&](WebhookSettings& settings) {
    settings.retry = (*find_retry_profile(row.profile))->rules;
    settings.breaker.enabled = false;
  }))[0];
  world.run_for(hours(24 * 14));
  const auto attempts = world.attempts(number);
  REQUIRE(attempts.size() == row.pauses.size() + 1);
  const double share = (*find_retry_profile(row.profile))->rules.jitter_share;
  for (std::size_t i = 0; i < row.pauses.size(); ++i) {
    const auto pause = static_cast<double>((attempts[i + 1].started_at - attempts[i].ended_at).count());
    const auto planned = static_cast<double>(row.pauses[i].count());
    CHECK(pause >= planned * (1 - share) - 1);
    CHECK(pause <= planned * (1 + share) + 1);
  }
}
