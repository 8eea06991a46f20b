#include "shared/support/problem.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace hookloop;

TEST_CASE("A problem is RFC 9457's object, in its order", "[support][unit]") {
  CHECK(
      to_json({404, "unknown-bin", "No such bin", "there is no bin 'x'"}) ==
      R"({"type":"urn:hookloop:problem:unknown-bin","title":"No such bin","status":404,"detail":"there is no bin 'x'"})");
  CHECK(nlohmann::json::parse(to_json({400, "bad", "Bad", "", "/name"})).at("pointer") == "/name");
  CHECK(nlohmann::json::parse(to_json({400, "bad", "Bad", "", {}, {}, 3})).at("line") == 3);
}

TEST_CASE("A problem that quotes rubbish is still JSON", "[support][unit]") {
  const auto json = nlohmann::json::parse(to_json({400, "bad", "Bad", "\xff\"\x1b"}));
  CHECK(json.at("detail") == "\xef\xbf\xbd\"\x1b");
}

TEST_CASE("A status has its phrase, and an unknown one says so", "[support][unit]") {
  CHECK(reason_phrase(404) == "Not Found");
  CHECK(reason_phrase(418) == "Unknown");
}
