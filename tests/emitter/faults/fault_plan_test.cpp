#include "emitter/deliver/fault_plan.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/fixed_random.h"

using namespace hookloop;
using namespace hookloop::test;
using namespace std::chrono_literals;

namespace {

std::vector<Fault> faults(std::initializer_list<const char*> texts) {
  std::vector<Fault> list;
  for (const char* text : texts) list.push_back(*parse_fault(text));
  return list;
}

}  // namespace

TEST_CASE("A fault befalls its share of the attempts", "[emitter][unit]") {
  const auto asked = faults({"drop:share=0.25", "delay"});
  FixedRandom just_below({0.2499, 0.999});
  CHECK(plan_faults(asked, 1, just_below) == asked);
  FixedRandom at_it({0.25, 0.999});
  CHECK(plan_faults(asked, 1, at_it) == faults({"delay"}));
  CHECK(plan_faults({}, 1, at_it).empty());
}

TEST_CASE("A fault of one attempt befalls no other", "[emitter][unit]") {
  const auto asked = faults({"drop:attempt=2"});
  FixedRandom random({0.0});
  CHECK(plan_faults(asked, 1, random).empty());
  CHECK(plan_faults(asked, 2, random) == asked);
  CHECK(plan_faults(asked, 3, random).empty());
}

TEST_CASE("Chance is drawn once for each fault asked for, whatever becomes of it", "[emitter][unit]") {
  const auto asked = faults({"drop:attempt=2", "delay", "delay:share=0.1", "duplicate"});
  FixedRandom random({0.5});
  plan_faults(asked, 1, random);
  CHECK(random.drawn() == 4);
}

TEST_CASE("Of two faults of one kind that befall an attempt the last counts", "[emitter][unit]") {
  FixedRandom random({0.5});
  CHECK(plan_faults(faults({"delay:by=1s", "drop", "delay:by=2s"}), 1, random) == faults({"drop", "delay:by=2s"}));
  CHECK(plan_faults(faults({"delay:by=1s", "delay:by=2s,share=0.1"}), 1, random) == faults({"delay:by=1s"}));
  CHECK(plan_faults(faults({"delay:by=1s", "delay:by=2s,attempt=2"}), 1, random) == faults({"delay:by=1s"}));
}

TEST_CASE("A planned fault is found by its kind", "[emitter][unit]") {
  const auto planned = faults({"drop", "delay:by=2s"});
  REQUIRE(find_fault(planned, FaultKind::delay) != nullptr);
  CHECK(find_fault(planned, FaultKind::delay)->by == 2s);
  CHECK(find_fault(planned, FaultKind::burst) == nullptr);
}
