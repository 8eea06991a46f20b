// A database that can not grow any more, as on a full disk: nobody is told 2xx, everything that was acknowledged stays,
// and captures go on when there is room again.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "bin_server/store/sqlite/sqlite_capture_store.h"
#include "tests/bin_server/integration/bytes.h"
#include "tests/support/api_client.h"
#include "tests/support/running_bin_server.h"

namespace hookloop::test {

TEST_CASE("A full database answers 503, keeps what was acknowledged, and goes on when there is room",
          "[bin_server][integration]") {
  RunningBinServer server;
  {
    ApiClient api(server.port());
    api.make_bin("b");
    api.make_bin("other");
  }
  server.stop();
  const int pages = server.sqlite().database().execAndGet("PRAGMA page_count").getInt();
  server.sqlite().database().execAndGet(fmt::format("PRAGMA max_page_count = {}", pages + 100));
  server.restart();

  ApiClient api(server.port());
  RawClient client(server.port());
  std::vector<std::pair<std::string, std::string>> acknowledged;
  int refused = 0;
  for (int i = 0; i < 1000 && refused < 3; ++i) {
    const std::string body = fmt::format("{} ", i) + std::string(10'000, 'x');
    client.send(post(i % 2 == 0 ? "/b/b" : "/b/other", body));
    const auto answer = client.answer();
    if (answer.status == 200) {
      if (i % 2 == 0) acknowledged.emplace_back(answer.header("Hookloop-Request-Id"), body);
      continue;
    }
    ++refused;
    CHECK(answer.status == 503);
    CHECK(answer.header("Content-Type") == "application/problem+json");
    CHECK_FALSE(answer.header("Retry-After").empty());
    CHECK(answer.header("Hookloop-Request-Id").empty());
  }
  REQUIRE(refused == 3);
  REQUIRE(acknowledged.size() > 5);
  const int not_stored =
      api.bin("b")["refused"]["not_stored"].get<int>() + api.bin("other")["refused"]["not_stored"].get<int>();
  CHECK(not_stored == refused);
  CHECK(api.call("POST", "/api/v1/bins",
                 R"({"name":")" + std::string(200, 'n') + R"(","response":{"body":")" + std::string(100'000, 'x') +
                     R"("}})")
            .status == 503);
  CHECK(api.bin("b")["request_count"] == acknowledged.size());
  for (const auto& [id, body] : acknowledged) CHECK(difference(api.content("b", id), body).empty());

  // Room is made by deleting; it is freed behind the answer.
  CHECK(api.call("DELETE", "/api/v1/bins/other/requests").status == 200);
  int status = 0;
  for (int i = 0; i < 10'000 && status != 200; ++i) {
    client.send(post("/b/b", std::string(10'000, 'y')));
    status = client.answer().status;
  }
  CHECK(status == 200);
  CHECK(api.get("/readyz").status == 200);
  CHECK(api.content("b") == std::string(10'000, 'y'));
}

}  // namespace hookloop::test
