#include "emitter/platform/webhook_registry.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "emitter/platform/webhook_rules.h"
#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

WebhookSettings secret_settings() {
  WebhookSettings settings;
  settings.name = "Hook";
  settings.url = "http://receiver.test/hook";
  settings.login = "max";
  settings.password = "open-sesame";
  settings.secrets = {{"whsec_b2xk", std::nullopt}};
  return settings;
}

Result<Webhook, Problem> rename(PlatformWorld& world, const std::string& id, const std::string& name) {
  return world.registry.change(id, [&](WebhookSettings& settings) -> std::optional<Problem> {
    settings.name = name;
    return std::nullopt;
  });
}

}  // namespace

TEST_CASE("a webhook that is created is enabled, kept, announced and noticed", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = succeed(world.registry.create(secret_settings()));
  CHECK(webhook.id.starts_with("whk_"));
  CHECK(webhook.state == WebhookState::enabled);
  CHECK(webhook.state_reason.empty());
  CHECK(webhook.created_at == world.clock.now());
  CHECK(webhook.changed_at == world.clock.now());
  CHECK(world.kept(webhook).settings == secret_settings());
  CHECK(world.events().empty());
  CHECK(world.announcer.told == std::vector<std::vector<WebhookNumber>>{{webhook.number}});
  REQUIRE(world.notices().size() == 1);
  CHECK(world.notices()[0].kind == "webhook_created");
  CHECK(world.notices()[0].webhook == webhook.number);
  CHECK(world.notices()[0].at == world.clock.now());
  CHECK(world.notices()[0].detail == "Hook was created.");
}

TEST_CASE("a webhook with settings that can not be used is not created", "[emitter][unit]") {
  PlatformWorld world;
  WebhookSettings settings = secret_settings();
  settings.url = "receiver";
  CHECK(brief(refused(world, [&] { return world.registry.create(settings); })) == "400 bad-field /url");
}

TEST_CASE("a webhook is changed as of now, and the notice says which settings and not what they are",
          "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = succeed(world.registry.create(secret_settings()));
  world.clock.advance(1min);
  const Webhook changed =
      succeed(world.registry.change(webhook.id, [](WebhookSettings& settings) -> std::optional<Problem> {
        CHECK(settings == secret_settings());
        settings.name = "Renamed";
        settings.url = "https://receiver.test/other";
        settings.password = "close-sesame";
        settings.retry.retries = 9;
        settings.ordered = true;
        return std::nullopt;
      }));
  CHECK(changed.changed_at == world.clock.now());
  CHECK(changed.created_at == webhook.created_at);
  CHECK(world.kept(webhook).settings == changed.settings);
  CHECK(world.notices().back().kind == "webhook_changed");
  CHECK(world.notices().back().detail == "Renamed was changed: name, URL, password, retries, order.");
  CHECK(world.announcer.told.back() == std::vector{webhook.number});
}

TEST_CASE("the notice of a change names each setting by its word", "[emitter][unit]") {
  struct Row {
    void (*edit)(WebhookSettings&);
    std::string word;
  };
  const auto row = GENERATE(values<Row>({
      {[](WebhookSettings& s) { s.login = "ada"; }, "login"},
      {[](WebhookSettings& s) { s.secrets[0].secret = "whsec_bmV3"; }, "secret"},
      {[](WebhookSettings& s) { s.signature_scheme = SignatureScheme::github; }, "signature scheme"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-Team", "blue"}};
       },
       "headers"},
      {[](WebhookSettings& s) { s.retry_profile = "custom"; }, "retries"},
      {[](WebhookSettings& s) { s.timeouts.whole = 20s; }, "timeouts"},
      {[](WebhookSettings& s) { s.max_in_flight = 1; }, "attempts in flight"},
      {[](WebhookSettings& s) { s.rate_per_second = 5; }, "rate"},
      {[](WebhookSettings& s) { s.guarantee = Guarantee::at_most_once; }, "guarantee"},
      {[](WebhookSettings& s) { s.breaker.failures = 3; }, "breaker"},
      {[](WebhookSettings& s) { s.faults = {make_fault(FaultKind::drop)}; }, "faults"},
      {[](WebhookSettings& s) { s.verify_certificates = false; }, "checking of certificates"},
  }));
  PlatformWorld world;
  const Webhook webhook = succeed(world.registry.create(secret_settings()));
  succeed(world.registry.change(webhook.id, [&](WebhookSettings& settings) -> std::optional<Problem> {
    row.edit(settings);
    return std::nullopt;
  }));
  CHECK(world.notices().back().detail == "Hook was changed: " + row.word + ".");
}

