#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using Catch::Matchers::ContainsSubstring;

// An address of exactly so many bytes.
std::string long_url(std::size_t bytes) {
  std::string url = "https://apps.example.com/";
  url.resize(bytes, 'a');
  return url;
}

}  // namespace

TEST_CASE("publishing an app causes the event of its target, with an address of its own", "[emitter][unit]") {
  struct Row {
    std::string target;
    EventType type;
    std::string before;  // the guid's first eight characters stand between the two
    std::string after;
  };
  const auto row = GENERATE(values<Row>({
      {"platform", EventType::PROJECT_PUBLISH, "https://apps.example.com/", "/"},
      {"heroku", EventType::PROJECT_PUBLISH_HEROKU, "https://myapp-", ".herokuapp.com/"},
  }));
  PlatformWorld world;
  const App app = world.create_app();
  const auto done = succeed(world.platform.publish(app.guid, row.target, std::nullopt, {}));
  CHECK(world.platform_store().list_publications(app.number) == std::vector{done.value});
  CHECK(done.value.number == 1);
  CHECK(done.value.published_at == world.clock.now());
  CHECK(done.value.published_by == Person{"Max Katz", ""});
  const Payload payload = world.payload_of(done.event_id, row.type);
  const std::string url = row.before + app.guid.substr(0, 8) + row.after;
  CHECK(std::get<PayloadPublication>(payload.subject) == PayloadPublication{row.target, url});
}

TEST_CASE("an app is published under the address that was given", "[emitter][unit]") {
  const std::string url = GENERATE(as<std::string>(), "http://localhost:3000", "http://[::1]:3000/",
                                   "https://a.test/~me/x'(1)*?q=[a]&r=%7B!$;,", long_url(kLongestPublicationUrlBytes));
  PlatformWorld world;
  const App app = world.create_app();
  const auto done = succeed(world.platform.publish(app.guid, "heroku", url, {}));
  CHECK(done.value.url == url);
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_PUBLISH_HEROKU);
  CHECK(std::get<PayloadPublication>(payload.subject).url == url);
}

TEST_CASE("an address that can not be opened or told of is refused", "[emitter][unit]") {
  struct Row {
    std::string url;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {"", "The URL is empty"},
      {"apps.example.com", "did you mean http://apps.example.com?"},
      {"ftp://example.com/", "a URL begins with http:// or https://"},
      {"https://max:secret@example.com/", "a login in it"},
      {"https://example.com/a b", "writes as %20"},
      {"https://example.com/\xc3\xbc", "writes as %C3"},
      {"https://example.com/{app}", "what a URL writes as % and two hexadecimal digits"},
      {"https://example.com/%zz", "what a URL writes as % and two hexadecimal digits"},
      {"https://example.com/\"", "what a URL writes as % and two hexadecimal digits"},
      {"https://example.com/\xff", "writes as %FF"},
      {"https://\xff.example.com/", "no host name"},
      {long_url(kLongestPublicationUrlBytes + 1), "A URL is at most 2000 bytes long."},
  }));
  PlatformWorld world;
  const App app = world.create_app();
  const Problem problem = refused(world, [&] { return world.platform.publish(app.guid, "platform", row.url, {}); });
  CHECK(brief(problem) == "400 bad-field /url");
  CHECK_THAT(problem.detail, ContainsSubstring(row.detail));
  CHECK_THAT(problem.detail, !ContainsSubstring("secret"));
}

TEST_CASE("a target that is none is refused, and the nearest is named", "[emitter][unit]") {
  struct Row {
    std::string target;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {"herokku", "There is no target 'herokku'; did you mean heroku?"},
      {"Platform", "There is no target 'Platform'; did you mean platform?"},
      {"mars", "There is no target 'mars'; it is platform or heroku."},
      {"", "There is no target ''; it is platform or heroku."},
  }));
  PlatformWorld world;
  const App app = world.create_app();
  const Problem problem = refused(world, [&] { return world.platform.publish(app.guid, row.target, {}, {}); });
  CHECK(brief(problem) == "400 bad-field /target");
  CHECK(problem.detail == row.detail);
}

