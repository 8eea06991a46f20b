// `emitter webhooks` and `emitter attachments`: what each asks and what it prints.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/emitter/cli/api_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kHooks = "/api/v1/webhooks";
const std::string kHook = kHooks + "/" + kWebhook;
const std::string kAttachments = "/api/v1/attachments";
const std::string kUrl = "http://localhost:3000/hook";

Words create(const Words& more) {
  Words words{"webhooks", "create", "A", "--url", kUrl};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string created(const std::string& more) {
  return "POST " + kHooks + R"( {"name":"A","url":")" + kUrl + "\"" + more + "}";
}

const std::string kShown =
    R"({"id":"whk_1","name":"Hook","url":"http://x.test/","state":"paused","state_reason":"It moves",
  "login":"bob","has_password":false,"secrets":[{"expires_at":null},{"expires_at":"2026-02-01T12:00:00.000000Z"}],
  "signature_scheme":"standard","profile":"instrumented","headers":[["X-Team","pay"]],
  "retry":{"profile":"custom","retries":2,"delays_ms":[1000,5000],"jitter_share":0,"longest_retry_after_ms":3600000},
  "timeout_ms":10000,"connect_timeout_ms":5000,"first_byte_timeout_ms":10000,"max_in_flight":1,"ordered":true,
  "rate_per_second":0.5,"guarantee":"at_least_once",
  "breaker":{"enabled":true,"failures":5,"state":"open","failures_in_a_row":7,"probe_at":"2026-01-31T12:01:00.000000Z"},
  "faults":["drop:share=0.1"],"verify_certificates":false,
  "created_at":"2026-01-31T12:00:00.000000Z","changed_at":"2026-01-31T12:00:00.000000Z","removed_at":null})";

}  // namespace

TEST_CASE("Each command about webhooks asks for its deed", "[emitter][unit]") {
  struct Row {
    Words words;
    std::string asked;
  };
  const auto row = GENERATE(values<Row>({
      {{"webhooks"}, "GET " + kHooks},
      {{"webhooks", "list"}, "GET " + kHooks},
      {{"webhooks", "show", kWebhook}, "GET " + kHook},
      {create({}), created("")},
      {create({"--login", "L", "--password", "P", "--secret", "S", "--scheme", "github", "--profile", "faithful"}),
       created(R"(,"login":"L","password":"P","secret":"S","signature_scheme":"github","profile":"faithful")")},
      {create({"--header", "X-A: 1", "--header", "X-B:2: 3"}), created(R"(,"headers":[["X-A","1"],["X-B","2: 3"]])")},
      {create({"--retry", "stripe"}), created(R"(,"retry":{"profile":"stripe"})")},
      {create({"--retries", "3", "--first-delay", "250ms", "--longest-delay", "1m", "--longest-retry-after", "1h"}),
       created(
           R"(,"retry":{"retries":3,"first_delay_ms":250,"longest_delay_ms":60000,"longest_retry_after_ms":3600000})")},
      {create({"--delay", "1s", "--delay", "5s", "--jitter", "0.1"}),
       created(R"(,"retry":{"delays_ms":[1000,5000],"jitter_share":0.1})")},
      {create({"--timeout", "10s", "--connect-timeout", "1s", "--first-byte-timeout", "2s"}),
       created(R"(,"timeout_ms":10000,"connect_timeout_ms":1000,"first_byte_timeout_ms":2000)")},
      {create({"--max-in-flight", "4", "--ordered", "--rate", "0.5", "--guarantee", "at_most_once", "--no-breaker"}),
       created(
           R"(,"max_in_flight":4,"ordered":true,"rate_per_second":0.5,"guarantee":"at_most_once","breaker":{"enabled":false})")},
      {create({"--breaker-failures", "9", "--breaker-failing-for", "1m", "--breaker-first-probe", "1s",
               "--breaker-longest-probe", "2s", "--breaker-disable-after", "1d"}),
       created(
           R"(,"breaker":{"failures":9,"failing_for_ms":60000,"first_probe_ms":1000,"longest_probe_ms":2000,"disable_after_ms":86400000})")},
      {create({"--fault", "duplicate:attempt=1", "--no-verify", "--state", "paused"}),
       created(R"(,"faults":["duplicate:attempt=1"],"verify_certificates":false,"state":"paused")")},
      {{"webhooks", "change", kWebhook, "--name", "B", "--no-login", "--no-password", "--no-secret", "--no-headers",
        "--no-rate", "--no-faults", "--unordered", "--verify", "--breaker"},
       "PATCH " + kHook +
           R"( {"name":"B","login":null,"password":null,"secret":null,"headers":null,"rate_per_second":null,"faults":null,"ordered":false,"breaker":{"enabled":true},"verify_certificates":true})"},
      {{"webhooks", "ping", kWebhook}, "POST " + kHook + "/ping"},
      {{"webhooks", "ping", kWebhook, "--fault", "drop"}, "POST " + kHook + R"(/ping {"faults":["drop"]})"},
      {{"webhooks", "pause", kWebhook, "--reason", "R"},
       "PATCH " + kHook + R"( {"state_reason":"R","state":"paused"})"},
      {{"webhooks", "resume", kWebhook}, "PATCH " + kHook + R"( {"state":"enabled"})"},
      {{"webhooks", "enable", kWebhook}, "PATCH " + kHook + R"( {"state":"enabled"})"},
      {{"webhooks", "disable", kWebhook}, "PATCH " + kHook + R"( {"state":"disabled"})"},
      {{"webhooks", "rotate", kWebhook, "--secret", "S", "--overlap", "1h"},
       "POST " + kHook + R"(/rotate {"secret":"S","overlap_ms":3600000})"},
      {{"webhooks", "remove", kWebhook}, "DELETE " + kHook},
      {{"attachments"}, "GET " + kAttachments},
      {{"attachments", "list", "--webhook", kWebhook, "--app", kGuid},
       "GET " + kAttachments + "?webhook=" + kWebhook + "&app=" + kGuid},
      {{"attachments", "list", "--account"}, "GET " + kAttachments + "?app=account"},
      {{"attachments", "show", "ach_1"}, "GET " + kAttachments + "/ach_1"},
      {{"attachments", "change", "ach_1", "--event", "project.publish"},
       "PATCH " + kAttachments + R"(/ach_1 {"events":["PROJECT_PUBLISH"]})"},
  }));
  EmitterRun emitter({answered(200, "{}")});
  INFO(row.asked);
  CHECK(emitter(row.words) == ExitCode::passed);
  CHECK(asked(emitter.sent.at(0)) == row.asked);
  CHECK(emitter.err().empty());
}

