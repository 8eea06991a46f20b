#include "emitter/model/retry_policy.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>

#include "shared/support/quantity.h"
#include "tests/support/fixed_random.h"

using namespace hookloop;
using namespace hookloop::test;
using namespace std::chrono_literals;
using Kind = RetryDecision::Kind;

namespace {

constexpr AttemptResult kServerError{AttemptOutcome::rejected, 500};
constexpr AttemptResult kTooManyRequests{AttemptOutcome::rejected, 429};
constexpr AttemptResult kUnavailable{AttemptOutcome::rejected, 503};

RetryRules rules(std::uint32_t retries) {
  RetryRules rules;
  rules.retries = retries;
  rules.first_delay = 1s;
  rules.longest_delay = 60s;
  rules.longest_retry_after = 600s;
  return rules;
}

}  // namespace

TEST_CASE("RetryPolicy doubles the delay up to its cap, and Retry-After is the least of it", "[emitter][unit]") {
  struct Row {
    std::uint32_t attempt;
    AttemptResult result;
    std::optional<Microseconds> retry_after;
    Microseconds expected;  // with chance at one half
  };
  const auto row = GENERATE(values<Row>({
      {1, kServerError, std::nullopt, 500ms},
      {2, kServerError, std::nullopt, 1s},
      {3, kServerError, std::nullopt, 2s},
      {6, kServerError, std::nullopt, 16s},
      {7, kServerError, std::nullopt, 30s},
      {8, kServerError, std::nullopt, 30s},
      {64, kServerError, std::nullopt, 30s},
      {4'000'000'000, kServerError, std::nullopt, 30s},
      {1, kUnavailable, 10s, 10s},
      {1, kTooManyRequests, 10s, 10s},
      {1, kUnavailable, 0s, 500ms},
      {1, kUnavailable, -5s, 500ms},
      {5, kUnavailable, 1s, 8s},      // the backoff is longer
      {1, kUnavailable, 601s, 600s},  // more than a receiver may ask for
      {1, kUnavailable, std::chrono::years(100), 600s},
      {1, kServerError, 10s, 500ms},  // of 429 and 503 only
      {1, {AttemptOutcome::timed_out, 0}, std::nullopt, 500ms},
      {1, {AttemptOutcome::unreachable, 0}, std::nullopt, 500ms},
      {1, {AttemptOutcome::unknown, 0}, std::nullopt, 500ms},
      {1, {AttemptOutcome::rejected, 302}, std::nullopt, 500ms},
      {1, {AttemptOutcome::rejected, 404}, std::nullopt, 500ms},
  }));
  CAPTURE(row.attempt, row.result.status);
  FixedRandom random({0.5});
  const auto decision = RetryPolicy(rules(4'000'000'001)).next(row.attempt, row.result, row.retry_after, random);
  CHECK(decision.kind == Kind::retry);
  CHECK(decision.delay == row.expected);
  CHECK(random.drawn() == 1);
}

TEST_CASE("RetryPolicy spreads delays over the whole of the backoff", "[emitter][unit]") {
  FixedRandom random({0.0, 0.25, 0.999999});
  const RetryPolicy policy(rules(10));
  CHECK(policy.next(3, kServerError, std::nullopt, random).delay == 0us);
  CHECK(policy.next(3, kServerError, std::nullopt, random).delay == 1s);
  CHECK(policy.next(3, kServerError, std::nullopt, random).delay < 4s);
}

TEST_CASE("RetryPolicy never undercuts Retry-After whatever chance says", "[emitter][unit]") {
  const double share = GENERATE(0.0, 0.1, 0.5, 0.999999);
  FixedRandom random({share});
  CHECK(RetryPolicy(rules(10)).next(4, kUnavailable, 7s, random).delay >= 7s);
}

TEST_CASE("RetryPolicy stops after the last allowed attempt", "[emitter][unit]") {
  FixedRandom random;
  const RetryPolicy policy(rules(2));
  CHECK(policy.next(1, kServerError, std::nullopt, random).kind == Kind::retry);
  CHECK(policy.next(2, kServerError, std::nullopt, random).kind == Kind::retry);
  CHECK(policy.next(3, kServerError, std::nullopt, random).kind == Kind::gave_up);
  CHECK(random.drawn() == 2);
  CHECK(RetryPolicy(rules(0)).next(1, kServerError, std::nullopt, random).kind == Kind::gave_up);
}

TEST_CASE("RetryPolicy takes 2xx as delivered and 410 as a wish for no more", "[emitter][unit]") {
  FixedRandom random;
  const RetryPolicy policy(rules(5));
  CHECK(policy.next(1, {AttemptOutcome::accepted, 204}, 5s, random).kind == Kind::delivered);
  CHECK(policy.next(1, {AttemptOutcome::rejected, 410}, std::nullopt, random).kind == Kind::gave_up);
  CHECK(random.drawn() == 0);
}

TEST_CASE("RetryPolicy takes the delays of a fixed list one after the other and then gives up", "[emitter][unit]") {
  RetryRules listed = rules(1);  // counts for nothing beside a list
  listed.delays = {5s, 5min, 2h};
  struct Row {
    std::uint32_t attempt;
    double jitter_share;
    double chance;
    std::optional<Microseconds> expected;  // nothing: it gives up
  };
  const auto row = GENERATE(values<Row>({
      {0, 0, 0.5, 5s},
      {1, 0, 0.0, 5s},
      {2, 0, 0.9, 5min},
      {3, 0, 0.5, 2h},
      {4, 0, 0.5, std::nullopt},
      {4'000'000'000, 0, 0.5, std::nullopt},
      {1, 0.1, 0.0, 4500ms},
      {1, 0.1, 0.25, 4750ms},
      {1, 0.1, 0.5, 5s},
      {1, 0.1, 0.75, 5250ms},
      {3, 0.1, 0.0, 108min},
      {3, 0.1, 0.75, 126min},
      {1, 1, 0.0, 0s},
      {1, 1, 0.75, 7500ms},
      {1, 25, 0.0, 0s},       // no more than all of it
      {1, 25, 0.75, 7500ms},  //
      {1, -0.1, 0.0, 5s},     // no less than nothing
      {1, std::numeric_limits<double>::infinity(), 0.75, 7500ms},
      {1, std::numeric_limits<double>::quiet_NaN(), 0.0, 5s},
  }));
  CAPTURE(row.attempt, row.jitter_share, row.chance);
  listed.jitter_share = row.jitter_share;
  FixedRandom random({row.chance});
  const auto decision = RetryPolicy(listed).next(row.attempt, kServerError, std::nullopt, random);
  CHECK(decision.kind == (row.expected ? Kind::retry : Kind::gave_up));
  CHECK(decision.delay == row.expected.value_or(0s));
  CHECK(random.drawn() == (row.expected ? 1 : 0));
}

TEST_CASE("RetryPolicy never undercuts Retry-After with the delays of a list", "[emitter][unit]") {
  RetryRules listed = rules(0);
  listed.delays = {5s};
  listed.jitter_share = 1;
  struct Row {
    AttemptResult result;
    std::optional<Microseconds> retry_after;
    double chance;
    Microseconds expected;
  };
  const auto row = GENERATE(values<Row>({
      {kUnavailable, 7s, 0.0, 7s},
      {kTooManyRequests, 7s, 0.5, 7s},
      {kTooManyRequests, 7s, 0.75, 7500ms},  // the list's is longer
      {kTooManyRequests, 7h, 0.0, 600s},     // more than a receiver may ask for
      {kTooManyRequests, -7s, 0.5, 5s},
      {kServerError, 7s, 0.5, 5s},  // of 429 and 503 only
  }));
  CAPTURE(row.result.status, row.chance);
  FixedRandom random({row.chance});
  CHECK(RetryPolicy(listed).next(1, row.result, row.retry_after, random).delay == row.expected);
}

TEST_CASE("RetryRules know how many retries they allow", "[emitter][unit]") {
  CHECK(retry_count(RetryRules{}) == 0);
  CHECK(retry_count(rules(7)) == 7);
  RetryRules listed = rules(7);
  listed.delays = {1s, 2s};
  CHECK(retry_count(listed) == 2);
}

TEST_CASE("RetryPolicy survives rules that make no sense", "[emitter][unit]") {
  FixedRandom random({0.5});
  RetryRules strange = rules(20);
  SECTION("a first delay over the cap is the cap") {
    strange.first_delay = 10min;
    CHECK(RetryPolicy(strange).next(1, kServerError, std::nullopt, random).delay == 30s);
  }
  SECTION("a first delay of nothing stays nothing") {
    strange.first_delay = 0s;
    CHECK(RetryPolicy(strange).next(9, kServerError, std::nullopt, random).delay == 0us);
  }
  SECTION("a negative first delay is nothing") {
    strange.first_delay = -1s;
    CHECK(RetryPolicy(strange).next(9, kServerError, std::nullopt, random).delay == 0us);
  }
  SECTION("the longest delay there is does not overflow") {
    strange.first_delay = strange.longest_delay = Microseconds(std::numeric_limits<std::int64_t>::max());
    CHECK(RetryPolicy(strange).next(9, kServerError, std::nullopt, random).delay == kLongestDuration / 2);
  }
  SECTION("a negative longest delay is nothing") {
    strange.longest_delay = -1s;
    CHECK(RetryPolicy(strange).next(9, kServerError, std::nullopt, random).delay == 0us);
  }
  SECTION("a listed delay is neither negative nor longer than any duration may be, jitter included") {
    FixedRandom latest({0.999});
    strange.jitter_share = 1;
    strange.delays = {Microseconds::min(), Microseconds::max()};
    CHECK(RetryPolicy(strange).next(1, kServerError, std::nullopt, latest).delay == 0us);
    CHECK(RetryPolicy(strange).next(2, kServerError, std::nullopt, latest).delay == kLongestDuration);
  }
  SECTION("a receiver may ask for no more than any duration may be") {
    strange.longest_retry_after = Microseconds::max();
    CHECK(RetryPolicy(strange).next(1, kUnavailable, Microseconds::max(), random).delay == kLongestDuration);
    strange.longest_retry_after = Microseconds::min();
    CHECK(RetryPolicy(strange).next(1, kUnavailable, 5min, random).delay == 500ms);
  }
}
