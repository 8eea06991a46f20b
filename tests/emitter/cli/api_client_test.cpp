// What the commands say and how they end when the API does not do what was asked, and how the server is found.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/emitter/cli/api_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

TEST_CASE("A request says who asks, what is accepted, and nothing more than that", "[emitter][unit]") {
  EmitterRun emitter({answered(200, R"({"apps":[]})")});
  REQUIRE(emitter({"apps"}) == ExitCode::passed);
  REQUIRE(emitter.sent.size() == 1);
  CHECK(emitter.sent[0].bytes ==
        "GET /api/v1/apps HTTP/1.1\r\nHost: 127.0.0.1:8081\r\nUser-Agent: emitter/" HOOKLOOP_VERSION
        "\r\nAccept: application/json, application/problem+json, */*\r\n\r\n");
}

TEST_CASE("A request with a body says its type and size", "[emitter][unit]") {
  EmitterRun emitter({answered(201, "{}")});
  REQUIRE(emitter({"apps", "create", "Zoë"}) == ExitCode::passed);
  CHECK(emitter.sent[0].header("Content-Type") == "application/json");
  CHECK(emitter.sent[0].header("Content-Length") == "15");
  CHECK(emitter.sent[0].body() == R"({"name":"Zoë"})");
}

TEST_CASE("The server and its token come from flags, else from the environment", "[emitter][unit]") {
  const Environment server("HOOKLOOP_SERVER", "http://other.test:9/base/");
  const Environment token("HOOKLOOP_TOKEN", "s3cret");
  EmitterRun emitter({answered(200, R"({"apps":[]})")});
  SECTION("environment") {
    CHECK(emitter({"apps"}) == ExitCode::passed);
    CHECK(asked(emitter.sent.at(0)) == "GET /base/api/v1/apps");
    CHECK(emitter.sent[0].url.host == "other.test");
    CHECK(emitter.sent[0].header("Authorization") == "Bearer s3cret");
  }
  SECTION("flags, before the command's name and after it") {
    CHECK(emitter({"apps", "--token", "t", "list", "--server", "http://[::1]:7"}) == ExitCode::passed);
    CHECK(asked(emitter.sent.at(0)) == "GET /api/v1/apps");
    CHECK(emitter.sent[0].header("Host") == "[::1]:7");
    CHECK(emitter.sent[0].header("Authorization") == "Bearer t");
  }
}

TEST_CASE("A server's address or a token that can not be is wrong usage, and nothing is sent", "[emitter][unit]") {
  const auto words = GENERATE(values<Words>({
      {"apps", "--server", "localhost:8081"},
      {"apps", "--server", "http://localhost:8081/?a=b"},
      {"apps", "--token", "a\r\nX: y"},
  }));
  EmitterRun emitter;
  CHECK(emitter(words) == ExitCode::wrong_usage);
  CHECK(emitter.sent.empty());
  CHECK_THAT(emitter.err(), StartsWith("emitter: --") && !ContainsSubstring("X: y"));
}

TEST_CASE("A server that can not be reached is exit code 4 and advice", "[emitter][unit]") {
  EmitterRun emitter({failed(SendFailure::refused, "nothing listens at 127.0.0.1:8081")});
  CHECK(emitter({"apps"}) == ExitCode::environment);
  CHECK(emitter.out().empty());
  CHECK(emitter.err() ==
        "emitter: no answer from http://127.0.0.1:8081: nothing listens at 127.0.0.1:8081; start it with `emitter "
        "serve`, or say where it is with --server\n");
}

TEST_CASE("What the server says is wrong is told of the flag that said it", "[emitter][unit]") {
  const auto told = [](const Words& words, const std::string& pointer) {
    EmitterRun emitter(
        {problem(400, R"({"title":"A field is not right","detail":"So not.","pointer":")" + pointer + "\"}")});
    CHECK(emitter(words) == ExitCode::wrong_usage);
    return emitter.err();
  };
  const Words create{"webhooks", "create", "A", "--url", "http://x.test/", "--first-delay", "1s"};
  CHECK(told({"apps", "create", "A"}, "/name") == "emitter: NAME: So not.\n");
  CHECK(told(create, "/retry/first_delay_ms") == "emitter: --first-delay: So not.\n");
  CHECK(told(create, "/faults/2") == "emitter: --fault: So not.\n");
  CHECK(told(create, "/headers/0/1") == "emitter: --header: So not.\n");
  CHECK(told(create, "/something/else") == "emitter: /something/else: So not.\n");
}

