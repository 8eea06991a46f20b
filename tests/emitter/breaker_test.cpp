#include "emitter/model/breaker.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <string>
#include <vector>

using namespace hookloop;
using namespace std::chrono_literals;
using Change = BreakerChange;

namespace {

constexpr Timestamp kStart{1769860800s};  // 2026-01-31T12:00:00Z
constexpr AttemptResult kFailed{AttemptOutcome::rejected, 500};
constexpr AttemptResult kAccepted{AttemptOutcome::accepted, 204};

BreakerRules rules() {
  BreakerRules rules;
  rules.failures = 3;
  rules.failing_for = 60s;
  rules.first_probe = 30s;
  rules.longest_probe = 200s;
  rules.disable_after = 1h;
  return rules;
}

// One attempt that ended, and what is seen after it; times from kStart on.
struct Step {
  Microseconds at;
  AttemptResult result;
  Change change;
  std::optional<Microseconds> probe_at;  // nothing: closed
};

BreakerState play(const BreakerRules& rules, const std::vector<Step>& steps) {
  BreakerState state;
  for (const Step& step : steps) {
    CAPTURE(step.at.count());
    CHECK(count_attempt(state, rules, step.result, kStart + step.at) == step.change);
    CHECK(state.is_open() == step.probe_at.has_value());
    CHECK(state.probe_at.has_value() == step.probe_at.has_value());
    if (state.probe_at && step.probe_at) CHECK(*state.probe_at - kStart == *step.probe_at);
  }
  return state;
}

const std::vector<Step> kUntilOpen{
    {0s, kFailed, Change::none, {}},
    {1s, kFailed, Change::none, {}},
    {60s, kFailed, Change::opened, 90s},
};

std::vector<Step> opened_and(std::vector<Step> further) {
  std::vector<Step> steps = kUntilOpen;
  steps.insert(steps.end(), further.begin(), further.end());
  return steps;
}

}  // namespace

TEST_CASE("A breaker opens only after enough failures in a row that last long enough", "[emitter][unit]") {
  SECTION("many failures in a short time are not enough") {
    play(rules(), {{0s, kFailed, Change::none, {}},
                   {1s, kFailed, Change::none, {}},
                   {2s, kFailed, Change::none, {}},
                   {59s, kFailed, Change::none, {}},
                   {60s, kFailed, Change::opened, 90s}});
  }
  SECTION("few failures over a long time are not enough") {
    play(rules(),
         {{0s, kFailed, Change::none, {}}, {600s, kFailed, Change::none, {}}, {601s, kFailed, Change::opened, 631s}});
  }
  SECTION("one success in between begins the count again") {
    play(rules(), {{0s, kFailed, Change::none, {}},
                   {30s, kFailed, Change::none, {}},
                   {40s, kAccepted, Change::none, {}},
                   {60s, kFailed, Change::none, {}},
                   {70s, kFailed, Change::none, {}},
                   {119s, kFailed, Change::none, {}},
                   {120s, kFailed, Change::opened, 150s}});
  }
  SECTION("whatever the way of failing") {
    play(rules(), {{0s, {AttemptOutcome::timed_out, 0}, Change::none, {}},
                   {1s, {AttemptOutcome::unreachable, 0}, Change::none, {}},
                   {60s, {AttemptOutcome::unknown, 0}, Change::opened, 90s}});
  }
}

TEST_CASE("Pauses between probes double up to the longest", "[emitter][unit]") {
  const auto state = play(rules(), opened_and({{90s, kFailed, Change::probe_failed, 150s},
                                               {150s, kFailed, Change::probe_failed, 270s},
                                               {270s, kFailed, Change::probe_failed, 470s},
                                               {480s, kFailed, Change::probe_failed, 680s}}));
  CHECK(state.probes == 4);
  CHECK(state.failures == 7);
  CHECK(*state.failing_since == kStart);
  CHECK(*state.opened_at == kStart + 60s);
}

TEST_CASE("Attempts that were under way when a breaker opened are no probes", "[emitter][unit]") {
  const auto state = play(rules(), opened_and({{61s, kFailed, Change::none, 90s},
                                               {89s, kFailed, Change::none, 90s},
                                               {95s, kFailed, Change::probe_failed, 155s}}));
  CHECK(state.probes == 1);
  CHECK(state.failures == 6);
}

