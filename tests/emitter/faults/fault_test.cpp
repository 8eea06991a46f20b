#include "emitter/model/fault.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "emitter/model/fault_view.h"

using namespace hookloop;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("The catalogue of faults tells of each what is done and what a receiver should do", "[emitter][unit]") {
  CHECK(fault_catalogue().size() == static_cast<std::size_t>(FaultKind::reset_mid_body) + 1);
  std::set<std::string_view> names;
  std::size_t index = 0;
  for (const FaultInfo& fault : fault_catalogue()) {
    CAPTURE(fault.name);
    CHECK(static_cast<std::size_t>(fault.kind) == index++);
    CHECK(&info(fault.kind) == &fault);
    CHECK(names.insert(fault.name).second);
    CHECK(fault.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    CHECK(fault.summary.ends_with('.'));
    CHECK(fault.receiver.ends_with('.'));
    for (const FaultParameter& parameter : fault.parameters) {
      CHECK(parameter.least <= parameter.preset);
      CHECK(parameter.preset <= parameter.most);
    }
  }
}

TEST_CASE("Every fault is read from its name with its usual parameters", "[emitter][unit]") {
  for (const FaultInfo& fault : fault_catalogue()) {
    const auto parsed = parse_fault(fault.name);
    REQUIRE(parsed);
    CHECK(*parsed == make_fault(fault.kind));
    CHECK(to_string(*parsed) == fault.name);
  }
  CHECK(parse_fault("delay")->by == 5s);
  CHECK(parse_fault("burst")->count == 5);
  CHECK(parse_fault("burst")->by == 10s);
  CHECK(parse_fault("oversized-body")->bytes == 2 * 1024 * 1024);
  CHECK(parse_fault("slow-write")->bytes == 16);
  CHECK(parse_fault("slow-write")->by == 50ms);
  CHECK(parse_fault("stale-timestamp")->by == 10min);
  CHECK(parse_fault("duplicate")->count == 1);
}

TEST_CASE("A fault's text is read and written again as the same", "[emitter][unit]") {
  const std::string text =
      GENERATE(as<std::string>{}, "delay:by=1500ms,share=0.1", "delay:by=1d,attempt=3",
               "duplicate:count=100,share=0.3,attempt=1", "burst:count=2,by=1ms", "slow-write:bytes=1MiB,by=1us",
               "oversized-body:bytes=64MiB", "drop:share=1e-09", "reset-mid-body:attempt=1000000",
               "future-timestamp:by=3650d", "schema-missing-key:share=0.123456789012345");
  const auto fault = parse_fault(text);
  REQUIRE(fault);
  CHECK(to_string(*fault) == text);
  CHECK(*parse_fault(to_string(*fault)) == *fault);
}

TEST_CASE("What is usual is left out of a fault's text", "[emitter][unit]") {
  CHECK(to_string(*parse_fault("delay:by=5000ms,share=1")) == "delay");
  CHECK(to_string(*parse_fault("burst:attempt=2,share=0.50,by=10s,count=7")) == "burst:count=7,share=0.5,attempt=2");
}

TEST_CASE("A fault that can not be read is refused with the nearest right word", "[emitter][unit]") {
  struct Row {
    std::string text;
    std::string says;
  };
  const auto row = GENERATE(values<Row>({
      {"dublicate", "there is no fault 'dublicate'; did you mean duplicate?"},
      {"body_altered", "did you mean body-altered?"},
      {"", "the faults are duplicate, "},
      {"chaos-monkey-mode", "slow-write and reset-mid-body"},
      {"de\x1blay", "did you mean delay?"},
      {"delay:bye=5s", "the fault delay has no 'bye'; did you mean by?; it takes by, share and attempt"},
      {"drop:by=5s", "the fault drop has no 'by'; it takes share and attempt"},
      {"delay:", "the fault delay has no ''"},
      {"delay:by=5s,", "the fault delay has no ''"},
      {"delay:by", "by needs a value"},
      {"delay:by=5s,by=6s", "by is given twice"},
      {"delay:by=5", "the fault delay: by: '5' is no duration"},
      {"delay:by=2d", "'2d' is not from 1ms to 1d"},
      {"delay:by=0s", "'0s' is not from 1ms to 1d"},
      {"oversized-body:bytes=65MiB", "'65MiB' is not from 1 to 64MiB"},
      {"oversized-body:bytes=big", "'big' is no size"},
      {"duplicate:count=101", "'101' is not from 1 to 100"},
      {"duplicate:count=1.5", "'1.5' is no whole number"},
      {"duplicate:count=-1", "'-1' is no whole number"},
      {"drop:share=0", "'0' is no share"},
      {"drop:share=1.1", "'1.1' is no share"},
      {"drop:share=nan", "'nan' is no share"},
      {"drop:share=", "'' is no share"},
      {"drop:attempt=0", "'0' is no attempt's number from 1 to 1000000"},
      {"drop:attempt=first", "'first' is no attempt's number"},
  }));
  const auto fault = parse_fault(row.text);
  REQUIRE_FALSE(fault);
  CHECK_THAT(fault.error().message, ContainsSubstring(row.says));
  CHECK(fault.error().message.find('\x1b') == std::string::npos);
}

TEST_CASE("The catalogue of faults as JSON has every one with its parameters", "[emitter][unit]") {
  const auto view = fault_catalogue_view();
  REQUIRE(view.at("faults").size() == fault_catalogue().size());
  const auto burst = fault_view(info(FaultKind::burst));
  CHECK(burst.at("name") == "burst");
  CHECK(burst.at("stage") == "schedule");
  CHECK(burst.at("parameters").at(0) ==
        nlohmann::ordered_json(
            {{"key", "count"}, {"default", "5"}, {"least", "2"}, {"most", "1000"}, {"what", "how many go together"}}));
  CHECK(fault_view(info(FaultKind::drop)).at("parameters").empty());
}
