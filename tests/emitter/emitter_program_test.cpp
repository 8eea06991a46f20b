// The built `emitter` against real sockets: exit codes, messages, and what a receiver gets.
#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "shared/http_client/http_transport.h"
#include "shared/schema/event_type.h"
#include "shared/schema/signature.h"
#include "tests/emitter/program.h"
#include "tests/support/raw_client.h"
#include "tests/support/scripted_receiver.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using Words = std::vector<std::string>;

namespace {

Words trigger(const std::string& url, const Words& more = {}) {
  Words words{"trigger", "PROJECT_VERSION_CREATE", "--url", url};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string value(const ReceivedRequest& request, std::string_view name) {
  return std::string(find_header(request.headers, name).value_or(""));
}

Answer get(const std::string& base, const std::string& target, const std::string& host = "localhost") {
  SystemClock clock;
  HttpTransport transport(clock);
  const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", target, host);
  const Exchange exchange = transport.send(*parse_url(base + target), request, Deadlines{});
  INFO(exchange.detail);
  REQUIRE(exchange.answer);
  return *exchange.answer;
}

}  // namespace

TEST_CASE("The emitter delivers to a receiver and exits 0", "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(200, "thanks")});
  const auto result = run_program(trigger(receiver.url(), {"--set", "/version/name=Version #1"}));
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, ContainsSubstring("200 OK") && ContainsSubstring("thanks") && !ContainsSubstring("\x1b"));
  CHECK(result.err.empty());
  REQUIRE(receiver.received().size() == 1);
  CHECK_THAT(receiver.received()[0].body, ContainsSubstring(R"("name":"Version #1")"));
}

TEST_CASE("The emitter's exit code and message say how it went", "[emitter][end_to_end]") {
  SECTION("the receiver answers 500") {
    ScriptedReceiver receiver({reply(500, "oops")});
    const auto result = run_program(trigger(receiver.url()));
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.out, ContainsSubstring("500 Internal Server Error") && ContainsSubstring("oops"));
  }
  SECTION("the receiver talks rubbish") {
    ScriptedReceiver receiver({Reply{"220 mail\r\n", Reply::Then::close}});
    const auto result = run_program(trigger(receiver.url()));
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.out, ContainsSubstring("malformed_answer"));
  }
  SECTION("the receiver hangs") {
    ScriptedReceiver receiver({hang()});
    const auto result = run_program(trigger(receiver.url(), {"--timeout", "50ms"}));
    CHECK(result.exit_code == 3);
    CHECK_THAT(result.out, ContainsSubstring("timed_out"));
  }
  SECTION("the receiver resets") {
    ScriptedReceiver receiver({reset()});
    CHECK(run_program(trigger(receiver.url())).exit_code == 4);
  }
  SECTION("the receiver closes in the middle of its answer") {
    ScriptedReceiver receiver({Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", Reply::Then::close}});
    const auto result = run_program(trigger(receiver.url()));
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.out, ContainsSubstring("200 OK, then the answer broke off"));
  }
  SECTION("the receiver never ends its answer") {
    ScriptedReceiver receiver({Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", Reply::Then::hang}});
    const auto result = run_program(trigger(receiver.url(), {"--timeout", "300ms"}));
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.out, ContainsSubstring("200 OK, then the answer broke off"));
  }
  SECTION("the receiver closes in the middle of its refusal") {
    ScriptedReceiver receiver({Reply{"HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nhalf", Reply::Then::close}});
    const auto result = run_program(trigger(receiver.url(), {"--count", "2"}));
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.out, ContainsSubstring("500 No, then the answer broke off") && ContainsSubstring("; 2 rejected"));
  }
  SECTION("the receiver answers a lot") {
    ScriptedReceiver receiver({reply(200, std::string(5'000'000, 'x'))});
    const auto result = run_program(trigger(receiver.url()));
    CHECK(result.exit_code == 0);
    CHECK(result.out.size() < 1000);
  }
  SECTION("nothing listens") {
    const auto port = free_port();
    const auto result = run_program(trigger(fmt::format("http://127.0.0.1:{}/", port)));
    CHECK(result.exit_code == 4);
    CHECK_THAT(result.out, ContainsSubstring(fmt::format("nothing listens on 127.0.0.1:{}", port)));
  }
}

TEST_CASE("The emitter retries over real sockets until it is delivered", "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(500), reset(), reply(503, "", "Retry-After: 0\r\n"), reply(200)});
  const auto result = run_program(trigger(
      receiver.url(), {"--retries", "3", "--backoff", "1ms", "--secret", "It's a Secret", "--scheme", "github"}));
  CHECK(result.exit_code == 0);
  const auto received = receiver.received();
  REQUIRE(received.size() == 4);
  for (std::size_t i = 0; i < received.size(); ++i) {
    CHECK(value(received[i], "Hookloop-Attempt") == std::to_string(i + 1));
    CHECK(value(received[i], "webhook-id") == value(received[0], "webhook-id"));
    CHECK(received[i].body == received[0].body);
  }
}

TEST_CASE("The emitter's signatures verify at the receiver, from a secret in the environment",
          "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(200)});
  struct Row {
    const char* scheme;
    const char* secret;
  };
  const auto row = GENERATE(values<Row>({
      {"standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
      {"standard-ed25519",
       "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="},
      {"github", "It's a Secret to Everybody"},
      {"stripe", "whsec_any"},
  }));
  CAPTURE(row.scheme);
  const auto result = run_program(trigger(receiver.url(), {"--scheme", row.scheme, "--login", "me"}),
                                  {std::string("HOOKLOOP_SECRET=") + row.secret, "HOOKLOOP_PASSWORD=open"});
  CHECK(result.exit_code == 0);
  const auto request = receiver.received().at(0);
  const VerificationKey key{*parse_signature_scheme(row.scheme), row.secret, "the secret"};
  const auto now = std::chrono::floor<std::chrono::seconds>(SystemClock().now());
  const auto verdict = verify({request.headers, request.body, now}, std::span(&key, 1));
  CAPTURE(verdict.detail);
  CHECK(verdict.state == SignatureVerdict::State::valid);
  CHECK(verify_basic(request.headers, "me", "open") == SignatureCause::none);
}

TEST_CASE("The emitter sends a long count over one connection", "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(200)});
  CHECK(run_program(trigger(receiver.url(), {"--count", "50"})).exit_code == 0);
  CHECK(receiver.received().size() == 50);
  CHECK(receiver.connections() == 1);
}

TEST_CASE("The emitter with a seed sends the same bodies and ids twice", "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(200)});
  for (int i = 0; i < 2; ++i)
    CHECK(run_program(trigger(receiver.url(), {"--seed", "11", "--count", "2"})).exit_code == 0);
  const auto received = receiver.received();
  REQUIRE(received.size() == 4);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(received[i].body == received[i + 2].body);
    CHECK(value(received[i], "webhook-id") == value(received[i + 2], "webhook-id"));
    CHECK(value(received[i], "Hookloop-Event-Id") == value(received[i + 2], "Hookloop-Event-Id"));
  }
}

TEST_CASE("What --dry-run prints is what a receiver gets", "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(200)});
  Words words =
      trigger(receiver.url(), {"--seed", "3", "--timestamp", "1700000000", "--set", "/version/name=Zürich 1"});
  CHECK(run_program(words).exit_code == 0);
  words.push_back("--dry-run");
  const auto dry = run_program(words);
  CHECK(dry.exit_code == 0);
  CHECK(dry.err.empty());
  CHECK(dry.out == receiver.received().at(0).bytes);
}

TEST_CASE("The emitter answers a wrong word with exit code 2 and the nearest right one", "[emitter][end_to_end]") {
  struct Row {
    Words words;
    const char* sentence;
  };
  const auto row = GENERATE(values<Row>({
      {{"triger"}, "did you mean trigger?"},
      {{}, "say what to do"},
      {{"trigger", "PROJECT_PUBLISH", "--ur", "x"}, "did you mean --url?"},
      {{"trigger", "PROJECT_PUBLISH", "--count", "many"}, "--count"},
      {{"trigger", "PROJECT_PUBLISH", "--count", "-1"}, "--count"},
      {{"trigger", "PROJECT_PUBLISH", "--count", "0"}, "from 1 to 1000000000"},
      {{"trigger", "PROJECT_PUBLISH", "--seed", "18446744073709551616"}, "from 0 to 18446744073709551615"},
      {{"trigger", "PROJECT_PUBLISH", "--timestamp", "99999999999999"}, "from 0 to 253402300799"},
      {{"trigger", "PROJECT_PUBLISH", "--timeout", "200000d"}, "36500d"},
      {{"--json", "events"}, "--json goes behind the command: emitter events --json"},
      {{"events", ""}, "no event type"},
      {{"trigger", "PROJECT_PUBLISH", "--retries", "99999999999999999999"}, "--retries"},
      {{"trigger", "PROJECT_PUBLISH", "--timeout", "5"}, "--timeout"},
      {{"trigger", "PROJECT_PUBLISH", "--dry-run", "--set", "name"}, "sets nothing"},
      {{"trigger", "PROJECT_PUBLISH", "PROJECT_TEST"}, "PROJECT_TEST"},
      {{"events", "PROJECT_PUBLISH", "--shema"}, "did you mean --schema?"},
      {{"events", "PROJECT_PUBLISH", "--schema", "--example"}, "--schema"},
      {{"serve", "--listen", "0.0.0.0:0"}, "token"},
      {{"serve", "--listen", "nonsense"},
       "'nonsense' is no address to listen on; write HOST:PORT, as in 127.0.0.1:8081"},
      {{"serve", "--listen", "x\x1b[31m"}, "'x\xef\xbf\xbd[31m'"},
      {{"x\x1b[31m"}, "'x\xef\xbf\xbd[31m'"},
      {{"trigger", "PROJECT_PUBLISH", "--url", "http://a/", "--url", "http://b/"}, "--url is given twice"},
      {{"trigger", "PROJECT_PUBLISH", "--set"}, "--set needs a value: POINTER=TEXT"},
      {{"trigger", "PROJECT_PUBLISH", "--json=5"}, "--json takes no value"},
      {{"trigger", "PROJECT_PUBLISH", "--dry-run=maybe"}, "--dry-run takes no value"},
      {{"serve", "--lisen", "127.0.0.1:0"}, "did you mean --listen?"},
  }));
  CAPTURE(row.words);
  const auto result = run_program(row.words);
  CHECK(result.exit_code == 2);
  CHECK(result.out.empty());
  CHECK_THAT(result.err, StartsWith("emitter: ") && ContainsSubstring(row.sentence) && !ContainsSubstring("\x1b"));
}

TEST_CASE("The emitter's --version and every command's --help exit 0, and help shows an example",
          "[emitter][end_to_end]") {
  const auto version = run_program({"--version"});
  CHECK(version.exit_code == 0);
  CHECK(version.out == "emitter " HOOKLOOP_VERSION "\n");
  const auto words =
      GENERATE(Words{"--help"}, Words{"trigger", "--help"}, Words{"events", "--help"}, Words{"serve", "--help"});
  const auto help = run_program(words);
  CHECK(help.exit_code == 0);
  CHECK_THAT(help.out, ContainsSubstring("Example:\n  emitter "));
}

TEST_CASE("emitter serve answers, writes its ready file, and ends with 0 when asked to", "[emitter][end_to_end]") {
  const int signal_number = GENERATE(SIGTERM, SIGINT);
  TempDir folder;
  const std::string ready = (folder.path() / "ready.json").string();
  Program server({"serve", "--listen", "127.0.0.1:0", "--ephemeral", "--ready-file", ready});
  const std::string first = server.read_line();
  REQUIRE_THAT(first, StartsWith("emitter: http://127.0.0.1:"));
  const std::string url = first.substr(std::string("emitter: ").size());

  CHECK(get(url, "/healthz").status == 200);
  CHECK(get(url, "/readyz").status == 200);
  const Answer page = get(url, "/");
  CHECK(page.status == 200);
  CHECK_THAT(std::string(*find_header(page.headers, "Content-Type")), StartsWith("text/html"));
  CHECK(nlohmann::json::parse(get(url, "/api/v1/event-types").body)["event_types"].size() == 17);
  CHECK(nlohmann::json::parse(get(url, "/api/v1/event-types/project.publish").body)["id"] == "PROJECT_PUBLISH");
  CHECK(get(url, "/api/v1/event-types/PROJECT_PUBLISH/schema").body == payload_schema(EventType::PROJECT_PUBLISH));
  CHECK(get(url, "/api/v1/event-types/PROJECT_PUBLISH/example").body == payload_example(EventType::PROJECT_PUBLISH));

  const Answer unknown = get(url, "/api/v1/event-types/PROJECT_PUBLISHH");
  CHECK(unknown.status == 404);
  CHECK(find_header(unknown.headers, "Content-Type") == "application/problem+json");
  CHECK_THAT(unknown.body, ContainsSubstring("PROJECT_PUBLISH (App published)"));
  CHECK(get(url, "/nothing/here").status == 404);
  CHECK(get(url, "/healthz", "attacker.example").status == 421);

  // It comes before the line on stdout.
  std::ifstream file(ready);
  CHECK(nlohmann::json::parse(file)["url"] == url);
  server.signal(signal_number);
  CHECK(server.wait().exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(ready));
}

TEST_CASE("emitter serve is not held up for long by a request that does not go on", "[emitter][end_to_end]") {
  Program server({"serve", "--listen", "127.0.0.1:0", "--ephemeral"});
  const std::string first = server.read_line();
  RawClient client(static_cast<std::uint16_t>(std::stoi(first.substr(first.rfind(':') + 1))));
  const auto start = std::chrono::steady_clock::now();
  SECTION("when it is told to end") {
    // One that was answered shows that the connection has been taken up.
    client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(client.answer().status == 200);
    client.send("GET /healthz HTTP/1.1\r\nHost: loc");
    server.signal(SIGTERM);
    CHECK(server.wait().exit_code == 0);
  }
  SECTION("when it says of no body how long it is") {
    client.send("POST /api/v1/event-types HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(client.answer().status == 405);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(4));
}

TEST_CASE("emitter serve says which port is taken and exits 4", "[emitter][end_to_end]") {
  ScriptedReceiver taken({reply(200)});
  const auto result = run_program({"serve", "--listen", fmt::format("127.0.0.1:{}", taken.port())});
  CHECK(result.exit_code == 4);
  CHECK(result.out.empty());
  CHECK_THAT(result.err, ContainsSubstring(fmt::format("127.0.0.1:{}", taken.port())) && ContainsSubstring("in use"));
}

TEST_CASE("emitter serve says that it does not know a name and exits 4", "[emitter][end_to_end]") {
  // RFC 6761: .invalid never resolves.
  const auto result = run_program({"serve", "--listen", "nosuch.invalid:0"});
  CHECK(result.exit_code == 4);
  CHECK_THAT(result.err, ContainsSubstring("nosuch.invalid:0") && ContainsSubstring("nobody knows that name"));
}

TEST_CASE("The emitter refuses a password in the environment that can not be sent, and does not show it",
          "[emitter][end_to_end]") {
  const auto result = run_program(trigger("http://127.0.0.1:1/", {"--login", "me"}), {"HOOKLOOP_PASSWORD=hunter2\n"});
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, ContainsSubstring("control character") && !ContainsSubstring("hunter2"));
}

TEST_CASE("The emitter ends in silence when nobody reads its output any more", "[emitter][end_to_end]") {
  Program program({"trigger", "PROJECT_PUBLISH", "--dry-run", "--count", "100000000"});
  program.read_line();
  program.stop_reading();
  const auto result = program.wait();
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
}

TEST_CASE("The emitter sends no more when nobody reads of it any more", "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(200)});
  Program program(trigger(receiver.url(), {"--count", "1000000"}));
  program.read_line();
  program.stop_reading();
  const auto result = program.wait();
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  CHECK(receiver.received().size() < 1000000);
}

TEST_CASE("emitter serve takes its flags from the environment and from a file too", "[emitter][end_to_end]") {
  TempDir folder;
  const std::string config = (folder.path() / "emitter.toml").string();
  SECTION("environment") {
    Program server({"serve"}, {"HOOKLOOP_LISTEN=127.0.0.1:0"});
    CHECK_THAT(server.read_line(), StartsWith("emitter: http://127.0.0.1:") && !ContainsSubstring(":8081"));
  }
  SECTION("file") {
    std::ofstream(config) << "listen = \"127.0.0.1:0\"\n";
    Program server({"serve", "--config", config});
    CHECK_THAT(server.read_line(), StartsWith("emitter: http://127.0.0.1:") && !ContainsSubstring(":8081"));
  }
  SECTION("a file with a key that is no flag") {
    std::ofstream(config) << "lisen = \"127.0.0.1:0\"\n";
    CHECK(run_program({"serve", "--config", config}).exit_code == 2);
  }
}

TEST_CASE("The emitter sends copies at the same time, each on a connection of its own", "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(200)});
  const auto result = run_program(trigger(receiver.url(), {"--fault", "concurrent-duplicate:count=9"}));
  CHECK(result.exit_code == 0);
  CHECK(receiver.connections() == 10);
  REQUIRE(receiver.received().size() == 10);
  for (const ReceivedRequest& request : receiver.received()) CHECK(request.bytes == receiver.received()[0].bytes);
}

TEST_CASE("The emitter sends a burst at the same time", "[emitter][end_to_end]") {
  // Each waits for an answer that does not come; one after the other they would take an hour each.
  ScriptedReceiver receiver({hang()});
  Program program(trigger(receiver.url(), {"--count", "3", "--timeout", "1h", "--fault", "burst:count=3"}));
  while (receiver.received().size() < 3) std::this_thread::yield();
  program.signal(SIGINT);
  CHECK(program.wait().exit_code == 130);
}

TEST_CASE("The emitter resets a connection on purpose in the middle of a body", "[emitter][end_to_end]") {
  ScriptedReceiver receiver({reply(200)});
  const auto result = run_program(
      trigger(receiver.url(), {"--retries", "1", "--backoff", "1ms", "--fault", "reset-mid-body:attempt=1"}));
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, ContainsSubstring("reset on purpose") && ContainsSubstring("[reset-mid-body:attempt=1]"));
  CHECK(receiver.received().size() == 1);
  while (receiver.broken().empty()) std::this_thread::yield();
  CHECK(receiver.broken()[0].was_reset);
}

TEST_CASE("The emitter that is told to end says how far it got", "[emitter][end_to_end]") {
  struct Row {
    int signal;
    int exit_code;
  };
  const auto row = GENERATE(values<Row>({{SIGINT, 130}, {SIGTERM, 143}}));
  CAPTURE(row.signal);
  SECTION("while it waits for an answer") {
    ScriptedReceiver receiver({reply(200), hang()});
    Program program(trigger(receiver.url(), {"--count", "5", "--timeout", "1h", "--json"}));
    while (receiver.received().size() < 2) std::this_thread::yield();
    program.signal(row.signal);
    CHECK(nlohmann::json::parse(program.read_line())["outcome"] == "accepted");
    const auto attempt = nlohmann::json::parse(program.read_line());
    CHECK(attempt["outcome"] == "unknown");
    CHECK(attempt["failure"] == "interrupted");
    const auto result = program.wait();
    CHECK(result.exit_code == row.exit_code);
    const auto summary = nlohmann::json::parse(result.out);
    CHECK(summary["events"] == 2);
    CHECK(summary["interrupted"] == true);
    CHECK(summary["exit_code"] == row.exit_code);
  }
  SECTION("while it waits to try again") {
    ScriptedReceiver receiver({reply(503, "", "Retry-After: 3600\r\n")});
    Program program(trigger(receiver.url(), {"--retries", "1", "--retry-after-limit", "1h"}));
    program.read_line();
    CHECK_THAT(program.read_line(), ContainsSubstring("next try in"));
    program.signal(row.signal);
    const auto result = program.wait();
    CHECK(result.exit_code == row.exit_code);
    CHECK(result.out == "interrupted at event 1 of 1: 0 of 1 delivered, in 1 attempt; 1 rejected\n");
    CHECK(receiver.received().size() == 1);
  }
}