TEST_CASE("One success closes a breaker whatever came before", "[emitter][unit]") {
  const auto state = play(rules(), opened_and({{90s, kFailed, Change::probe_failed, 150s},
                                               {150s, kAccepted, Change::closed, {}},
                                               {151s, kAccepted, Change::none, {}}}));
  CHECK(state == BreakerState{});
}

TEST_CASE("A webhook that fails for long enough is to be disabled", "[emitter][unit]") {
  SECTION("by the probe that fails then, and by each after it") {
    play(rules(), opened_and({{3599s, kFailed, Change::probe_failed, 3659s},
                              {3660s, kFailed, Change::disable, 3780s},
                              {3780s, kFailed, Change::disable, 3980s}}));
  }
  SECTION("not by two failures with a long silence between them") {
    play(rules(),
         {{0s, kFailed, Change::none, {}}, {2h, kFailed, Change::none, {}}, {3h, kFailed, Change::disable, 3h + 30s}});
  }
  SECTION("not when a success came in between") {
    play(rules(), opened_and({{3599s, kAccepted, Change::closed, {}}, {3700s, kFailed, Change::none, {}}}));
  }
}

TEST_CASE("A breaker that is not enabled never opens, and forgets what was counted", "[emitter][unit]") {
  BreakerRules off = rules();
  off.enabled = false;
  CHECK(play(off,
             {{0s, kFailed, Change::none, {}}, {60s, kFailed, Change::none, {}}, {100h, kFailed, Change::none, {}}}) ==
        BreakerState{});
  BreakerState state = play(rules(), kUntilOpen);
  CHECK(count_attempt(state, off, kFailed, kStart + 90s) == Change::none);
  CHECK(state == BreakerState{});
}

TEST_CASE("An attempt may begin while a breaker is closed, or when its probe is due", "[emitter][unit]") {
  CHECK(may_attempt({}, rules(), kStart));
  const BreakerState state = play(rules(), kUntilOpen);
  CHECK_FALSE(may_attempt(state, rules(), kStart + 60s));
  CHECK_FALSE(may_attempt(state, rules(), kStart + 90s - 1us));
  CHECK(may_attempt(state, rules(), kStart + 90s));
  CHECK(may_attempt(state, rules(), kStart + 900h));
}

TEST_CASE("A clock that goes back neither blocks a breaker nor opens it", "[emitter][unit]") {
  SECTION("failing begins no later than now") {
    play(rules(), {{1000h, kFailed, Change::none, {}},
                   {0s, kFailed, Change::none, {}},
                   {1s, kFailed, Change::none, {}},
                   {59s, kFailed, Change::none, {}},
                   {60s, kFailed, Change::opened, 90s}});
  }
  SECTION("a probe that lies further ahead than any pause is due") {
    BreakerState state = play(rules(), kUntilOpen);
    CHECK(may_attempt(state, rules(), kStart - 1000h));
    CHECK(count_attempt(state, rules(), kFailed, kStart - 1000h) == Change::probe_failed);
    CHECK(*state.probe_at == kStart - 1000h + 60s);
    CHECK_FALSE(may_attempt(state, rules(), kStart - 1000h));
  }
}

TEST_CASE("A breaker survives rules that make no sense", "[emitter][unit]") {
  BreakerRules strange = rules();
  SECTION("no failures needed: the first opens it once it has lasted") {
    strange.failures = 0;
    strange.failing_for = -5s;
    play(strange, {{0s, kFailed, Change::opened, 30s}});
  }
  SECTION("the longest pauses there are do not overflow") {
    strange.failures = 1;
    strange.failing_for = 0s;
    strange.first_probe = strange.longest_probe = strange.disable_after = Microseconds::max();
    BreakerState state;
    CHECK(count_attempt(state, strange, kFailed, kStart) == Change::opened);
    CHECK(*state.probe_at > kStart);
  }
  SECTION("negative pauses are none") {
    strange.first_probe = strange.longest_probe = -1h;
    BreakerState state;
    for (const auto at : {0s, 1s, 60s}) count_attempt(state, strange, kFailed, kStart + at);
    CHECK(may_attempt(state, strange, kStart + 60s));
  }
  SECTION("a count at its end stays there") {
    BreakerState state;
    state.failures = std::numeric_limits<std::uint32_t>::max();
    count_attempt(state, strange, kFailed, kStart);
    CHECK(state.failures == std::numeric_limits<std::uint32_t>::max());
  }
}
