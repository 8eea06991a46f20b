#include "emitter/model/retry_profiles.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>

#include "emitter/model/webhook.h"
#include "tests/support/fixed_random.h"

using namespace hookloop;
using namespace hookloop::test;
using namespace std::chrono_literals;

namespace {

// The time from the first attempt to the last, with chance at one half and attempts that take no time.
Microseconds span_of(const RetryRules& rules) {
  FixedRandom random({0.5});
  const RetryPolicy policy(rules);
  Microseconds sum{};
  for (std::uint32_t attempt = 1;; ++attempt) {
    const auto decision = policy.next(attempt, {AttemptOutcome::rejected, 500}, std::nullopt, random);
    if (decision.kind != RetryDecision::Kind::retry) return sum;
    sum += decision.delay;
  }
}

}  // namespace

TEST_CASE("Each retry profile tries as often, as long and as patiently as its sender says", "[emitter][unit]") {
  struct Row {
    std::string name;
    std::uint32_t retries;
    Microseconds span;
    Microseconds timeout;
  };
  const auto row = GENERATE(values<Row>({
      {"default", 5, 15500ms, 10s},  // half of 1 + 2 + 4 + 8 + 16 s
      {"none", 0, 0s, 10s},
      {"standard-webhooks", 9, 75h + 35min + 5s, 20s},
      {"github", 0, 0s, 10s},
      {"svix", 7, 27h + 35min + 5s, 15s},
      {"stripe", 8, 72h, 30s},
  }));
  CAPTURE(row.name);
  const auto profile = find_retry_profile(row.name);
  REQUIRE(profile);
  CHECK((*profile)->name == row.name);
  CHECK(retry_count((*profile)->rules) == row.retries);
  CHECK(span_of((*profile)->rules) == row.span);
  CHECK((*profile)->timeout == row.timeout);
  CHECK_FALSE((*profile)->summary.empty());
}

TEST_CASE("Retry profiles have names of their own, and the default is what a webhook is made with", "[emitter][unit]") {
  const auto names = retry_profile_names();
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == retry_profiles().size());
  const WebhookSettings settings;
  const auto profile = find_retry_profile(settings.retry_profile);
  REQUIRE(profile);
  CHECK((*profile)->timeout == settings.timeouts.whole);
}

TEST_CASE("A retry profile is found whatever its case, and a wrong name is told the nearest", "[emitter][unit]") {
  CHECK((*find_retry_profile("Standard-Webhooks"))->name == "standard-webhooks");
  const auto misspelt = find_retry_profile("standard_webhook");
  REQUIRE_FALSE(misspelt);
  CHECK(misspelt.error().message ==
        "there is no retry profile 'standard_webhook'; did you mean standard-webhooks? it is one of default, none, "
        "standard-webhooks, github, svix, stripe");
  const auto far_off = find_retry_profile("\x1b[31mtwice");
  REQUIRE_FALSE(far_off);
  CHECK(far_off.error().message.find('\x1b') == std::string::npos);
  CHECK(far_off.error().message.find("did you mean") == std::string::npos);
}