TEST_CASE("A problem's exit code is that of its status", "[emitter][unit]") {
  struct Row {
    Exchange exchange;
    ExitCode code;
    std::string err;
  };
  const auto row = GENERATE(values<Row>({
      {problem(404, R"({"title":"T","detail":"No app has that guid."})"), ExitCode::wrong_usage,
       "emitter: No app has that guid.\n"},
      {problem(409, R"({"title":"The app was removed"})"), ExitCode::wrong_usage, "emitter: The app was removed\n"},
      {problem(503, R"({"title":"T","detail":"The disk is full."})"), ExitCode::environment,
       "emitter: The disk is full.\n"},
      {problem(401, R"({"title":"The token is needed","detail":"D"})"), ExitCode::wrong_usage,
       "emitter: The token is needed: http://127.0.0.1:8081 wants its token: --token or HOOKLOOP_TOKEN\n"},
      {answered(404, "<h1>Not here</h1>"), ExitCode::environment,
       "emitter: what answers at http://127.0.0.1:8081 is no emitter: it said 404 Not Found\n"},
      {answered(200, "hello"), ExitCode::environment,
       "emitter: what answers at http://127.0.0.1:8081 is no emitter: it said 200 OK\n"},
      {problem(400, R"({"title":"T","detail":"\u001b[2Jx"})"), ExitCode::wrong_usage, "emitter: \xef\xbf\xbd[2Jx\n"},
  }));
  EmitterRun emitter({row.exchange});
  CHECK(emitter({"apps", "show", kGuid}) == row.code);
  CHECK(emitter.err() == row.err);
  CHECK(emitter.out().empty());
}

TEST_CASE("An answer of which only the beginning was kept is not taken for all of it", "[emitter][unit]") {
  Exchange exchange = answered(200, R"({"apps":[]})");
  exchange.answer->body_bytes = 1000;
  EmitterRun emitter({exchange});
  CHECK(emitter({"apps"}) == ExitCode::environment);
  CHECK_THAT(emitter.err(), ContainsSubstring("1000 bytes"));
}

TEST_CASE("JSON is printed as it came, and to a terminal without control bytes", "[emitter][unit]") {
  EmitterRun emitter({answered(200, R"({"name":"a)"
                                    "\xc2\x9b"
                                    R"(b","n":1})")});
  SECTION("pipe") {
    CHECK(emitter({"apps", "show", kGuid, "--json"}) == ExitCode::passed);
    CHECK(emitter.out() ==
          "{\n  \"name\": \"a\xc2\x9b"
          "b\",\n  \"n\": 1\n}\n");
  }
  SECTION("terminal") {
    emitter.terminal = true;
    CHECK(emitter({"apps", "show", kGuid, "--json"}) == ExitCode::passed);
    CHECK(emitter.out() ==
          "{\n  \"name\": \"a\xef\xbf\xbd"
          "b\",\n  \"n\": 1\n}\n");
  }
}

TEST_CASE("An answer of any shape is printed without a fall", "[emitter][unit]") {
  const std::string body = GENERATE("{}", "[]", "null", "3", R"({"apps":3,"webhooks":[1],"deliveries":{"a":1}})",
                                    R"({"attempts":[1],"events":[null,{}],"members":[[]],"headers":[[]]})");
  for (const Words& words : std::vector<Words>{{"apps"},
                                               {"apps", "show", kGuid},
                                               {"account"},
                                               {"versions", "--app", kGuid},
                                               {"builds", "--app", kGuid},
                                               {"webhooks"},
                                               {"webhooks", "show", kWebhook},
                                               {"webhooks", "remove", kWebhook},
                                               {"attachments"},
                                               {"attachments", "show", "ach_1"},
                                               {"deliveries"},
                                               {"deliveries", "show", "dlv_1"}}) {
    EmitterRun emitter({answered(200, body)});
    INFO(words[0] << ' ' << body);
    CHECK(emitter(words) == ExitCode::passed);
  }
}

TEST_CASE("A name finds its app, and says which there are when it does not", "[emitter][unit]") {
  const std::string apps = R"({"apps":[
      {"guid":"g-1","name":"MyApp","removed_at":null},
      {"guid":"g-2","name":"Twin","removed_at":null}, {"guid":"g-3","name":"Twin","removed_at":null},
      {"guid":"g-4","name":"MyApp","removed_at":"2026-01-31T12:00:00.000000Z"},
      {"guid":"g-5","name":"Gone","removed_at":"2026-01-31T12:00:00.000000Z"}]})";
  const auto show = [&](EmitterRun& emitter, const std::string& name) { return emitter({"apps", "show", name}); };
  EmitterRun emitter({answered(200, apps), answered(200, "{}")});
  SECTION("one of that name, another removed") {
    CHECK(show(emitter, "MyApp") == ExitCode::passed);
    CHECK(asked(emitter) == Words{"GET /api/v1/apps?removed=true", "GET /api/v1/apps/g-1"});
  }
  SECTION("only a removed one") {
    CHECK(show(emitter, "Gone") == ExitCode::passed);
    CHECK(asked(emitter).at(1) == "GET /api/v1/apps/g-5");
  }
  SECTION("two") {
    CHECK(show(emitter, "Twin") == ExitCode::wrong_usage);
    CHECK(emitter.err() == "emitter: 2 apps have the name 'Twin'; say which by its guid: g-2, g-3\n");
  }
  SECTION("none, but a near one") {
    CHECK(show(emitter, "MyAp") == ExitCode::wrong_usage);
    CHECK(emitter.err() == "emitter: no app has the name 'MyAp'; did you mean MyApp?\n");
  }
  SECTION("none at all like it") {
    CHECK(show(emitter, "something else") == ExitCode::wrong_usage);
    CHECK(emitter.err() ==
          "emitter: no app has the name 'something else'; `emitter apps` lists those that there are\n");
  }
}

TEST_CASE("Webhooks are found by name too, and failures on the way are told", "[emitter][unit]") {
  SECTION("none yet") {
    EmitterRun emitter({answered(200, R"({"webhooks":[]})")});
    CHECK(emitter({"webhooks", "show", "Hook"}) == ExitCode::wrong_usage);
    CHECK(emitter.err() == "emitter: no webhook has the name 'Hook'; there are no webhooks yet\n");
  }
  SECTION("the list can not be had") {
    EmitterRun emitter({failed(SendFailure::reset)});
    CHECK(emitter({"webhooks", "show", "Hook"}) == ExitCode::environment);
    CHECK(emitter.sent.size() == 1);
  }
}
