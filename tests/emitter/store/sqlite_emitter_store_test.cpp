#include "emitter/store/sqlite/sqlite_emitter_store.h"

#include <spdlog/fmt/fmt.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <iterator>
#include <thread>

#include "emitter/store/sqlite/migrations.h"
#include "tests/support/platform_values.h"
#include "tests/support/temp_dir.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;

constexpr int kApplicationId = 0x486b456d;  // "HkEm"

std::unique_ptr<SqliteEmitterStore> open_store(const TempDir& folder, Durability durability = Durability::normal) {
  auto store = SqliteEmitterStore::open(folder.path(), durability);
  REQUIRE(store);
  return *std::move(store);
}

std::string file_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A webhook and `count` deliveries of events of their own; their numbers.
std::vector<DeliveryNumber> fill(PlatformStore& store, int count, const std::string& payload = "{}") {
  std::vector<DeliveryNumber> numbers;
  const auto error = store.change([&](PlatformChange& c) {
    const auto webhook = c.insert_webhook(numbered_webhook(1));
    for (int i = 1; i <= count; ++i) {
      const auto event = c.insert_event(numbered_event(i, payload));
      numbers.push_back(
          c.insert_delivery(pending_delivery(fmt::format("dlv_{}", i), event.number, webhook.number, at(i))).number);
    }
    return true;
  });
  REQUIRE_FALSE(error.has_value());
  return numbers;
}

void claim(Outbox& outbox, DeliveryNumber number) {
  const Claim claim{number, 1, at(100)};
  OutboxTurn turn;
  turn.claims = std::span(&claim, 1);
  REQUIRE(outbox.commit(turn));
}

}  // namespace

TEST_CASE("the emitter's store has everything after it was closed and opened again", "[emitter][unit]") {
  const Durability durability = GENERATE(Durability::normal, Durability::full);
  const TempDir folder;
  std::vector<DeliveryNumber> numbers;
  {
    const auto store = open_store(folder, durability);
    numbers = fill(store->platform(), 3);
    claim(store->outbox(), numbers[0]);
    const AttemptRecord attempt = full_attempt(numbers[1], 1);
    OutboxTurn turn;
    turn.attempts = std::span(&attempt, 1);
    REQUIRE(store->outbox().commit(turn));
  }
  const auto store = open_store(folder, durability);
  CHECK(store->ledger().counts().by_state == std::array<std::uint64_t, 5>{2, 1, 0, 0, 0});
  CHECK(store->ledger().counts().by_outcome == std::array<std::uint64_t, 5>{0, 1, 0, 0, 0});
  CHECK(store->ledger().list_attempts(numbers[1]).size() == 1);
  CHECK(store->outbox().webhooks_with_work() == std::vector<WebhookNumber>{1});
  CHECK(store->platform().find_event("evt_3")->payload == "{}");
  // What a crash cut off is known, with all that it takes to try it again.
  const auto cut_off = store->outbox().in_flight();
  REQUIRE(cut_off.size() == 1);
  CHECK(cut_off[0].delivery.number == numbers[0]);
  CHECK(cut_off[0].delivery.started_at == at(100));
  CHECK(cut_off[0].payload == "{}");
}