TEST_CASE("a secret whose overlap has ended is no change that a notice tells of", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = succeed(world.registry.create(secret_settings()));
  succeed(world.registry.rotate_secret(webhook.id, "whsec_bmV3", 1h));
  world.clock.advance(2h);
  const Webhook renamed = succeed(rename(world, webhook.id, "Renamed"));
  CHECK(renamed.settings.secrets == std::vector<WebhookSecret>{{"whsec_bmV3", std::nullopt}});
  CHECK(world.notices().back().detail == "Renamed was changed: name.");
}

TEST_CASE("a change that changes nothing leaves no notice", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("Hook");
  const std::string before = world.contents();
  world.clock.advance(1min);
  CHECK(succeed(rename(world, webhook.id, "Hook")).changed_at == webhook.changed_at);
  CHECK(world.contents() == before);
}

TEST_CASE("a change of a webhook that is refused changes nothing", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  CHECK(brief(refused(world, [&] { return rename(world, webhook.id, ""); })) == "400 bad-field /name");
  // As the edit itself says.
  const Problem problem = refused(world, [&] {
    return world.registry.change(webhook.id, [](WebhookSettings& settings) -> std::optional<Problem> {
      settings.name = "Half";
      return Problem{400, "bad-field", "A field is not right", "No.", "/half"};
    });
  });
  CHECK(brief(problem) == "400 bad-field /half");
}

TEST_CASE("a webhook is paused, resumed, disabled and enabled by hand, each with a notice", "[emitter][unit]") {
  struct Row {
    WebhookState before;
    WebhookState after;
    std::string reason;
    std::string notice;
    std::string detail;
    std::string state_reason;
  };
  const auto row = GENERATE(values<Row>({
      {WebhookState::enabled, WebhookState::paused, "", "webhook_paused", "Hook was paused by hand.",
       "It was paused by hand."},
      {WebhookState::enabled, WebhookState::paused, "Maintenance", "webhook_paused",
       "Hook was paused by hand: Maintenance", "Maintenance"},
      {WebhookState::enabled, WebhookState::disabled, "", "webhook_disabled", "Hook was disabled by hand.",
       "It was disabled by hand."},
      {WebhookState::paused, WebhookState::enabled, "", "webhook_resumed", "Hook was resumed by hand.", ""},
      {WebhookState::disabled, WebhookState::enabled, "", "webhook_enabled", "Hook was enabled by hand.", ""},
      {WebhookState::disabled, WebhookState::paused, "", "webhook_paused", "Hook was paused by hand.",
       "It was paused by hand."},
      {WebhookState::paused, WebhookState::disabled, "Gone", "webhook_disabled", "Hook was disabled by hand: Gone",
       "Gone"},
  }));
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("Hook");
  succeed(world.registry.set_state(webhook.id, row.before, ""));
  world.clock.advance(1min);
  const Webhook changed = succeed(world.registry.set_state(webhook.id, row.after, row.reason));
  CHECK(changed.state == row.after);
  CHECK(changed.state_reason == row.state_reason);
  CHECK(world.kept(webhook).state == row.after);
  CHECK(world.kept(webhook).state_reason == row.state_reason);
  CHECK(world.kept(webhook).changed_at == world.clock.now());
  CHECK(world.notices().back().kind == row.notice);
  CHECK(world.notices().back().detail == row.detail);
  CHECK(world.announcer.told.back() == std::vector{webhook.number});
}

