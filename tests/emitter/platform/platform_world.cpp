#include "tests/emitter/platform/platform_world.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

namespace hookloop::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr Page kAll{.limit = 1'000'000, .newest_first = false};

void note_keys(const Json& value, const std::string& at, std::vector<std::string>& keys) {
  if (!value.is_object()) return;
  for (const auto& [key, member] : value.items()) {
    const std::string pointer = at + "/" + key;
    keys.push_back(pointer);
    note_keys(member, pointer, keys);
  }
}

// Two streams of one seed.
constexpr std::uint64_t kIdStream = 0x9e3779b97f4a7c15;

}  // namespace

std::string brief(const Problem& problem) {
  return fmt::format("{} {}{}{}", problem.status, problem.type, problem.pointer ? " " : "",
                     problem.pointer.value_or(""));
}

std::vector<std::string> key_order(std::string_view body) {
  std::vector<std::string> keys;
  note_keys(Json::parse(body), "", keys);
  return keys;
}

PlatformWorld::PlatformWorld(std::uint64_t seed) : chance(seed), id_chance(seed ^ kIdStream) {}

App PlatformWorld::create_app(const std::string& name) {
  return succeed(platform.create_app(name, std::nullopt, {})).value;
}

Version PlatformWorld::create_version(const App& app, const std::string& name) {
  return succeed(platform.create_version(app.guid, name, {})).value;
}

Build PlatformWorld::start_build(const App& app, const BuildStart& start) {
  return succeed(platform.start_build(app.guid, start, {})).value;
}

void PlatformWorld::add_member(const std::string& name, const std::string& email) {
  AccountChange change;
  change.members.emplace();
  for (const Member& member : platform_store().account().members) change.members->push_back({member.id, member.person});
  change.members->push_back({std::nullopt, {name, email}});
  succeed(platform.change_account(change));
}

Webhook PlatformWorld::create_webhook(const std::string& name) {
  WebhookSettings settings;
  settings.name = name;
  settings.url = "http://receiver.test/hook";
  return succeed(registry.create(settings));
}

Attachment PlatformWorld::attach(const Webhook& webhook, const App& app, const std::vector<std::string>& events) {
  return succeed(registry.attach({webhook.id, app.guid, events}));
}

Attachment PlatformWorld::attach_to_account(const Webhook& webhook, const std::vector<std::string>& events) {
  return succeed(registry.attach({webhook.id, std::nullopt, events}));
}

void PlatformWorld::open_breaker(const Webhook& webhook) {
  BreakerState breaker;
  breaker.failures = 10;
  breaker.failing_since = clock.now() - std::chrono::minutes(2);
  breaker.opened_at = clock.now();
  breaker.probe_at = clock.now() + std::chrono::hours(1);
  const BreakerUpdate update{webhook.number, breaker, /*disable=*/false, "", clock.now()};
  OutboxTurn turn;
  turn.breakers = std::span(&update, 1);
  REQUIRE(store->outbox().commit(turn));
}

void PlatformWorld::claim(const Delivery& delivery) {
  const Claim claim{delivery.number, delivery.attempts + 1, clock.now()};
  OutboxTurn turn;
  turn.claims = std::span(&claim, 1);
  const auto taken = store->outbox().commit(turn);
  REQUIRE(taken);
  REQUIRE(*taken == std::vector{true});
}

void PlatformWorld::end(const Delivery& delivery, DeliveryState state) {
  const DeliveryEnd end{delivery.number, state, std::nullopt, clock.now(), ""};
  OutboxTurn turn;
  turn.ends = std::span(&end, 1);
  REQUIRE(store->outbox().commit(turn));
}

std::string PlatformWorld::contents() {
  std::string text;
  SQLite::Database& database = store->database();
  SQLite::Statement tables(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  while (tables.executeStep()) {
    const std::string table = tables.getColumn(0).getString();
    text += table + ":\n";
    SQLite::Statement rows(database, fmt::format("SELECT * FROM \"{}\"", table));
    while (rows.executeStep()) {
      for (int column = 0; column < rows.getColumnCount(); ++column) {
        const SQLite::Column value = rows.getColumn(column);
        text += value.isNull() ? "NULL" : "'" + value.getString() + "'";
        text += ' ';
      }
      text += '\n';
    }
  }
  return text;
}

std::vector<PlatformEvent> PlatformWorld::events() const { return platform_store().list_events({}, kAll); }

std::vector<EventType> PlatformWorld::event_types_so_far() const {
  std::vector<EventType> types;
  for (const PlatformEvent& event : events()) types.push_back(event.type.value());
  return types;
}

Payload PlatformWorld::payload_of(const std::string& event_id, EventType type) const {
  const auto event = platform_store().find_event(event_id);
  REQUIRE(event.has_value());
  CAPTURE(event->payload);
  REQUIRE(event->type == type);
  CHECK(event->happened_at == clock.now());
  CHECK(judge_payload(event->payload, info(type).id).state == PayloadVerdict::State::valid);
  CHECK(key_order(event->payload) == key_order(payload_example(type)));
  auto payload = parse_payload(event->payload, type);
  REQUIRE(payload);
  CHECK(payload->happened_by == event->happened_by);
  return *std::move(payload);
}

std::vector<Delivery> PlatformWorld::deliveries() const {
  std::vector<Delivery> deliveries;
  for (DeliveryRow& row : store->ledger().list_deliveries({}, kAll)) deliveries.push_back(std::move(row.delivery));
  return deliveries;
}

std::vector<Notice> PlatformWorld::notices() const { return store->ledger().notices_after(0, 1'000'000); }

std::vector<std::string> PlatformWorld::notice_kinds() const {
  std::vector<std::string> kinds;
  for (const Notice& notice : notices()) kinds.push_back(notice.kind);
  return kinds;
}

}  // namespace hookloop::test
