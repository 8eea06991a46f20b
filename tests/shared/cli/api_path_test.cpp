// How names become steps of a path and values of a query.
#include "shared/cli/api_path.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

TEST_CASE("A name stays one step of a path, whatever it holds", "[cli][unit]") {
  CHECK(api_path({"apps"}) == "/api/v1/apps");
  CHECK(api_path({"apps", "Version #1", "a/b?c"}) == "/api/v1/apps/Version%20%231/a%2Fb%3Fc");
  CHECK(percent_encoded("Az09-._~") == "Az09-._~");
  CHECK(percent_encoded("ü%+\r\n") == "%C3%BC%25%2B%0D%0A");
  CHECK(percent_encoded("").empty());
}

TEST_CASE("A query has texts and numbers in their order", "[cli][unit]") {
  CHECK(query_text(nlohmann::ordered_json::object()).empty());
  CHECK(query_text({{"state", "in flight"}, {"limit", 50}}) == "?state=in%20flight&limit=50");
}