TEST_CASE("a webhook in the state that was asked for leaves no notice", "[emitter][unit]") {
  const auto state = GENERATE(WebhookState::enabled, WebhookState::paused, WebhookState::disabled);
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  succeed(world.registry.set_state(webhook.id, state, ""));
  const std::string before = world.contents();
  succeed(world.registry.set_state(webhook.id, state, ""));
  CHECK(world.contents() == before);
}

TEST_CASE("another reason for the state that a webhook is in takes the place of the one before", "[emitter][unit]") {
  const auto state = GENERATE(WebhookState::paused, WebhookState::disabled);
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("Hook");
  succeed(world.registry.set_state(webhook.id, state, ""));
  succeed(world.registry.set_state(webhook.id, state, "Maintenance"));
  CHECK(world.kept(webhook).state_reason == "Maintenance");
  CHECK(world.notices().back().detail == "Hook was " + std::string(to_string(state)) + " by hand: Maintenance");
  const std::string before = world.contents();
  succeed(world.registry.set_state(webhook.id, state, "Maintenance"));
  succeed(world.registry.set_state(webhook.id, state, ""));
  CHECK(world.contents() == before);
}

TEST_CASE("enabling a webhook that is failing forgets what the breaker counted", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("Hook");
  world.open_breaker(webhook);
  const Webhook enabled = succeed(world.registry.set_state(webhook.id, WebhookState::enabled, ""));
  CHECK(enabled.breaker == BreakerState{});
  CHECK(world.kept(webhook).breaker == BreakerState{});
  CHECK(world.notices().back().kind == "webhook_enabled");
}

TEST_CASE("pausing or changing a webhook leaves its breaker alone", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("Hook");
  world.open_breaker(webhook);
  const BreakerState open = world.kept(webhook).breaker;
  succeed(rename(world, webhook.id, "Renamed"));
  succeed(world.registry.set_state(webhook.id, WebhookState::paused, ""));
  CHECK(world.kept(webhook).breaker == open);
  CHECK(open.is_open());
}

TEST_CASE("a reason for a webhook's state is text of at most 500 characters on one line", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  const std::string longest(kLongestReason, 'r');
  CHECK(succeed(world.registry.set_state(webhook.id, WebhookState::disabled, longest)).state_reason == longest);
  const std::string bad = GENERATE_COPY(as<std::string>(), longest + "r", "two\nlines", "\xff", "  ");
  const Problem problem =
      refused(world, [&] { return world.registry.set_state(webhook.id, WebhookState::paused, bad); });
  CHECK(brief(problem) == "400 bad-field /state_reason");
}

TEST_CASE("removing a webhook cancels what is owed to it, and says how many", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("Hook");
  const Webhook other = world.create_webhook("Other");
  for (const Webhook& each : {webhook, other}) world.attach_to_account(each, {"PROJECT_CREATE"});
  for (int i = 0; i < 3; ++i) world.create_app();
  // Of its three one is delivered, one in flight, one pending.
  const auto owed = world.deliveries();
  world.claim(owed[0]);
  world.end(owed[0], DeliveryState::delivered);
  world.claim(owed[2]);
  world.clock.advance(1min);
  const auto removed = succeed(world.registry.remove(webhook.id));
  CHECK(removed.cancelled == 2);
  const auto left = world.deliveries();
  CHECK(left[0].state == DeliveryState::delivered);
  CHECK(left[2].state == DeliveryState::in_flight);
  CHECK(left[2].cancel_asked);
  CHECK(left[4].state == DeliveryState::cancelled);
  CHECK(left[4].reason == "The webhook was removed.");
  CHECK(left[4].finished_at == world.clock.now());
  for (const std::size_t of_other : {1, 3, 5}) CHECK(left[of_other].state == DeliveryState::pending);
  CHECK(world.notices().back().kind == "webhook_removed");
  CHECK(world.notices().back().detail == "Hook was removed, and with it 2 deliveries.");
  CHECK(world.announcer.told.back() == std::vector{webhook.number});
}