TEST_CASE("the emitter's store finds all deliveries of a file that the first version wrote", "[emitter][unit]") {
  const TempDir folder;
  {
    const auto old = open_database(folder.path() / "emitter.db",
                                   {kApplicationId, emitter_store_migrations().first(1), Durability::normal});
    REQUIRE(old);
    (*old)->exec(
        "INSERT INTO webhooks (number, id, state, state_reason, breaker_failures, breaker_probes, created_at, "
        "changed_at, settings) SELECT 1, 'whk_1', 0, '', 0, 0, 0, 0, '{}';"
        "INSERT INTO events (number, id, happened_at, happened_by_name, happened_by_email, payload) "
        "VALUES (1, 'evt_1', 0, '', '', x'7b7d');");
    // One in each state: pending, in flight, delivered, exhausted, cancelled.
    for (int state = 0; state < 5; ++state) {
      (*old)->exec(fmt::format(
          "INSERT INTO deliveries (event, webhook, state, attempts, by_hand, cancel_asked, created_at, "
          "next_attempt_at, started_at, finished_at, id, reason, faults) VALUES (1, 1, {0}, 1, 0, 0, 0, {1}, {2}, {3}, "
          "'dlv_{0}', '', '')",
          state, state == 0 ? "5" : "NULL", state == 1 ? "6" : "NULL", state > 1 ? "7" : "NULL"));
    }
    (*old)->exec("UPDATE counts SET pending = 1, in_flight = 1, delivered = 1, exhausted = 1, cancelled = 1");
  }
  const auto store = open_store(folder);
  const auto in_flight = store->outbox().in_flight();
  REQUIRE(in_flight.size() == 1);
  CHECK(in_flight[0].delivery.id == "dlv_1");
  Outbox::DueQuery query;
  query.now = at(0);
  for (const bool in_order : {false, true}) {
    query.in_order = in_order;
    const auto due = store->outbox().due(1, query);
    REQUIRE(due.size() == 1);
    CHECK(due[0].delivery.id == "dlv_0");
  }
  for (int state = 0; state < 5; ++state) {
    DeliveryFilter filter;
    filter.state = static_cast<DeliveryState>(state);
    for (const bool by_webhook : {false, true}) {
      if (by_webhook) filter.webhook = 1;
      const auto found = store->ledger().list_deliveries(filter, {});
      REQUIRE(found.size() == 1);
      CHECK(found[0].delivery.id == fmt::format("dlv_{}", state));
    }
  }
}

TEST_CASE("the emitter's store keeps nothing of a turn that fails, and takes it when there is room",
          "[emitter][unit]") {
  const TempDir folder;
  const bool in_memory = GENERATE(false, true);
  const auto store = in_memory ? SqliteEmitterStore::open_in_memory() : open_store(folder);
  const auto numbers = fill(store->platform(), 2);
  claim(store->outbox(), numbers[0]);
  const int pages = store->database().execAndGet("PRAGMA page_count").getInt();
  store->database().execAndGet(fmt::format("PRAGMA max_page_count = {}", pages + 10));

  AttemptRecord small = full_attempt(numbers[0], 1);
  AttemptRecord large = full_attempt(numbers[0], 1);
  large.answer_body.assign(1'000'000, 'x');
  const std::vector attempts{small, large};
  const DeliveryEnd end{numbers[0], DeliveryState::delivered, {}, at(101), ""};
  const Claim next{numbers[1], 1, at(102)};
  OutboxTurn turn;
  turn.attempts = attempts;
  turn.ends = std::span(&end, 1);
  turn.claims = std::span(&next, 1);
  const auto failed = store->outbox().commit(turn);
  REQUIRE_FALSE(failed);
  CHECK_THAT(failed.error().message, ContainsSubstring("full"));
  CHECK(store->ledger().ledger_after(0, 10).empty());
  CHECK(store->ledger().counts().by_state == std::array<std::uint64_t, 5>{1, 1, 0, 0, 0});
  CHECK(store->ledger().counts().by_outcome == std::array<std::uint64_t, 5>{});
  const auto refused = store->platform().change([&](PlatformChange& c) {
    c.insert_event(numbered_event(9, std::string(1'000'000, 'x')));
    return true;
  });
  REQUIRE(refused.has_value());
  CHECK_THAT(refused->message, ContainsSubstring("full"));

  store->database().execAndGet("PRAGMA max_page_count = 1000000");
  const auto taken = store->outbox().commit(turn);
  REQUIRE(taken);
  CHECK(*taken == std::vector{true});
  CHECK(store->ledger().counts().by_state == std::array<std::uint64_t, 5>{0, 1, 1, 0, 0});
  CHECK(store->ledger().counts().by_outcome == std::array<std::uint64_t, 5>{0, 2, 0, 0, 0});
}

TEST_CASE("the emitter's store refuses a database that is not its own and changes no byte of it", "[emitter][unit]") {
  const TempDir folder;
  const auto file = folder.path() / "emitter.db";
  std::string expected;
  SECTION("a file of another kind") {
    std::ofstream(file, std::ios::binary) << std::string(8'192, 'j') << "unk";
    expected = "no database";
  }
  SECTION("a database of another program") {
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE notes (text)");
    expected = "another program";
  }
  SECTION("a database of a newer version") {
    { open_store(folder); }
    SQLite::Database newer(file.string(), SQLite::OPEN_READWRITE);
    newer.exec("PRAGMA user_version = 999");
    newer.execAndGet("PRAGMA journal_mode = DELETE");
    expected = "newer version";
  }
  const std::string before = file_bytes(file);
  const auto opened = SqliteEmitterStore::open(folder.path(), Durability::normal);
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().message, ContainsSubstring(expected));
  CHECK_THAT(opened.error().message, ContainsSubstring(file.string()));
  CHECK(file_bytes(file) == before);
}

