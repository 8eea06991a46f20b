#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "emitter/platform/attachment_rules.h"
#include "emitter/platform/webhook_registry.h"
#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;

// An app and a webhook.
class AttachWorld : public PlatformWorld {
 public:
  Result<Attachment, Problem> attach_to_app(const std::vector<std::string>& events) {
    return registry.attach({webhook.id, app.guid, events});
  }
  Result<bool, Problem> detach(const std::string& id) {
    if (auto problem = registry.detach(id)) return *std::move(problem);
    return true;
  }

  const App app = create_app("Shop");
  const Webhook webhook = create_webhook("Hook");
};

}  // namespace

TEST_CASE("a webhook is attached to an app for the events that were checked", "[emitter][unit]") {
  AttachWorld world;
  const Attachment attachment = succeed(world.attach_to_app({"PROJECT_TEST", "PROJECT_VERSION_CREATE"}));
  CHECK(attachment.id.starts_with("ach_"));
  CHECK(attachment.webhook == world.webhook.number);
  CHECK(attachment.app == world.app.number);
  CHECK(attachment.created_at == world.clock.now());
  CHECK(checked_types(attachment.events) == std::vector{EventType::PROJECT_VERSION_CREATE, EventType::PROJECT_TEST});
  const auto kept = world.platform_store().find_attachment(attachment.id);
  REQUIRE(kept.has_value());
  CHECK(kept->events == attachment.events);
  CHECK(world.notices().back().kind == "attachment_created");
  CHECK(world.notices().back().webhook == world.webhook.number);
  CHECK(world.notices().back().detail == "Hook was attached to Shop for App version created, App test.");
  CHECK(world.announcer.told.back() == std::vector{world.webhook.number});
}

TEST_CASE("a webhook is attached to the account where no app is named", "[emitter][unit]") {
  AttachWorld world;
  const Attachment attachment = world.attach_to_account(world.webhook, {"PROJECT_REMOVE"});
  CHECK_FALSE(attachment.app.has_value());
  CHECK(world.notices().back().detail == "Hook was attached to the account for App removed.");
}

TEST_CASE("events are checked by id, dotted form or console name, and the same one twice is one", "[emitter][unit]") {
  AttachWorld world;
  const Attachment attachment =
      succeed(world.attach_to_app({"PROJECT_PUBLISH", "project.publish", "App published", "ios build abort"}));
  CHECK(checked_types(attachment.events) == std::vector{EventType::PROJECT_PUBLISH, EventType::IOS_BUILD_ABORT});
}

TEST_CASE("a webhook may be attached to the same app again and again", "[emitter][unit]") {
  AttachWorld world;
  const Attachment first = succeed(world.attach_to_app({"PROJECT_TEST"}));
  const Attachment second = succeed(world.attach_to_app({"PROJECT_TEST"}));
  CHECK(first.id != second.id);
  CHECK(world.platform_store().list_attachments().size() == 2);
}

TEST_CASE("an event of the other scope can not be checked, and those that can are told", "[emitter][unit]") {
  for (const EventTypeInfo& type : event_types()) {
    CAPTURE(type.id);
    const bool of_app = type.scope == EventScope::app;
    const auto here = parse_checked_events({std::string(type.id)}, type.scope);
    REQUIRE(here);
    CHECK(checked_types(*here) == std::vector{type.type});
    const auto there = parse_checked_events({std::string(type.id)}, of_app ? EventScope::account : EventScope::app);
    REQUIRE_FALSE(there);
    CHECK(brief(there.error()) == "400 bad-field /events/0");
    CHECK_THAT(there.error().detail,
               ContainsSubstring(fmt::format("{} ({}) is an event of {}; ", type.id, type.console_name,
                                             of_app ? "an app" : "the account")));
    for (const EventTypeInfo& other : event_types()) {
      const std::string shown = fmt::format("{} ({})", other.id, other.console_name);
      if (other.scope != type.scope) CHECK_THAT(there.error().detail, ContainsSubstring(shown));
    }
  }
}

TEST_CASE("events that can not be checked are refused with their place", "[emitter][unit]") {
  struct Row {
    std::vector<std::string> events;
    std::string pointer;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {{},
       "/events",
       "Check at least one event; on an app's attachment these can be checked: PROJECT_VERSION_CREATE ("},
      {{"PROJECT_TEST", "PROJECT_CREATE"}, "/events/1", "PROJECT_CREATE (App created) is an event of the account; "},
      {{"PROJECT_TESST"}, "/events/0", "did you mean PROJECT_TEST (App test)?"},
      {{"PROJECT_TEST", ""}, "/events/1", "is no event type; they are written as PROJECT_VERSION_CREATE, "},
  }));
  AttachWorld world;
  const Attachment attachment = succeed(world.attach_to_app({"PROJECT_PUBLISH"}));
  const Problem attached = refused(world, [&] { return world.attach_to_app(row.events); });
  CHECK(brief(attached) == "400 bad-field " + row.pointer);
  CHECK_THAT(attached.detail, ContainsSubstring(row.detail));
  const Problem changed = refused(world, [&] { return world.registry.change_attachment(attachment.id, row.events); });
  CHECK(brief(changed) == brief(attached));
  CHECK(changed.detail == attached.detail);
}

