// The OpenAPI document and the server's routes are the same list.
#include "bin_server/http/openapi.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/support/openapi_operations.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {

TEST_CASE("The OpenAPI document names every route of the server, and no other", "[bin_server][integration]") {
  const RunningBinServer server(RunningBinServer::Store::memory);
  auto served = served_operations(server.routes());
  CHECK(served.size() > 20);
  served.insert("POST /b/{bin}");  // captures: any method, and no route
  const auto documented = documented_operations(nlohmann::json::parse(bin_server_openapi()));
  CHECK(missing(served, documented) == std::set<std::string>());
  CHECK(missing(documented, served) == std::set<std::string>());
}

TEST_CASE("The OpenAPI document of bin_server is of this version", "[bin_server][integration]") {
  const auto document = nlohmann::json::parse(bin_server_openapi());
  CHECK(document.at("openapi") == "3.1.0");
  CHECK(document.at("info").at("version") == HOOKLOOP_VERSION);
}

}  // namespace hookloop::test