TEST_CASE("a removed webhook's secrets are not in the row that stays", "[emitter][unit]") {
  const auto store = SqliteEmitterStore::open_in_memory();
  Webhook webhook = numbered_webhook(1);
  webhook.settings.password = "open sesame";
  webhook.settings.secrets = {{"whsec_c2VjcmV0", {}}};
  const auto error = store->platform().change([&](PlatformChange& c) {
    webhook = c.insert_webhook(webhook);
    webhook.removed_at = at(1);
    c.update_webhook(webhook);
    return true;
  });
  REQUIRE_FALSE(error.has_value());
  const std::string settings = store->database().execAndGet("SELECT settings FROM webhooks").getString();
  CHECK_THAT(settings, ContainsSubstring("\"password\":null"));
  CHECK_THAT(settings, ContainsSubstring("\"secrets\":[]"));
}

TEST_CASE("what the emitter's store keeps by number keeps its meaning", "[emitter][unit]") {
  // A database of an earlier release is full of these: add new ones at the end.
  CHECK(static_cast<int>(EventType::PROJECT_VERSION_CREATE) == 0);
  CHECK(static_cast<int>(EventType::PROJECT_RENAME) == 16);
  CHECK(static_cast<int>(DeliveryState::cancelled) == 4);
  CHECK(static_cast<int>(AttemptOutcome::unknown) == 4);
  CHECK(static_cast<int>(AttemptCause::manual) == 1);
  CHECK(static_cast<int>(WebhookState::disabled) == 2);
  CHECK(static_cast<int>(BuildStatus::aborted) == 3);
  CHECK(static_cast<int>(BuildPlatform::ios) == 1);
}

TEST_CASE("the emitter's store is read and written by many threads at once", "[emitter][unit]") {
  constexpr int kDeliveries = 200;
  const TempDir folder;
  const bool in_memory = GENERATE(false, true);
  const auto store = in_memory ? SqliteEmitterStore::open_in_memory() : open_store(folder);
  const auto numbers = fill(store->platform(), kDeliveries);
  std::atomic<bool> done = false;
  std::atomic<int> faults = 0;

  std::vector<std::thread> threads;
  for (int reader = 0; reader < 3; ++reader) {
    threads.emplace_back([&] {
      std::int64_t last = 0;
      while (!done) {
        const auto lines = store->ledger().ledger_after(last, 50);
        for (const LedgerRow& line : lines) {
          if (line.attempt.number != ++last) ++faults;  // every line once, in order
        }
        if (store->ledger().list_deliveries({}, {}).size() != 50) ++faults;
        if (store->platform().list_webhooks().size() != 1) ++faults;
        std::uint64_t all = 0;
        for (const std::uint64_t count : store->ledger().counts().by_state) all += count;
        if (all != kDeliveries) ++faults;
      }
    });
  }
  threads.emplace_back([&] {
    for (int i = 1; !done; ++i) {
      const auto error = store->platform().change([&](PlatformChange& c) {
        c.insert_app(numbered_app(i));
        return i % 3 != 0;
      });
      if (error) ++faults;
    }
  });

  for (const DeliveryNumber number : numbers) {
    claim(store->outbox(), number);
    const AttemptRecord attempt = full_attempt(number, 1);
    const DeliveryEnd end{number, DeliveryState::delivered, {}, at(101), ""};
    OutboxTurn turn;
    turn.attempts = std::span(&attempt, 1);
    turn.ends = std::span(&end, 1);
    if (!store->outbox().commit(turn)) ++faults;
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(faults == 0);
  CHECK(store->ledger().counts().by_state == std::array<std::uint64_t, 5>{0, 0, kDeliveries, 0, 0});
  CHECK(store->ledger().ledger_after(0, 1'000).size() == kDeliveries);
}

}  // namespace hookloop::test
