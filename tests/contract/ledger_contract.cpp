#include <catch2/catch_test_macros.hpp>

#include "tests/contract/platform_store_contract.h"
#include "tests/support/platform_values.h"

namespace hookloop::test {
namespace {

using Ids = std::vector<std::string>;

// Two webhooks; ten deliveries, the odd ones to the first and the even ones to the second. 1 and 2 are delivered, 3 and
// 4 exhausted, 5 in flight, 6 cancelled, the others pending. Event 10 is a ping.
struct World {
  StoreSides store;
  Webhook first;
  Webhook second;
  App app;
  Attachment attachment;
  std::vector<DeliveryNumber> numbers;

  explicit World(StoreSides sides) : store(std::move(sides)) {
    change([&](PlatformChange& c) {
      app = c.insert_app(numbered_app(1));
      first = c.insert_webhook(numbered_webhook(1));
      second = c.insert_webhook(numbered_webhook(2));
      Attachment made;
      made.id = "ach_1";
      made.webhook = first.number;
      made.app = app.number;
      attachment = c.insert_attachment(made);
      for (int i = 1; i <= 10; ++i) {
        PlatformEvent event = numbered_event(i, "payload " + std::to_string(i));
        event.app = app.number;
        if (i > 8) event.type = EventType::PROJECT_PUBLISH;
        if (i == 10) event.type.reset(), event.app.reset();
        Delivery delivery = pending_delivery("dlv_" + std::to_string(i), c.insert_event(event).number,
                                             i % 2 == 1 ? first.number : second.number, at(i));
        delivery.created_at = at(i);
        if (i % 2 == 1) delivery.attachment = attachment.number;
        numbers.push_back(c.insert_delivery(delivery).number);
      }
      c.cancel_delivery(numbers[5], at(50), "Cancelled by hand.");
    });
    std::vector<Claim> claims;
    for (std::size_t i = 0; i < 5; ++i) claims.push_back({numbers[i], 1, at(100)});
    OutboxTurn turn;
    turn.claims = claims;
    REQUIRE(store.outbox->commit(turn));
    std::vector<DeliveryEnd> ends;
    for (std::size_t i = 0; i < 4; ++i) {
      ends.push_back({numbers[i], i < 2 ? DeliveryState::delivered : DeliveryState::exhausted, {}, at(101), ""});
    }
    turn.claims = {};
    turn.ends = ends;
    REQUIRE(store.outbox->commit(turn));
  }

  template <typename Body>
  void change(Body body) const {
    const auto error = store.platform->change([&](PlatformChange& c) {
      body(c);
      return true;
    });
    REQUIRE_FALSE(error.has_value());
  }

  Ids list(const DeliveryFilter& filter, const Page& page = {}) const {
    Ids ids;
    for (const auto& row : store.ledger->list_deliveries(filter, page)) ids.push_back(row.delivery.id);
    return ids;
  }