TEST_CASE("removing a webhook takes its attachments with it and forgets its secrets", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = succeed(world.registry.create(secret_settings()));
  const Webhook other = world.create_webhook("Other");
  const App app = world.create_app();
  world.attach_to_account(webhook, {"PROJECT_CREATE"});
  world.attach(webhook, app, {"PROJECT_TEST"});
  const Attachment stays = world.attach(other, app, {"PROJECT_TEST"});
  const auto removed = succeed(world.registry.remove(webhook.id));
  CHECK(removed.webhook.removed_at == world.clock.now());
  CHECK(removed.webhook.settings.secrets.empty());
  CHECK_FALSE(removed.webhook.settings.password.has_value());
  REQUIRE(world.platform_store().list_attachments().size() == 1);
  CHECK(world.platform_store().list_attachments()[0].id == stays.id);
  CHECK(world.platform_store().list_webhooks().size() == 1);
  CHECK(world.kept(webhook).settings.name == "Hook");
  CHECK(world.notices().back().detail == "Hook was removed, and with it no deliveries.");
  const std::string contents = world.contents();
  CHECK_THAT(contents, !ContainsSubstring("open-sesame") && !ContainsSubstring("whsec_b2xk"));
}

TEST_CASE("a webhook that is not there or was removed can not be changed", "[emitter][unit]") {
  struct Row {
    std::string what;
    Problem (*attempt)(PlatformWorld&, const std::string& id);
  };
  const auto row = GENERATE(values<Row>({
      {"change",
       [](PlatformWorld& w, const std::string& id) { return refused(w, [&] { return rename(w, id, "New"); }); }},
      {"set its state",
       [](PlatformWorld& w, const std::string& id) {
         return refused(w, [&] { return w.registry.set_state(id, WebhookState::paused, ""); });
       }},
      {"rotate its secret",
       [](PlatformWorld& w, const std::string& id) {
         return refused(w, [&] { return w.registry.rotate_secret(id, "whsec_bmV3", 0s); });
       }},
      {"remove",
       [](PlatformWorld& w, const std::string& id) { return refused(w, [&] { return w.registry.remove(id); }); }},
  }));
  CAPTURE(row.what);
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("AppVersionCreated");
  const Problem near = row.attempt(world, "AppVersionCreate");
  CHECK(brief(near) == "404 unknown-webhook");
  CHECK(near.detail ==
        "No webhook has the id 'AppVersionCreate'; did you mean " + webhook.id + " (AppVersionCreated)?");
  CHECK(row.attempt(world, "x").detail ==
        "No webhook has the id 'x'; GET /api/v1/webhooks lists those that there are.");
  succeed(world.registry.remove(webhook.id));
  const Problem removed = row.attempt(world, webhook.id);
  CHECK(brief(removed) == "409 webhook-removed");
  CHECK(removed.detail == "AppVersionCreated was removed at 2026-01-31T12:00:00.000000Z; create another one.");
}

TEST_CASE("no notice holds a secret or a password, whatever is done with a webhook", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = succeed(world.registry.create(secret_settings()));
  succeed(world.registry.change(webhook.id, [](WebhookSettings& settings) -> std::optional<Problem> {
    settings.password = "close-sesame";
    settings.secrets[0].secret = "whsec_bWlkZGxl";
    return std::nullopt;
  }));
  succeed(world.registry.rotate_secret(webhook.id, "whsec_bmV3", 1h));
  succeed(world.registry.set_state(webhook.id, WebhookState::paused, ""));
  succeed(world.registry.remove(webhook.id));
  CHECK(world.notice_kinds() == std::vector<std::string>{"webhook_created", "webhook_changed", "secret_rotated",
                                                         "webhook_paused", "webhook_removed"});
  for (const Notice& notice : world.notices())
    CHECK_THAT(notice.detail, !ContainsSubstring("sesame") && !ContainsSubstring("whsec"));
}

}  // namespace hookloop::test
