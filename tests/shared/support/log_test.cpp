#include "shared/support/log.h"

#include <spdlog/spdlog.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/shared/support/captured_output.h"

using namespace hookloop;

TEST_CASE("The JSON log is one object a line whatever the message holds", "[support][unit]") {
  const test::CapturedOutput captured;
  start_log("program", LogFormat::json, "info");
  spdlog::debug("not shown");
  spdlog::info("it said \"{}\"", "\xff\n{");
  spdlog::default_logger()->flush();
  const std::string lines = captured.errors();
  REQUIRE(lines.ends_with('\n'));
  CHECK(lines.find('\n') == lines.size() - 1);
  const auto json = nlohmann::json::parse(lines);
  CHECK(json.at("level") == "info");
  CHECK(json.at("program") == "program");
  CHECK(json.at("message") == "it said \"\xef\xbf\xbd\n{\"");
  CHECK(json.at("time").get<std::string>().ends_with("Z"));
}