  void record(const std::vector<AttemptRecord>& attempts) const {
    OutboxTurn turn;
    turn.attempts = attempts;
    REQUIRE(store.outbox->commit(turn));
  }
};

Page page_of(std::size_t limit, std::optional<std::int64_t> before = {}, std::optional<std::int64_t> after = {},
             bool newest_first = true) {
  Page page;
  page.limit = limit;
  page.before = before;
  page.after = after;
  page.newest_first = newest_first;
  return page;
}

DeliveryFilter of_state(DeliveryState state) {
  DeliveryFilter filter;
  filter.state = state;
  return filter;
}

void check_same(const AttemptRecord& a, const AttemptRecord& b) {
  CHECK(a.id == b.id);
  CHECK(a.delivery == b.delivery);
  CHECK(a.attempt == b.attempt);
  CHECK(a.copy == b.copy);
  CHECK(a.cause == b.cause);
  CHECK(a.faults == b.faults);
  CHECK(a.started_at == b.started_at);
  CHECK(a.ended_at == b.ended_at);
  CHECK(a.outcome == b.outcome);
  CHECK(a.failure == b.failure);
  CHECK(a.timed_out_in == b.timed_out_in);
  CHECK(a.detail == b.detail);
  CHECK(a.url == b.url);
  CHECK(a.peer == b.peer);
  CHECK(a.request_head == b.request_head);
  CHECK(a.request_body == b.request_body);
  CHECK(a.status == b.status);
  CHECK(a.answer_head == b.answer_head);
  CHECK(a.answer_body == b.answer_body);
  CHECK(a.answer_body_bytes == b.answer_body_bytes);
  CHECK(a.answer_complete == b.answer_complete);
  CHECK(a.resolve == b.resolve);
  CHECK(a.connect == b.connect);
  CHECK(a.first_byte == b.first_byte);
  CHECK(a.whole == b.whole);
  CHECK(a.connection_reused == b.connection_reused);
  CHECK(a.retry_after == b.retry_after);
  CHECK(a.next_attempt_at == b.next_attempt_at);
  CHECK(a.next == b.next);
}

}  // namespace

void check_ledger_contract(const OpenEmitterStore& open) {
  const World world(open());
  const Ledger& ledger = *world.store.ledger;

  SECTION("deliveries are listed newest first, or in their order") {
    CHECK(world.list({}) ==
          Ids{"dlv_10", "dlv_9", "dlv_8", "dlv_7", "dlv_6", "dlv_5", "dlv_4", "dlv_3", "dlv_2", "dlv_1"});
    CHECK(world.list({}, page_of(2, {}, {}, false)) == Ids{"dlv_1", "dlv_2"});
  }

  SECTION("pages of deliveries do not shift while new ones come") {
    CHECK(world.list({}, page_of(2)) == Ids{"dlv_10", "dlv_9"});
    world.change(
        [&](PlatformChange& c) { c.insert_delivery(pending_delivery("dlv_11", 1, world.first.number, at(1))); });
    CHECK(world.list({}, page_of(2, world.numbers[8])) == Ids{"dlv_8", "dlv_7"});
    CHECK(world.list({}, page_of(9, {}, world.numbers[8])) == Ids{"dlv_11", "dlv_10"});
    CHECK(world.list({}, page_of(9, world.numbers[3], world.numbers[0])) == Ids{"dlv_3", "dlv_2"});
  }

  SECTION("a filter narrows by each of its parts") {
    CHECK(world.list(of_state(DeliveryState::delivered)) == Ids{"dlv_2", "dlv_1"});
    CHECK(world.list(of_state(DeliveryState::exhausted)) == Ids{"dlv_4", "dlv_3"});
    CHECK(world.list(of_state(DeliveryState::in_flight)) == Ids{"dlv_5"});
    CHECK(world.list(of_state(DeliveryState::cancelled)) == Ids{"dlv_6"});
    CHECK(world.list(of_state(DeliveryState::pending)) == Ids{"dlv_10", "dlv_9", "dlv_8", "dlv_7"});
    CHECK(world.list(of_state(DeliveryState::pending), page_of(2, world.numbers[9])) == Ids{"dlv_9", "dlv_8"});
    CHECK(world.list(of_state(DeliveryState::pending), page_of(3, {}, {}, false)) == Ids{"dlv_7", "dlv_8", "dlv_9"});
    DeliveryFilter filter;
    filter.webhook = world.second.number;
    CHECK(world.list(filter) == Ids{"dlv_10", "dlv_8", "dlv_6", "dlv_4", "dlv_2"});
    filter.state = DeliveryState::pending;
    CHECK(world.list(filter) == Ids{"dlv_10", "dlv_8"});
    filter.state = DeliveryState::delivered;
    CHECK(world.list(filter) == Ids{"dlv_2"});
    filter = {};
    filter.event = world.store.platform->find_event("evt_3")->number;
    CHECK(world.list(filter) == Ids{"dlv_3"});
    filter = {};
    filter.event_type = EventType::PROJECT_PUBLISH;
    CHECK(world.list(filter) == Ids{"dlv_9"});
    filter = {};
    filter.created_from = at(3);
    filter.created_before = at(5);
    CHECK(world.list(filter) == Ids{"dlv_4", "dlv_3"});
    filter.state = DeliveryState::exhausted;
    filter.webhook = world.first.number;
    CHECK(world.list(filter) == Ids{"dlv_3"});
  }

  SECTION("a delivery is shown with the ids of what it belongs to") {
    const auto row = ledger.find_delivery("dlv_3");
    REQUIRE(row);
    CHECK(row->event_id == "evt_3");
    CHECK(row->event_type == EventType::PROJECT_VERSION_CREATE);
    CHECK(row->webhook_id == "whk_1");
    CHECK(row->attachment_id == "ach_1");
    CHECK(row->app_guid == "guid-1");
    const auto ping = ledger.find_delivery("dlv_10");
    REQUIRE(ping);
    CHECK_FALSE(ping->event_type.has_value());
    CHECK_FALSE(ping->attachment_id.has_value());
    CHECK_FALSE(ping->app_guid.has_value());
    CHECK_FALSE(ledger.find_delivery("dlv_99").has_value());
  }

  SECTION("a delivery stays when its attachment is gone") {
    world.change([&](PlatformChange& c) { c.delete_attachment(world.attachment.number); });
    const auto row = ledger.find_delivery("dlv_3");
    REQUIRE(row);
    CHECK_FALSE(row->attachment_id.has_value());
    CHECK(row->delivery.attachment == world.attachment.number);
  }

  SECTION("an attempt comes back as it was recorded, byte for byte") {
    AttemptRecord large = full_attempt(world.numbers[0], 2);
    large.answer_body.assign(64 * 1024, '\xff');
    AttemptRecord bare;
    bare.id = "atm_bare";
    bare.delivery = world.numbers[0];
    const std::vector<AttemptRecord> recorded{full_attempt(world.numbers[0], 1), large, bare,
                                              full_attempt(world.numbers[1], 1)};
    world.record(recorded);
    const auto attempts = ledger.list_attempts(world.numbers[0]);
    REQUIRE(attempts.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      check_same(attempts[i], recorded[i]);
      if (i > 0) CHECK(attempts[i].number > attempts[i - 1].number);
    }
    CHECK(ledger.counts().by_outcome == std::array<std::uint64_t, 5>{0, 3, 0, 0, 1});
  }

  SECTION("the ledger goes on from a number, with what each line is about") {
    world.record({full_attempt(world.numbers[2], 1), full_attempt(world.numbers[0], 1)});
    const auto lines = ledger.ledger_after(0, 10);
    REQUIRE(lines.size() == 2);
    check_same(lines[0].attempt, full_attempt(world.numbers[2], 1));
    CHECK(lines[0].delivery_id == "dlv_3");
    CHECK(lines[0].event_id == "evt_3");
    CHECK(lines[0].event_type == EventType::PROJECT_VERSION_CREATE);
    CHECK(lines[0].webhook_id == "whk_1");
    CHECK(lines[0].payload == "payload 3");
    CHECK(ledger.ledger_after(0, 1).size() == 1);
    const auto later = ledger.ledger_after(lines[0].attempt.number, 10);
    REQUIRE(later.size() == 1);
    CHECK(later[0].delivery_id == "dlv_1");
    CHECK(ledger.last_numbers().attempt == later[0].attempt.number);
    CHECK(ledger.ledger_after(later[0].attempt.number, 10).empty());
  }

  SECTION("notices go on from a number") {
    CHECK(ledger.last_numbers().notice == 0);
    Notice kept;
    world.change([&](PlatformChange& c) {
      c.insert_notice({0, at(1), "webhook_created", world.first.number, "It was created."});
      kept = c.insert_notice({0, at(2), "webhook_paused", world.first.number, "It was paused."});
    });
    const auto notices = ledger.notices_after(0, 10);
    REQUIRE(notices.size() == 2);
    CHECK(notices[1].number == kept.number);
    CHECK(notices[1].at == at(2));
    CHECK(notices[1].kind == "webhook_paused");
    CHECK(notices[1].webhook == world.first.number);
    CHECK(notices[1].detail == "It was paused.");
    CHECK(ledger.notices_after(notices[0].number, 10).size() == 1);
    CHECK(ledger.notices_after(0, 1).size() == 1);
    CHECK(ledger.last_numbers().notice == kept.number);
  }

  SECTION("counts are those of what is there") {
    CHECK(ledger.counts().by_state == std::array<std::uint64_t, 5>{4, 1, 2, 2, 1});
    CHECK(ledger.last_numbers().event == world.store.platform->find_event("evt_10")->number);
  }

  SECTION("the oldest that is due is told") {
    CHECK(ledger.oldest_due(at(20)) == at(7));
    CHECK(ledger.oldest_due(at(7)) == at(7));
    CHECK_FALSE(ledger.oldest_due(at(6)).has_value());
  }

  SECTION("a filter resends what has ended and hurries what is pending, the oldest first") {
    std::uint64_t resent = 0;
    world.change([&](PlatformChange& c) { resent = c.resend_deliveries({}, at(8), 3); });
    CHECK(resent == 3);
    CHECK(world.list(of_state(DeliveryState::exhausted)) == Ids{"dlv_4"});
    const Delivery again = ledger.find_delivery("dlv_1")->delivery;
    CHECK(again.state == DeliveryState::pending);
    CHECK(again.by_hand);
    CHECK(again.next_attempt_at == at(8));
    CHECK_FALSE(again.finished_at.has_value());
    world.change([&](PlatformChange& c) { resent = c.resend_deliveries({}, at(8), 1'000); });
    CHECK(resent == 9);  // all but the one in flight
    CHECK(ledger.find_delivery("dlv_7")->delivery.next_attempt_at == at(7));
    CHECK(ledger.find_delivery("dlv_10")->delivery.next_attempt_at == at(8));
    CHECK_FALSE(ledger.find_delivery("dlv_10")->delivery.by_hand);
    CHECK(ledger.counts().by_state == std::array<std::uint64_t, 5>{9, 1, 0, 0, 0});
  }

  SECTION("a filter resends only what it names") {
    std::uint64_t resent = 0;
    world.change([&](PlatformChange& c) {
      resent = c.resend_deliveries(of_state(DeliveryState::exhausted), at(8), 100);
      CHECK(c.resend_deliveries(of_state(DeliveryState::in_flight), at(8), 100) == 0);
    });
    CHECK(resent == 2);
    CHECK(ledger.counts().by_state == std::array<std::uint64_t, 5>{6, 1, 2, 0, 1});
  }

  SECTION("a filter cancels what is pending and what is in flight") {
    std::uint64_t cancelled = 0;
    DeliveryFilter filter;
    filter.webhook = world.first.number;
    world.change(
        [&](PlatformChange& c) { cancelled = c.cancel_deliveries(filter, at(60), "The webhook was removed."); });
    CHECK(cancelled == 3);
    CHECK(ledger.find_delivery("dlv_5")->delivery.cancel_asked);
    const Delivery gone = ledger.find_delivery("dlv_7")->delivery;
    CHECK(gone.state == DeliveryState::cancelled);
    CHECK(gone.finished_at == at(60));
    CHECK(gone.reason == "The webhook was removed.");
    CHECK_FALSE(gone.next_attempt_at.has_value());
    CHECK(ledger.counts().by_state == std::array<std::uint64_t, 5>{2, 1, 2, 2, 3});
  }

  SECTION("more than fit into one piece are cancelled and resent too") {
    std::uint64_t cancelled = 0;
    std::uint64_t resent = 0;
    world.change([&](PlatformChange& c) {
      for (int i = 0; i < 2'500; ++i) {
        c.insert_delivery(pending_delivery("dlv_m" + std::to_string(i), 1, world.first.number, at(1)));
      }
      cancelled = c.cancel_deliveries(of_state(DeliveryState::pending), at(60), "");
      resent = c.resend_deliveries(of_state(DeliveryState::cancelled), at(61), 2'400);
    });
    CHECK(cancelled == 2'504);
    CHECK(resent == 2'400);
    CHECK(ledger.counts().by_state == std::array<std::uint64_t, 5>{2'400, 1, 2, 2, 105});
  }

  SECTION("one delivery is cancelled or resent, where it can be") {
    world.change([&](PlatformChange& c) {
      CHECK(c.cancel_delivery(world.numbers[6], at(60), "Cancelled by hand."));
      CHECK_FALSE(c.cancel_delivery(world.numbers[6], at(61), "Again."));
      CHECK_FALSE(c.cancel_delivery(world.numbers[0], at(60), "It has ended."));
      CHECK_FALSE(c.cancel_delivery(999, at(60), "There is none."));
      CHECK(c.resend_delivery(world.numbers[0], at(62)));
      CHECK(c.resend_delivery(world.numbers[9], at(5)));
      CHECK_FALSE(c.resend_delivery(world.numbers[4], at(62)));
      CHECK_FALSE(c.resend_delivery(999, at(62)));
    });
    CHECK(ledger.find_delivery("dlv_7")->delivery.reason == "Cancelled by hand.");
    CHECK(ledger.find_delivery("dlv_10")->delivery.next_attempt_at == at(5));
  }
}

}  // namespace hookloop::test
