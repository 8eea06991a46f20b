// `emitter faults`: the catalogue as people and programs read it.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "emitter/model/fault.h"
#include "emitter/model/fault_view.h"
#include "tests/emitter/emitter_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("faults lists every fault with what is done and what to do, in lines that fit", "[emitter][unit]") {
  for (const unsigned width : {60u, 80u, 200u}) {
    EmitterRun emitter;
    emitter.width = width;
    CHECK(emitter({"faults"}) == ExitCode::passed);
    for (const FaultInfo& fault : fault_catalogue()) {
      CHECK_THAT(emitter.out(), ContainsSubstring("\n  " + std::string(fault.name)));
    }
    for (const std::string& line : emitter.out_lines()) {
      CAPTURE(line);
      CHECK(line.size() <= std::min(width, 100u));
    }
    CHECK_THAT(emitter.out(), ContainsSubstring("burst  count=5  by=10s"));
    CHECK_THAT(emitter.out(), ContainsSubstring("Receiver: Recognise the webhook-id"));
  }
}

TEST_CASE("faults NAME shows one with its parameters and their limits", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter({"faults", "slow-write"}) == ExitCode::passed);
  CHECK_THAT(emitter.out(), ContainsSubstring("by=50ms       the pause between two pieces; from 1us to 1m") &&
                                ContainsSubstring("bytes=16      how large a piece is; from 1 to 1MiB") &&
                                ContainsSubstring("share=1") && ContainsSubstring("--fault slow-write"));
}

TEST_CASE("faults --json prints what the API serves", "[emitter][unit]") {
  EmitterRun all;
  CHECK(all({"faults", "--json"}) == ExitCode::passed);
  CHECK(nlohmann::ordered_json::parse(all.out()) == fault_catalogue_view());
  EmitterRun one;
  CHECK(one({"faults", "delay", "--json"}) == ExitCode::passed);
  CHECK(nlohmann::ordered_json::parse(one.out()) == fault_view(info(FaultKind::delay)));
}

TEST_CASE("faults names the nearest fault to one that is none", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter({"faults", "slow-wrte"}) == ExitCode::wrong_usage);
  CHECK(emitter.err() == "emitter: there is no fault 'slow-wrte'; did you mean slow-write?\n");
  CHECK(emitter.out().empty());
}
