#include <catch2/catch_test_macros.hpp>

#include "shared/http_server/guard.h"
#include "tests/support/running_platform.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

constexpr const char* kToken = "0123456789abcdef";

}  // namespace

TEST_CASE("A token is known as a bearer's, or as the password of any login", "[emitter][unit]") {
  CHECK(knows_token("Bearer 0123456789abcdef", kToken));
  CHECK(knows_token("bearer  0123456789abcdef ", kToken));
  CHECK(knows_token("Basic YWRhOjAxMjM0NTY3ODlhYmNkZWY=", kToken));  // ada:
  CHECK(knows_token("Basic OjAxMjM0NTY3ODlhYmNkZWY=", kToken));      // :
  for (const char* other :
       {"", "Bearer", "Bearer ", "Bearer 0123456789abcdeX", "Bearer 0123456789abcdef0", "0123456789abcdef",
        "Digest 0123456789abcdef", "Basic MDEyMzQ1Njc4OWFiY2RlZg==", "Basic !!!", "Basic YWRhOg=="}) {
    INFO(other);
    CHECK_FALSE(knows_token(other, kToken));
  }
}

TEST_CASE("With a token the API and the page answer only who knows it", "[emitter][integration]") {
  RunningPlatform platform([](PlatformServerOptions& options) { options.http.token = kToken; });
  for (const char* target : {"/", "/api/v1/apps", "/api/v1/feed", "/api/v1/ledger", "/metrics"}) {
    INFO(target);
    const RawAnswer refused = platform.call("GET", target);
    CHECK(problem_of(refused).type == "token-needed");
    CHECK(refused.status == 401);
    CHECK(refused.header("WWW-Authenticate") == "Basic realm=\"Hookloop\", charset=\"UTF-8\"");
  }
  CHECK(platform.call("GET", "/healthz").status == 200);
  CHECK(platform.call("GET", "/api/v1/apps", nullptr, "Authorization: Bearer 0123456789abcdef\r\n").status == 200);
  CHECK(platform.call("GET", "/", nullptr, "Authorization: Basic YWRhOjAxMjM0NTY3ODlhYmNkZWY=\r\n").status == 200);
}

TEST_CASE("A request that says nothing of a body has none, and is answered at once", "[emitter][integration]") {
  RunningPlatform platform;
  RawClient client(platform.port());
  client.send("POST /api/v1/webhooks/whk_none/ping HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.answer().status == 404);
  client.send("DELETE /api/v1/apps/none HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.answer().status == 404);
}

TEST_CASE("A page of another site reads nothing and changes nothing", "[emitter][integration]") {
  RunningPlatform platform;
  RawClient client(platform.port());
  client.send("GET /api/v1/apps HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  CHECK(client.answer().status == 421);
  CHECK(platform.call("POST", "/api/v1/apps", {{"name", "A"}}, "Origin: https://evil.example\r\n").status == 403);
  CHECK(platform.get("/api/v1/apps")["apps"].empty());
}