TEST_CASE("an attachment to the account says which events can be checked there", "[emitter][unit]") {
  AttachWorld world;
  const Problem problem = refused(world, [&] {
    return world.registry.attach({world.webhook.id, std::nullopt, {"PROJECT_PUBLISH"}});
  });
  CHECK(brief(problem) == "400 bad-field /events/0");
  CHECK(problem.detail ==
        "PROJECT_PUBLISH (App published) is an event of an app; on an attachment to the account these can be checked: "
        "PROJECT_CREATE (App created), PROJECT_REMOVE (App removed), PROJECT_RENAME (App renamed).");
}

TEST_CASE("what an attachment names and is not there is the fault of its field", "[emitter][unit]") {
  AttachWorld world;
  const Problem webhook = refused(world, [&] {
    return world.registry.attach({"Hoook", world.app.guid, {"PROJECT_TEST"}});
  });
  CHECK(brief(webhook) == "400 unknown-webhook /webhook");
  CHECK(webhook.detail == "No webhook has the id 'Hoook'; did you mean " + world.webhook.id + " (Hook)?");
  const Problem app = refused(world, [&] {
    return world.registry.attach({world.webhook.id, "Shp", {"PROJECT_TEST"}});
  });
  CHECK(brief(app) == "400 unknown-app /app");
  CHECK(app.detail == "No app has the guid 'Shp'; did you mean " + world.app.guid + " (Shop)?");
}

TEST_CASE("what was removed can not be attached", "[emitter][unit]") {
  AttachWorld world;
  succeed(world.platform.remove_app(world.app.guid, {}));
  CHECK(brief(refused(world, [&] { return world.attach_to_app({"PROJECT_TEST"}); })) == "409 app-removed /app");
  succeed(world.registry.remove(world.webhook.id));
  CHECK(brief(refused(world, [&] { return world.attach_to_app({"PROJECT_TEST"}); })) == "409 webhook-removed /webhook");
}

TEST_CASE("an attachment's events are changed to those that are checked now", "[emitter][unit]") {
  AttachWorld world;
  const Attachment attachment = succeed(world.attach_to_app({"PROJECT_TEST"}));
  const Attachment changed =
      succeed(world.registry.change_attachment(attachment.id, {"PROJECT_PUBLISH", "PROJECT_PUBLISH_HEROKU"}));
  CHECK(changed.number == attachment.number);
  CHECK(world.platform_store().find_attachment(attachment.id)->events == changed.events);
  CHECK(checked_types(changed.events) == std::vector{EventType::PROJECT_PUBLISH, EventType::PROJECT_PUBLISH_HEROKU});
  CHECK(world.notices().back().kind == "attachment_changed");
  CHECK(world.notices().back().detail == "Hook is attached to Shop for App published, App published on Heroku now.");
  const std::string before = world.contents();
  succeed(world.registry.change_attachment(attachment.id, {"PROJECT_PUBLISH_HEROKU", "PROJECT_PUBLISH"}));
  CHECK(world.contents() == before);  // the same events: no notice
}

TEST_CASE("a webhook that is detached is attached no more, and what is owed to it stays owed", "[emitter][unit]") {
  AttachWorld world;
  const Attachment attachment = succeed(world.attach_to_app({"PROJECT_TEST"}));
  succeed(world.platform.test_app(world.app.guid, {}, {}));
  succeed(world.detach(attachment.id));
  CHECK(world.platform_store().list_attachments().empty());
  REQUIRE(world.deliveries().size() == 1);
  CHECK(world.deliveries()[0].state == DeliveryState::pending);
  CHECK(world.notices().back().kind == "attachment_removed");
  CHECK(world.notices().back().detail == "Hook was detached from Shop.");
}

TEST_CASE("an attachment that is not there is neither changed nor detached", "[emitter][unit]") {
  AttachWorld world;
  const Attachment gone = world.attach_to_account(world.webhook, {"PROJECT_CREATE"});
  succeed(world.detach(gone.id));
  const Problem changed = refused(world, [&] { return world.registry.change_attachment(gone.id, {"PROJECT_CREATE"}); });
  CHECK(brief(changed) == "404 unknown-attachment");
  CHECK(changed.detail ==
        "No attachment has the id '" + gone.id + "'; GET /api/v1/attachments lists those that there are.");
  CHECK(brief(refused(world, [&] { return world.detach(gone.id); })) == "404 unknown-attachment");
}

}  // namespace hookloop::test
