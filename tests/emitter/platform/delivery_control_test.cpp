// One delivery at a time: ping, resend, cancel.
#include "emitter/platform/delivery_control.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

// A webhook that one delivery is owed to.
class OwedWorld : public PlatformWorld {
 public:
  OwedWorld() {
    attach_to_account(webhook, {"PROJECT_CREATE"});
    create_app();
    delivery = deliveries().back();
    clock.advance(1min);
  }
  // The delivery as it comes to this state.
  void bring_to(DeliveryState state) {
    if (state == DeliveryState::pending) return;
    if (state == DeliveryState::cancelled) {
      succeed(control.cancel(delivery.id));
      return;
    }
    claim(delivery);
    if (state != DeliveryState::in_flight) end(delivery, state);
  }
  Delivery kept_delivery() const { return deliveries().back(); }
  std::size_t notices_of(const std::string& kind) const {
    std::size_t count = 0;
    for (const Notice& notice : notices()) count += notice.kind == kind ? 1 : 0;
    return count;
  }

  const Webhook webhook = create_webhook("Hook");
  Delivery delivery;
};

}  // namespace

TEST_CASE("a ping is one delivery to one webhook, whatever it is attached to", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("My \"hook\"");
  world.create_webhook("Other");
  for (int i = 0; i < 2; ++i) world.attach_to_account(webhook, {"PROJECT_CREATE"});
  const Delivery delivery = succeed(world.control.ping(webhook.id, {make_fault(FaultKind::duplicate)}));
  REQUIRE(world.deliveries().size() == 1);
  CHECK(delivery.number == world.deliveries()[0].number);
  CHECK(delivery.webhook == webhook.number);
  CHECK_FALSE(delivery.attachment.has_value());
  CHECK(delivery.state == DeliveryState::pending);
  CHECK(delivery.next_attempt_at == world.clock.now());
  CHECK(world.deliveries()[0].faults == std::vector{make_fault(FaultKind::duplicate)});
  CHECK(world.announcer.told.back() == std::vector{webhook.number});
}

TEST_CASE("a ping says which webhook it is for, and is taken for no event", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("My \"hook\"");
  succeed(world.control.ping(webhook.id, {}));
  REQUIRE(world.events().size() == 1);
  const PlatformEvent event = world.events()[0];
  CHECK_FALSE(event.type.has_value());
  CHECK_FALSE(event.app.has_value());
  CHECK(event.happened_at == world.clock.now());
  CHECK(event.happened_by == Person{"Max Katz", ""});
  CHECK(event.payload == R"({"ping":{"webhook":")" + webhook.id +
                             R"(","name":"My \"hook\""},"created_at":"2026-01-31T05:00:00-07:00",)"
                             R"("created_by":{"name":"Max Katz","email":""}})");
  CHECK(recognise(event.payload).empty());
  CHECK(judge_payload(event.payload, std::nullopt).state == PayloadVerdict::State::unknown_event);
  // It is an event, and so leaves no notice.
  CHECK(world.notice_kinds() == std::vector<std::string>{"webhook_created"});
}

TEST_CASE("a webhook that is paused can be pinged, and the ping waits", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  succeed(world.registry.set_state(webhook.id, WebhookState::paused, ""));
  CHECK(succeed(world.control.ping(webhook.id, {})).state == DeliveryState::pending);
}

TEST_CASE("a ping that can not be sent is refused", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook("Hook");
  const std::vector<Fault> bad{Fault{FaultKind::drop, 7}};
  CHECK(brief(refused(world, [&] { return world.control.ping("x", {}); })) == "404 unknown-webhook");
  CHECK(brief(refused(world, [&] { return world.control.ping(webhook.id, bad); })) == "400 bad-field /faults/0");
  succeed(world.registry.set_state(webhook.id, WebhookState::disabled, ""));
  const Problem disabled = refused(world, [&] { return world.control.ping(webhook.id, {}); });
  CHECK(brief(disabled) == "409 webhook-disabled");
  CHECK(disabled.detail == "Hook is disabled, so nothing is sent to it; enable it first.");
  succeed(world.registry.remove(webhook.id));
  CHECK(brief(refused(world, [&] { return world.control.ping(webhook.id, {}); })) == "409 webhook-removed");
}

