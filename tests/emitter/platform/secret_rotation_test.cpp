// Rotating a webhook's signing secret: the new one signs at once, what signed before does so beside it for a while.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "emitter/platform/webhook_registry.h"
#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

const std::string kFirst = "whsec_Zmlyc3Q=";
const std::string kSecond = "whsec_c2Vjb25k";
const std::string kThird = "whsec_dGhpcmQ=";
const std::string kFourth = "whsec_Zm91cnRo";

// A webhook that kFirst signs for.
class SecretWorld : public PlatformWorld {
 public:
  SecretWorld() {
    WebhookSettings settings;
    settings.name = "Hook";
    settings.url = "http://receiver.test/hook";
    settings.secrets = {{kFirst, std::nullopt}};
    webhook = succeed(registry.create(settings));
  }
  Result<Webhook, Problem> rotate(const std::string& secret, Microseconds overlap) {
    return registry.rotate_secret(webhook.id, secret, overlap);
  }
  std::vector<std::string> signing() const {
    std::vector<std::string> secrets;
    for (const SigningKey& key : signing_keys(kept(webhook).settings, clock.now())) secrets.push_back(key.secret);
    return secrets;
  }

  Webhook webhook;
};

using Secrets = std::vector<std::string>;

}  // namespace

TEST_CASE("a secret before signs beside the new one until its overlap ends", "[emitter][unit]") {
  SecretWorld world;
  succeed(world.rotate(kSecond, 1h));
  CHECK(world.signing() == Secrets{kSecond, kFirst});
  world.clock.advance(1h - 1us);
  CHECK(world.signing() == Secrets{kSecond, kFirst});
  world.clock.advance(1us);
  CHECK(world.signing() == Secrets{kSecond});
}

TEST_CASE("with no overlap the new secret alone signs at once, and the others are forgotten", "[emitter][unit]") {
  SecretWorld world;
  succeed(world.rotate(kSecond, 1h));
  succeed(world.rotate(kThird, 0s));
  CHECK(world.signing() == Secrets{kThird});
  CHECK(world.kept(world.webhook).settings.secrets.size() == 1);
}

TEST_CASE("the first secret of a webhook needs no overlap", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("Hook");
  const Webhook rotated = succeed(world.registry.rotate_secret(webhook.id, kFirst, 1h));
  CHECK(rotated.settings.secrets == std::vector<WebhookSecret>{{kFirst, std::nullopt}});
  CHECK(world.notices().back().detail == "A new secret alone signs for Hook.");
}

TEST_CASE("a rotation is noticed with until when what was before signs", "[emitter][unit]") {
  SecretWorld world;
  world.clock.advance(1min);
  const Webhook rotated = succeed(world.rotate(kSecond, 1h));
  CHECK(rotated.changed_at == world.clock.now());
  CHECK(world.notices().back().kind == "secret_rotated");
  CHECK(world.notices().back().webhook == world.webhook.number);
  CHECK(world.notices().back().detail ==
        "A new secret signs for Hook; what signed before does so until 2026-01-31T13:01:00.000000Z at most.");
  CHECK(world.announcer.told.back() == std::vector{world.webhook.number});
}

TEST_CASE("a later rotation makes the time of an older secret shorter and never longer", "[emitter][unit]") {
  struct Row {
    Microseconds second_overlap;
    Microseconds first_signs_for;
  };
  const auto row = GENERATE(values<Row>({{10min, 10min}, {1h, 1h}, {24h, 1h}}));
  SecretWorld world;
  const Timestamp start = world.clock.now();
  succeed(world.rotate(kSecond, 1h));
  succeed(world.rotate(kThird, row.second_overlap));
  const auto secrets = world.kept(world.webhook).settings.secrets;
  CHECK(secrets == std::vector<WebhookSecret>{{kThird, std::nullopt},
                                              {kSecond, start + row.second_overlap},
                                              {kFirst, start + row.first_signs_for}});
}

TEST_CASE("no more secrets sign at a time than may, and until when one does is told", "[emitter][unit]") {
  SecretWorld world;
  succeed(world.rotate(kSecond, 1h));
  succeed(world.rotate(kThird, 2h));
  REQUIRE(world.signing().size() == kMostSecrets);
  const Problem problem = refused(world, [&] { return world.rotate(kFourth, 3h); });
  CHECK(brief(problem) == "409 too-many-secrets");
  CHECK(problem.detail ==
        "3 secrets of Hook sign already, one of them until 2026-01-31T13:00:00.000000Z; wait for that, or rotate with "
        "an overlap of 0.");
  SECTION("once it has ended, there is room") {
    world.clock.advance(1h);
    succeed(world.rotate(kFourth, 3h));
    CHECK(world.signing() == Secrets{kFourth, kThird, kSecond});
  }
  SECTION("without an overlap there is always room") {
    succeed(world.rotate(kFourth, 0s));
    CHECK(world.signing() == Secrets{kFourth});
  }
}

TEST_CASE("a secret that signs already is no new one", "[emitter][unit]") {
  SecretWorld world;
  succeed(world.rotate(kSecond, 1h));
  const std::string same = GENERATE(as<std::string>(), kFirst, kSecond);
  const Problem problem = refused(world, [&] { return world.rotate(same, 1h); });
  CHECK(brief(problem) == "400 bad-field /secret");
  CHECK(problem.detail == "This secret signs already; a rotation needs another one.");
}

TEST_CASE("a secret that has ceased to sign may sign again", "[emitter][unit]") {
  SecretWorld world;
  succeed(world.rotate(kSecond, 1h));
  world.clock.advance(1h);
  succeed(world.rotate(kFirst, 1h));
  CHECK(world.signing() == Secrets{kFirst, kSecond});
}

TEST_CASE("an overlap is from nothing to 90 days", "[emitter][unit]") {
  SecretWorld world;
  const auto bad = GENERATE(as<Microseconds>(), -1us, kLongestOverlap + 1us, Microseconds::min(), Microseconds::max());
  const Problem problem = refused(world, [&] { return world.rotate(kSecond, bad); });
  CHECK(brief(problem) == "400 bad-field /overlap_ms");
  CHECK(problem.detail == "This is not negative, and at most 90d.");
  succeed(world.rotate(kSecond, kLongestOverlap));
  CHECK(world.signing().size() == 2);
}

TEST_CASE("a new secret has the form that the webhook's scheme signs with", "[emitter][unit]") {
  SecretWorld world;
  const std::string bad = GENERATE(as<std::string>(), "", "plain", "whsec_", "whsec_!!", "whsk_Zmlyc3Q=");
  const Problem problem = refused(world, [&] { return world.rotate(bad, 1h); });
  CHECK(brief(problem) == "400 bad-field /secret");
  CHECK_THAT(problem.detail, ContainsSubstring("whsec_ followed by the base64 of the key"));
}

TEST_CASE("a webhook that sends bare bodies has no secret to rotate", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  succeed(world.registry.change(webhook.id, [](WebhookSettings& settings) -> std::optional<Problem> {
    settings.profile = WireProfile::faithful;
    return std::nullopt;
  }));
  const Problem problem = refused(world, [&] { return world.registry.rotate_secret(webhook.id, kFirst, 0s); });
  CHECK(brief(problem) == "400 bad-field /profile");
}

}  // namespace hookloop::test