TEST_CASE("A webhook is attached by names, to an app or to the account", "[emitter][unit]") {
  const std::string hooks = R"({"webhooks":[{"id":"whk_1","name":"Hook"}]})";
  const std::string apps = R"({"apps":[{"guid":"g","name":"MyApp"}]})";
  const std::string made = R"({"id":"ach_1","webhook":"whk_1","app":"g","events":["PROJECT_VERSION_CREATE"]})";
  SECTION("app") {
    EmitterRun emitter({answered(200, hooks), answered(200, apps), answered(201, made)});
    CHECK(emitter({"attachments", "create", "--webhook", "Hook", "--app", "MyApp", "--event", "App version created"}) ==
          ExitCode::passed);
    CHECK(asked(emitter).back() ==
          "POST " + kAttachments + R"( {"events":["PROJECT_VERSION_CREATE"],"webhook":"whk_1","app":"g"})");
    CHECK(emitter.out() ==
          "Hook, attached to MyApp\n"
          "  id         ach_1\n"
          "  webhook    whk_1\n"
          "  app        g\n"
          "  fires for  PROJECT_VERSION_CREATE (App version created)\n");
  }
  SECTION("account") {
    EmitterRun emitter({answered(200, hooks), answered(201, R"({"webhook":"whk_1","app":null})")});
    CHECK(emitter({"attachments", "create", "--webhook", "Hook", "--account", "--event", "PROJECT_CREATE", "--event",
                   "project.remove"}) == ExitCode::passed);
    CHECK(asked(emitter).back() ==
          "POST " + kAttachments + R"( {"events":["PROJECT_CREATE","PROJECT_REMOVE"],"webhook":"whk_1","app":null})");
    CHECK_THAT(emitter.out(), ContainsSubstring("Hook, attached to the account\n"));
  }
}

TEST_CASE("Wrong words about webhooks are found before anything is sent", "[emitter][unit]") {
  struct Row {
    Words words;
    std::string err;  // of what the command itself finds; the rest is the parser's
  };
  const auto row = GENERATE(values<Row>({
      {{"webhooks", "create", "A"}, "emitter: say where events are sent: --url http://localhost:3000/hook\n"},
      {{"webhooks", "create", "A", "--url", "localhost"}, ""},
      {create({"--retry", "strip"}), ""},
      {create({"--scheme", "githab"}), ""},
      {create({"--fault", "drop:share=2"}), ""},
      {create({"--header", "no colon"}), ""},
      {create({"--rate", "fast"}), ""},
      {create({"--timeout", "10"}), ""},
      {{"webhooks", "change", kWebhook}, "emitter: say what to change; `emitter webhooks change --help` lists it\n"},
      {{"webhooks", "rotate", kWebhook}, "emitter: say the new secret: --secret, or better HOOKLOOP_SECRET\n"},
      {{"attachments", "create", "--account", "--event", "PROJECT_CREATE"},
       "emitter: say which webhook: --webhook NAME; `emitter webhooks` lists them\n"},
      {{"attachments", "create", "--webhook", kWebhook, "--event", "PROJECT_CREATE"},
       "emitter: say what it is attached to: --app NAME, or --account\n"},
      {{"attachments", "create", "--webhook", kWebhook, "--account", "--app", kGuid, "--event", "PROJECT_CREATE"},
       "emitter: it is attached to an app or to the account: give --app or --account\n"},
      {{"attachments", "create", "--webhook", kWebhook, "--account"},
       "emitter: say which events it fires for: --event TYPE; `emitter events` lists them\n"},
      {{"attachments", "create", "--webhook", kWebhook, "--account", "--event", "PROJECT_CREAT"}, ""},
      {{"attachments", "change", "ach_1"},
       "emitter: say which events it fires for: --event TYPE; `emitter events` lists them\n"},
  }));
  EmitterRun emitter;
  CHECK(emitter(row.words) == ExitCode::wrong_usage);
  CHECK(emitter.err() == row.err);
  CHECK(emitter.sent.empty());
}