TEST_CASE("a delivery that has ended is resent once more, whatever its policy says", "[emitter][unit]") {
  const auto state = GENERATE(DeliveryState::delivered, DeliveryState::exhausted, DeliveryState::cancelled);
  OwedWorld world;
  world.bring_to(state);
  const std::uint32_t attempts = world.kept_delivery().attempts;
  const DeliveryRow row = succeed(world.control.resend(world.delivery.id));
  CHECK(row.delivery.state == DeliveryState::pending);
  CHECK(row.delivery.by_hand);
  CHECK(row.delivery.next_attempt_at == world.clock.now());
  CHECK_FALSE(row.delivery.finished_at.has_value());
  CHECK(row.delivery.reason.empty());
  CHECK(row.delivery.attempts == attempts);
  CHECK(row.delivery.event == world.delivery.event);
  CHECK(world.deliveries().size() == 1);
  CHECK(world.notices().back().kind == "deliveries_resent");
  CHECK(world.notices().back().detail == world.delivery.id + " to Hook was resent by hand.");
  CHECK(world.announcer.told.back() == std::vector{world.webhook.number});
}

TEST_CASE("a delivery that waits for a later time is due at once when it is resent", "[emitter][unit]") {
  OwedWorld world;
  world.claim(world.delivery);
  const DeliveryEnd later{world.delivery.number, DeliveryState::pending, world.clock.now() + 1h, world.clock.now(), ""};
  OutboxTurn turn;
  turn.ends = std::span(&later, 1);
  REQUIRE(world.store->outbox().commit(turn));
  const DeliveryRow row = succeed(world.control.resend(world.delivery.id));
  CHECK(row.delivery.state == DeliveryState::pending);
  CHECK(row.delivery.next_attempt_at == world.clock.now());
  CHECK_FALSE(row.delivery.by_hand);  // its policy goes on
}

TEST_CASE("a delivery that is overdue keeps its place when it is resent", "[emitter][unit]") {
  OwedWorld world;
  CHECK(succeed(world.control.resend(world.delivery.id)).delivery.next_attempt_at == world.delivery.next_attempt_at);
}

TEST_CASE("a delivery that can not be resent now is refused", "[emitter][unit]") {
  OwedWorld world;
  const auto resend = [&] { return world.control.resend(world.delivery.id); };
  SECTION("it is in flight") {
    world.bring_to(DeliveryState::in_flight);
    const Problem problem = refused(world, resend);
    CHECK(brief(problem) == "409 delivery-in-flight");
    CHECK(problem.detail == world.delivery.id + " is being attempted right now; wait for how it ends.");
  }
  SECTION("its webhook is disabled") {
    world.bring_to(DeliveryState::exhausted);
    succeed(world.registry.set_state(world.webhook.id, WebhookState::disabled, ""));
    CHECK(brief(refused(world, resend)) == "409 webhook-disabled");
  }
  SECTION("its webhook was removed") {
    world.bring_to(DeliveryState::delivered);
    succeed(world.registry.remove(world.webhook.id));
    CHECK(brief(refused(world, resend)) == "409 webhook-removed");
  }
  SECTION("there is none") {
    const Problem problem = refused(world, [&] { return world.control.resend("dlv_none"); });
    CHECK(brief(problem) == "404 unknown-delivery");
    CHECK(problem.detail == "No delivery has the id 'dlv_none'; GET /api/v1/deliveries lists those that there are.");
  }
}

TEST_CASE("a delivery whose attachment is gone can be resent", "[emitter][unit]") {
  OwedWorld world;
  world.bring_to(DeliveryState::exhausted);
  const auto attachments = world.platform_store().list_attachments();
  REQUIRE(attachments.size() == 1);
  REQUIRE_FALSE(world.registry.detach(attachments[0].id).has_value());
  CHECK(succeed(world.control.resend(world.delivery.id)).delivery.state == DeliveryState::pending);
}

