// What holds for every deed: who did it, in which offset it is told, and the faults that go with it.
#include "emitter/platform/deed_runner.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "emitter/platform/fault_rules.h"
#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

const Person kMax{"Max Katz", ""};
const Person kAda{"Ada Lovelace", "ada@example.com"};

}  // namespace

TEST_CASE("a deed is done by the member who is named, and by the owner where nobody is", "[emitter][unit]") {
  struct Row {
    std::optional<std::string> by;
    Person person;
  };
  const auto row = GENERATE(
      values<Row>({{std::nullopt, kMax}, {"1", kMax}, {"Max Katz", kMax}, {"2", kAda}, {"Ada Lovelace", kAda}}));
  PlatformWorld world;
  world.add_member(kAda.name, kAda.email);
  const App app = world.create_app();
  const auto done = succeed(world.platform.create_version(app.guid, "Version #1", {.by = row.by}));
  CHECK(done.value.author == row.person);
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_VERSION_CREATE);
  CHECK(payload.happened_by == row.person);
  CHECK(std::get<PayloadVersion>(payload.subject).author == row.person);
}

TEST_CASE("an app is the owner's, whoever created it", "[emitter][unit]") {
  PlatformWorld world;
  world.add_member(kAda.name, kAda.email);
  const auto done = succeed(world.platform.create_app("MyApp", std::nullopt, {.by = "Ada Lovelace"}));
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_CREATE);
  CHECK(payload.project.owner == kMax);
  CHECK(payload.happened_by == kAda);
}

TEST_CASE("a deed by somebody who is no member is refused, and who there is is told", "[emitter][unit]") {
  struct Row {
    std::string by;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {"Ada Lovelac", "No member of the account has the id or name 'Ada Lovelac'; did you mean Ada Lovelace?"},
      {"Zoe", "No member of the account has the id or name 'Zoe'; there are Max Katz, Ada Lovelace."},
      {"3", "No member of the account has the id or name '3'; there are Max Katz, Ada Lovelace."},
      {"", "No member of the account has the id or name ''; there are Max Katz, Ada Lovelace."},
  }));
  PlatformWorld world;
  world.add_member(kAda.name, kAda.email);
  const Problem problem = refused(world, [&] { return world.platform.create_app("MyApp", {}, {.by = row.by}); });
  CHECK(brief(problem) == "400 bad-field /by");
  CHECK(problem.detail == row.detail);
}

TEST_CASE("of many members only some are told to who names none of them", "[emitter][unit]") {
  PlatformWorld world;
  for (int i = 0; i < 20; ++i) world.add_member("Worker " + std::string(20, static_cast<char>('a' + i)), "");
  const Problem problem = refused(world, [&] { return world.platform.create_app("MyApp", {}, {.by = "Zoe"}); });
  CHECK_THAT(problem.detail, ContainsSubstring("iiii") && !ContainsSubstring("jjjj"));
}

TEST_CASE("what a member did stays told as it was when the member changes or goes", "[emitter][unit]") {
  PlatformWorld world;
  world.add_member(kAda.name, kAda.email);
  const App app = world.create_app();
  const auto done = succeed(world.platform.create_version(app.guid, "Version #1", {.by = "Ada Lovelace"}));
  AccountChange change;
  change.members = {{1, {"Maxine Katz", ""}}};
  succeed(world.platform.change_account(change));
  CHECK(world.platform_store().find_event(done.event_id)->happened_by == kAda);
  CHECK(world.platform_store().find_version(app.number, 1)->author == kAda);
  CHECK(world.kept(app).owner == kMax);
}

TEST_CASE("payloads tell the time in the account's offset, and are bytes from then on", "[emitter][unit]") {
  struct Row {
    std::chrono::minutes offset;
    PayloadTime noon;  // of UTC
  };
  const auto row = GENERATE(values<Row>({
      {0min, "2026-01-31T12:00:00+00:00"},
      {5h + 45min, "2026-01-31T17:45:00+05:45"},
      {-3h - 30min, "2026-01-31T08:30:00-03:30"},
      {24h - 1min, "2026-02-01T11:59:00+23:59"},
      {1min - 24h, "2026-01-30T12:01:00-23:59"},
  }));
  PlatformWorld world;
  AccountChange change;
  change.utc_offset = row.offset;
  succeed(world.platform.change_account(change));
  const App app = world.create_app();
  const auto done = succeed(world.platform.create_version(app.guid, "Version #1", {}));
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_VERSION_CREATE);
  CHECK(payload.happened_at == row.noon);
  CHECK(payload.project.created_at == row.noon);
  CHECK(std::get<PayloadVersion>(payload.subject).created_at == row.noon);
  change.utc_offset = 1h;
  succeed(world.platform.change_account(change));
  CHECK(world.payload_of(done.event_id, EventType::PROJECT_VERSION_CREATE) == payload);
}

TEST_CASE("every delivery of a deed has the faults that were asked for with it", "[emitter][unit]") {
  PlatformWorld world;
  const Webhook webhook = world.create_webhook();
  for (int i = 0; i < 2; ++i) world.attach_to_account(webhook, {"PROJECT_CREATE"});
  const std::vector<Fault> faults{make_fault(FaultKind::duplicate), make_fault(FaultKind::wrong_secret)};
  succeed(world.platform.create_app("MyApp", std::nullopt, {.faults = faults}));
  REQUIRE(world.deliveries().size() == 2);
  for (const Delivery& delivery : world.deliveries()) CHECK(delivery.faults == faults);
  world.create_app();
  CHECK(world.deliveries().back().faults.empty());
}

TEST_CASE("faults that can not be planned are refused with the deed", "[emitter][unit]") {
  struct Row {
    std::vector<Fault> faults;
    std::string pointer;
    std::string detail;
  };
  Fault too_often = make_fault(FaultKind::drop);
  too_often.share = 1.5;
  const auto row = GENERATE_COPY(values<Row>({
      {{make_fault(FaultKind::drop), too_often}, "/faults/1", "share"},
      {std::vector<Fault>(kMostFaults + 1, make_fault(FaultKind::drop)), "/faults", "These are at most 25 faults."},
  }));
  PlatformWorld world;
  const Problem problem = refused(world, [&] { return world.platform.create_app("A", {}, {.faults = row.faults}); });
  CHECK(brief(problem) == "400 bad-field " + row.pointer);
  CHECK_THAT(problem.detail, ContainsSubstring(row.detail));
}

TEST_CASE("as many faults as there may be go with a deed", "[emitter][unit]") {
  PlatformWorld world;
  const std::vector<Fault> faults(kMostFaults, make_fault(FaultKind::drop));
  succeed(world.platform.create_app("MyApp", std::nullopt, {.faults = faults}));
}

}  // namespace hookloop::test