TEST_CASE("Credentials in the environment go where there is a use for them", "[emitter][unit]") {
  const Environment password("HOOKLOOP_PASSWORD", "pass");
  const Environment secret("HOOKLOOP_SECRET", "hush");
  const auto sent = [](const Words& words) {
    EmitterRun emitter({answered(200, "{}")});
    CHECK(emitter(words) == ExitCode::passed);
    CHECK(emitter.out().find("hush") == std::string::npos);
    return asked(emitter.sent.at(0));
  };
  CHECK(sent(create({})) == created(R"(,"secret":"hush")"));
  CHECK(sent(create({"--login", "L", "--secret", "S"})) == created(R"(,"login":"L","secret":"S","password":"pass")"));
  CHECK(sent({"webhooks", "change", kWebhook, "--login", "L"}) ==
        "PATCH " + kHook + R"( {"login":"L","password":"pass"})");
  CHECK(sent({"webhooks", "change", kWebhook, "--no-login"}) == "PATCH " + kHook + R"( {"login":null})");
  CHECK(sent({"webhooks", "rotate", kWebhook}) == "POST " + kHook + R"(/rotate {"secret":"hush"})");
}

TEST_CASE("A webhook is shown with all of its settings", "[emitter][unit]") {
  EmitterRun emitter({answered(200, kShown)});
  CHECK(emitter({"webhooks", "show", kWebhook}) == ExitCode::passed);
  CHECK(emitter.out() ==
        "Hook  paused\n"
        "  id         whk_1\n"
        "  url        http://x.test/\n"
        "  reason     It moves\n"
        "  login      bob (without a password)\n"
        "  signature  standard, 2 secrets, one until 2026-02-01 12:00:00Z\n"
        "  profile    instrumented\n"
        "  header     X-Team: pay\n"
        "  retry      custom: 2 further tries, after 1s, 5s\n"
        "  timeout    10s (connect 5s, first byte 10s)\n"
        "  in flight  1 at once, in order\n"
        "  rate       0.5 a second\n"
        "  guarantee  at_least_once\n"
        "  breaker    open, 5 failures in a row open it; 7 by now, next probe 2026-01-31 12:01:00Z\n"
        "  faults     drop:share=0.1\n"
        "  TLS        certificate not checked\n"
        "  created    2026-01-31 12:00:00Z\n"
        "  changed    2026-01-31 12:00:00Z\n");
}

TEST_CASE("Webhooks and attachments are tables with names", "[emitter][unit]") {
  SECTION("webhooks") {
    EmitterRun emitter({answered(200, R"({"webhooks":[{"id":"whk_1","name":"Hook","state":"enabled","url":"U"}]})")});
    CHECK(emitter({"webhooks"}) == ExitCode::passed);
    CHECK(emitter.out() == "name  id     state    url\nHook  whk_1  enabled  U\n");
  }
  SECTION("attachments") {
    EmitterRun emitter({answered(200, R"({"attachments":[{"id":"ach_1","webhook":"whk_1","app":"g","events":["A","B"]},
                                                         {"id":"ach_2","webhook":"whk_2","app":null,"events":[]}]})"),
                        answered(200, R"({"webhooks":[{"id":"whk_1","name":"Hook"}]})"),
                        answered(200, R"({"apps":[{"guid":"g","name":"MyApp"}]})")});
    CHECK(emitter({"attachments"}) == ExitCode::passed);
    CHECK(emitter.sent.size() == 3);
    CHECK(emitter.out() ==
          "id     webhook  attached to  events\n"
          "ach_1  Hook     MyApp        A, B\n"
          "ach_2  whk_2    the account\n");
  }
}

TEST_CASE("What was removed is told in a word, and as JSON only if there is some", "[emitter][unit]") {
  EmitterRun webhooks({answered(200, R"({"id":"whk_1","name":"Hook","cancelled":3})")});
  CHECK(webhooks({"webhooks", "remove", kWebhook}) == ExitCode::passed);
  CHECK(webhooks.out() == "Hook removed, 3 deliveries cancelled\n");
  EmitterRun attachments({answered(204)});
  CHECK(attachments({"attachments", "remove", "ach_1"}) == ExitCode::passed);
  CHECK(attachments.out() == "detached\n");
  EmitterRun json({answered(204)});
  CHECK(json({"attachments", "remove", "ach_1", "--json"}) == ExitCode::passed);
  CHECK(json.out().empty());
}