TEST_CASE("testing an app causes PROJECT_TEST with the result that was given", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  const auto done = succeed(world.platform.test_app(
      app.guid, {.status = "failed", .passed = kMostTests, .failed = 2, .duration_seconds = 0}, {}));
  CHECK(world.platform_store().list_tests(app.number) == std::vector{done.value});
  CHECK(done.value.tested_at == world.clock.now());
  CHECK(done.value.tested_by == Person{"Max Katz", ""});
  const Payload payload = world.payload_of(done.event_id, EventType::PROJECT_TEST);
  CHECK(std::get<PayloadTest>(payload.subject) == PayloadTest{"failed", kMostTests, 2, 0});
}

TEST_CASE("what is not said of a test's result is drawn so that the whole fits together", "[emitter][unit]") {
  const auto said = GENERATE(values<TestResult>({
      {},
      {.status = "passed"},
      {.status = "failed"},
      {.failed = 0},
      {.failed = 3},
      {.passed = 0},
      {.duration_seconds = 7},
      {.status = "failed", .passed = 4},
  }));
  PlatformWorld world;
  const App app = world.create_app();
  for (int i = 0; i < 40; ++i) {
    const PayloadTest result = succeed(world.platform.test_app(app.guid, said, {})).value.result;
    CHECK((result.status == "failed") == (result.failed > 0));
    CHECK(said.status.value_or(result.status) == result.status);
    CHECK(said.passed.value_or(result.passed) == result.passed);
    CHECK(said.failed.value_or(result.failed) == result.failed);
    CHECK(said.duration_seconds.value_or(result.duration_seconds) == result.duration_seconds);
  }
}

TEST_CASE("both results of a test are drawn", "[emitter][unit]") {
  PlatformWorld world;
  const App app = world.create_app();
  int failed = 0;
  for (int i = 0; i < 100; ++i) {
    if (succeed(world.platform.test_app(app.guid, {}, {})).value.result.status == "failed") ++failed;
  }
  // One in four; chance leaves it far from either end.
  CHECK(failed > 5);
  CHECK(failed < 60);
}

TEST_CASE("a test's result that makes no sense is refused", "[emitter][unit]") {
  struct Row {
    TestResult result;
    std::string pointer;
    std::string detail;
  };
  const auto row = GENERATE(values<Row>({
      {{.status = "pased"}, "/status", "There is no status 'pased'; did you mean passed?"},
      {{.status = "?"}, "/status", "There is no status '?'; it is passed or failed."},
      {{.passed = -1}, "/passed", "This is a whole number from 0 to 1000000000."},
      {{.failed = -1}, "/failed", "This is a whole number from 0 to 1000000000."},
      {{.duration_seconds = -1}, "/duration_seconds", "This is a whole number from 0 to 1000000000."},
      {{.passed = kMostTests + 1}, "/passed", "This is a whole number from 0 to 1000000000."},
      {{.failed = kMostTests + 1}, "/failed", "This is a whole number from 0 to 1000000000."},
      {{.duration_seconds = kMostTests + 1}, "/duration_seconds", "This is a whole number from 0 to 1000000000."},
      {{.status = "passed", .failed = 1},
       "/failed",
       "A run has failed when one of its tests did, and passed when none did."},
      {{.status = "failed", .failed = 0},
       "/failed",
       "A run has failed when one of its tests did, and passed when none did."},
  }));
  PlatformWorld world;
  const App app = world.create_app();
  const Problem problem = refused(world, [&] { return world.platform.test_app(app.guid, row.result, {}); });
  CHECK(brief(problem) == "400 bad-field " + row.pointer);
  CHECK(problem.detail == row.detail);
}

TEST_CASE("an app that is not there is neither published nor tested", "[emitter][unit]") {
  PlatformWorld world;
  CHECK(brief(refused(world, [&] { return world.platform.publish("none", "heroku", {}, {}); })) == "404 unknown-app");
  CHECK(brief(refused(world, [&] { return world.platform.test_app("none", {}, {}); })) == "404 unknown-app");
}

}  // namespace hookloop::test
