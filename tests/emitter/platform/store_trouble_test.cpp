// A store that can not be written: a deed is done whole or not at all, and whoever asked for it is told.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

// An app with a version and a build, and a webhook that is attached to it and has a delivery waiting. From then on the
// store can be read only.
class ReadOnlyWorld : public PlatformWorld {
 public:
  ReadOnlyWorld() {
    create_version(app);
    delivery = deliveries().back();
    start_build(app, {.finish_after = 1s});
    store->database().exec("PRAGMA query_only = 1");
  }
  void heal() { store->database().exec("PRAGMA query_only = 0"); }

  const App app = create_app();
  const Webhook webhook = create_webhook();
  const Attachment attachment = attach(webhook, app, {"PROJECT_VERSION_CREATE"});
  Delivery delivery;
};

}  // namespace

TEST_CASE("a deed for which the store has no room leaves nothing, wherever the room ran out", "[emitter][unit]") {
  constexpr std::uint64_t kAttachments = 300;
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  for (std::uint64_t i = 0; i < kAttachments; ++i) world.attach_to_account(webhook, {"PROJECT_CREATE"});
  const std::string description(kLongestDescription, 'd');
  const int pages = world.store->database().execAndGet("PRAGMA page_count").getInt();
  const auto attempt = [&] { return world.platform.create_app("MyApp", description, {}); };

  // A page more each time, so that it fails once at each page that it needs: for the app, its event, the deliveries.
  int refusals = 0;
  for (;; ++refusals) {
    REQUIRE(refusals < 100);
    world.store->database().execAndGet(fmt::format("PRAGMA max_page_count = {}", pages + refusals));
    const std::string before = world.contents();
    const std::size_t told = world.announcer.told.size();
    const auto done = attempt();
    if (done) break;
    CHECK(brief(done.error()) == "503 store-unavailable");
    CHECK_THAT(done.error().detail, ContainsSubstring("Nothing was changed") && ContainsSubstring("full"));
    CHECK(world.contents() == before);
    CHECK(world.announcer.told.size() == told);
    CHECK(world.store->ledger().counts().by_state[0] == 0);
  }
  CHECK(refusals >= 3);
  CHECK(world.deliveries().size() == kAttachments);
  CHECK(world.store->ledger().counts().by_state[0] == kAttachments);
  CHECK(world.announcer.told.back() == std::vector{webhook.number});
}

TEST_CASE("whatever is asked of a store that can be read only is refused, and changes nothing", "[emitter][unit]") {
  struct Row {
    std::string what;
    Problem (*attempt)(ReadOnlyWorld&);
  };
  const auto row = GENERATE(values<Row>({
      {"change the account",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.change_account({.name = "Acme"}); }); }},
      {"create an app",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.create_app("Shop", {}, {}); }); }},
      {"rename",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.rename_app(w.app.guid, "B", {}); }); }},
      {"describe",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.describe_app(w.app.guid, ""); }); }},
      {"remove", [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.remove_app(w.app.guid, {}); }); }},
      {"create a version",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.create_version(w.app.guid, "2", {}); }); }},
      {"remove a version",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.remove_version(w.app.guid, "1", {}); }); }},
      {"start a build",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.start_build(w.app.guid, {}, {}); }); }},
      {"finish a build",
       [](ReadOnlyWorld& w) {
         return refused(w, [&] { return w.platform.finish_build(w.app.guid, 1, BuildStatus::success, {}, {}); });
       }},
      {"publish",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.publish(w.app.guid, "heroku", {}, {}); }); }},
      {"test", [](ReadOnlyWorld& w) { return refused(w, [&] { return w.platform.test_app(w.app.guid, {}, {}); }); }},
      {"create a webhook",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.registry.create(w.webhook.settings); }); }},
      {"change a webhook",
       [](ReadOnlyWorld& w) {
         return refused(w, [&] {
           return w.registry.change(w.webhook.id, [](WebhookSettings& settings) -> std::optional<Problem> {
             settings.name = "Other";
             return std::nullopt;
           });
         });
       }},
      {"pause a webhook",
       [](ReadOnlyWorld& w) {
         return refused(w, [&] { return w.registry.set_state(w.webhook.id, WebhookState::paused, ""); });
       }},
      {"rotate a secret",
       [](ReadOnlyWorld& w) {
         return refused(w, [&] { return w.registry.rotate_secret(w.webhook.id, "whsec_c2VjcmV0", 0s); });
       }},
      {"remove a webhook",
       [](ReadOnlyWorld& w) { return refused(w, [&] { return w.registry.remove(w.webhook.id); }); }},
      {"attach",
       [](ReadOnlyWorld& w) {
         return refused(w, [&] { return w.registry.attach({w.webhook.id, std::nullopt, {"PROJECT_CREATE"}}); });
       }},
      {"change an attachment",
       [](ReadOnlyWorld& w) {
         return refused(w, [&] { return w.registry.change_attachment(w.attachment.id, {"PROJECT_TEST"}); });
       }},
      {"detach",
       [](ReadOnlyWorld& w) {
         return refused(w, [&]() -> Result<bool, Problem> {
           if (auto problem = w.registry.detach(w.attachment.id)) return *std::move(problem);
           return true;
         });
       }},
      {"ping", [](ReadOnlyWorld& w) { return refused(w, [&] { return w.control.ping(w.webhook.id, {}); }); }},
      {"resend", [](ReadOnlyWorld& w) { return refused(w, [&] { return w.control.resend(w.delivery.id); }); }},
      {"cancel", [](ReadOnlyWorld& w) { return refused(w, [&] { return w.control.cancel(w.delivery.id); }); }},
      {"resend all", [](ReadOnlyWorld& w) { return refused(w, [&] { return w.control.resend_all({}); }); }},
      {"cancel all", [](ReadOnlyWorld& w) { return refused(w, [&] { return w.control.cancel_all({}); }); }},
  }));
  CAPTURE(row.what);
  ReadOnlyWorld world;
  const Problem problem = row.attempt(world);
  CHECK(brief(problem) == "503 store-unavailable");
  CHECK_THAT(problem.detail, ContainsSubstring("Nothing was changed: "));
}

TEST_CASE("a planned build that the store can not take ends once it can", "[emitter][unit]") {
  ReadOnlyWorld world;
  world.clock.advance(1s);
  const std::string before = world.contents();
  CHECK(world.platform.finish_planned_builds() == world.clock.now());
  CHECK(world.contents() == before);
  world.heal();
  CHECK_FALSE(world.platform.finish_planned_builds().has_value());
  CHECK(world.events().back().type == EventType::ANDROID_BUILD_SUCCESS);
}

}  // namespace hookloop::test
