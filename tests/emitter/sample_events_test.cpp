#include "emitter/platform/sample_events.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <set>

#include "emitter/platform/payload_time.h"
#include "emitter/platform/run_source.h"
#include "tests/support/manual_clock.h"

using namespace hookloop;
using namespace hookloop::test;

TEST_CASE("Every sample payload is valid for its type, whatever chance says", "[emitter][unit]") {
  const std::size_t index = GENERATE(range(std::size_t{0}, event_types().size()));
  const EventTypeInfo& type = event_types()[index];
  CAPTURE(type.id);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SeededRandom random(seed);
    SampleEvents events(type.type, random);
    for (std::uint64_t nth = 1; nth <= 3; ++nth) {
      const std::string bytes = to_bytes(events.next(nth, kSeededStart));
      CAPTURE(bytes);
      REQUIRE(judge_payload(bytes, type.id).state == PayloadVerdict::State::valid);
    }
  }
}

TEST_CASE("Sample events of one run are one app's, and each is another", "[emitter][unit]") {
  SeededRandom random(1);
  SampleEvents events(EventType::PROJECT_VERSION_CREATE, random);
  const Payload first = events.next(1, kSeededStart);
  const Payload second = events.next(2, kSeededStart + std::chrono::seconds(1));
  CHECK(first.project == second.project);
  CHECK(std::get<PayloadVersion>(first.subject).name == "Version #1");
  CHECK(std::get<PayloadVersion>(second.subject).name == "Version #2");
  CHECK(first.happened_at != second.happened_at);
}

TEST_CASE("Sample events of created and removed apps are about an app each", "[emitter][unit]") {
  const EventType type = GENERATE(EventType::PROJECT_CREATE, EventType::PROJECT_REMOVE);
  SeededRandom random(1);
  SampleEvents events(type, random);
  std::set<std::string> guids;
  std::set<std::string> names;
  for (std::uint64_t nth = 1; nth <= 10; ++nth) {
    const Payload payload = events.next(nth, kSeededStart);
    guids.insert(payload.project.guid);
    names.insert(payload.project.name);
  }
  CHECK(guids.size() == 10);
  CHECK(names.size() == 10);
}

TEST_CASE("A renamed app's next name follows on its last", "[emitter][unit]") {
  SeededRandom random(1);
  SampleEvents events(EventType::PROJECT_RENAME, random);
  const Payload first = events.next(1, kSeededStart);
  const Payload second = events.next(2, kSeededStart);
  CHECK(std::get<PayloadRename>(first.subject).previous_name == "MyApp");
  CHECK(std::get<PayloadRename>(second.subject).previous_name == first.project.name);
}

TEST_CASE("A payload's time has the account's offset and whole seconds", "[emitter][unit]") {
  using namespace std::chrono_literals;
  const Timestamp moment{1769860800s + 999999us};  // 2026-01-31T12:00:00.999999Z
  CHECK(payload_time(moment) == "2026-01-31T05:00:00-07:00");
  CHECK(payload_time(moment, 0min) == "2026-01-31T12:00:00+00:00");
  CHECK(payload_time(moment, 13h + 45min) == "2026-02-01T01:45:00+13:45");
  CHECK(payload_time(moment, -(3h + 30min)) == "2026-01-31T08:30:00-03:30");
}

TEST_CASE("A seeded run source repeats its ids, moments and chance whatever the clock says", "[emitter][unit]") {
  ManualClock monday;
  ManualClock tuesday(Timestamp(std::chrono::seconds(1900000000)));
  SystemRandom chance;
  RunSource a(7, monday, chance);
  RunSource b(7, tuesday, chance);
  RunSource other(8, monday, chance);
  for (std::uint64_t nth = 1; nth <= 3; ++nth) {
    CHECK(a.begin_event(nth) == b.begin_event(nth));
    const std::string id = a.ids().next(id_prefix::event);
    CHECK(id == b.ids().next(id_prefix::event));
    CHECK(id != other.ids().next(id_prefix::event));
    CHECK(a.payload_random().next() == b.payload_random().next());
  }
  CHECK(a.seed() == 7);
}

TEST_CASE("A run source without a seed takes the clock's time and the system's chance", "[emitter][unit]") {
  ManualClock clock;
  SystemRandom chance;
  RunSource a(std::nullopt, clock, chance);
  RunSource b(std::nullopt, clock, chance);
  CHECK(a.begin_event(1) == clock.now());
  CHECK(a.ids().next(id_prefix::event) != b.ids().next(id_prefix::event));
  CHECK(a.seed() != b.seed());
}