TEST_CASE("what is sent by hand to a webhook that is failing is its next probe, now", "[emitter][unit]") {
  OwedWorld world;
  world.open_breaker(world.webhook);
  const BreakerState open = world.kept(world.webhook).breaker;
  SECTION("a ping") { succeed(world.control.ping(world.webhook.id, {})); }
  SECTION("a resend") { succeed(world.control.resend(world.delivery.id)); }
  SECTION("a resend of all") { CHECK(succeed(world.control.resend_all({})) == 1); }
  BreakerState expected = open;
  expected.probe_at = world.clock.now();
  CHECK(world.kept(world.webhook).breaker == expected);
}

TEST_CASE("sending by hand to a webhook that is not failing leaves its breaker alone", "[emitter][unit]") {
  OwedWorld world;
  succeed(world.control.ping(world.webhook.id, {}));
  succeed(world.control.resend(world.delivery.id));
  CHECK(world.kept(world.webhook).breaker == BreakerState{});
}

TEST_CASE("a delivery that waits is cancelled", "[emitter][unit]") {
  OwedWorld world;
  const DeliveryRow row = succeed(world.control.cancel(world.delivery.id));
  CHECK(row.delivery.state == DeliveryState::cancelled);
  CHECK(row.delivery.reason == "It was cancelled by hand.");
  CHECK(row.delivery.finished_at == world.clock.now());
  CHECK_FALSE(row.delivery.next_attempt_at.has_value());
  CHECK(world.notices().back().kind == "deliveries_cancelled");
  CHECK(world.notices().back().detail == world.delivery.id + " was cancelled by hand.");
  CHECK(world.announcer.told.back() == std::vector{world.webhook.number});
}

TEST_CASE("a delivery in flight that is cancelled begins no further attempt", "[emitter][unit]") {
  OwedWorld world;
  world.bring_to(DeliveryState::in_flight);
  const DeliveryRow row = succeed(world.control.cancel(world.delivery.id));
  CHECK(row.delivery.state == DeliveryState::in_flight);
  CHECK(row.delivery.cancel_asked);
  world.end(world.delivery, DeliveryState::pending);
  CHECK(world.kept_delivery().state == DeliveryState::cancelled);
  CHECK(world.kept_delivery().reason == "It was cancelled by hand.");
}

TEST_CASE("a delivery to a webhook that is disabled can be cancelled", "[emitter][unit]") {
  OwedWorld world;
  succeed(world.registry.set_state(world.webhook.id, WebhookState::disabled, ""));
  CHECK(succeed(world.control.cancel(world.delivery.id)).delivery.state == DeliveryState::cancelled);
}

TEST_CASE("a delivery that has ended can not be cancelled, and how it ended is told", "[emitter][unit]") {
  struct Row {
    DeliveryState state;
    std::string word;
  };
  const auto row = GENERATE(values<Row>({{DeliveryState::delivered, "delivered"},
                                         {DeliveryState::exhausted, "exhausted"},
                                         {DeliveryState::cancelled, "cancelled"}}));
  OwedWorld world;
  world.bring_to(row.state);
  const auto notices = world.notices_of("deliveries_cancelled");
  const Problem problem = refused(world, [&] { return world.control.cancel(world.delivery.id); });
  CHECK(brief(problem) == "409 delivery-ended");
  CHECK(problem.detail == world.delivery.id + " is " + row.word + " already, so there is nothing to cancel.");
  CHECK(world.notices_of("deliveries_cancelled") == notices);
}

TEST_CASE("a delivery that is not there can not be cancelled", "[emitter][unit]") {
  PlatformWorld world;
  CHECK(brief(refused(world, [&] { return world.control.cancel("dlv_none"); })) == "404 unknown-delivery");
}

}  // namespace hookloop::test
