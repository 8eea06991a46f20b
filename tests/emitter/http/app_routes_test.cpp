#include <catch2/catch_test_macros.hpp>

#include "tests/support/running_platform.h"

using namespace hookloop;
using namespace hookloop::test;
using Json = RunningPlatform::Json;

namespace {

std::string app_path(const Json& app, const std::string& rest = "") {
  return "/api/v1/apps/" + app["guid"].get<std::string>() + rest;
}

}  // namespace

TEST_CASE("Each deed answers with what it made and the event that it caused", "[emitter][integration]") {
  RunningPlatform platform;
  const RawAnswer created = platform.call("POST", "/api/v1/apps", {{"name", "MyApp"}});
  CHECK(created.status == 201);
  const Json app = Json::parse(created.body);
  CHECK(created.header("Location") == app_path(app));
  CHECK(app["event"]["type"] == "PROJECT_CREATE");
  CHECK(app["event"]["console_name"] == "App created");
  CHECK(app["event"]["deliveries"] == 0);

  const auto caused = [&](const char* method, const std::string& rest, const Json& body = Json::object()) {
    return platform.must(method, app_path(app, rest), body)["event"]["type"].get<std::string>();
  };
  CHECK(caused("POST", "/versions", {{"name", "Version #1"}}) == "PROJECT_VERSION_CREATE");
  CHECK(caused("DELETE", "/versions/1") == "PROJECT_VERSION_REMOVE");
  CHECK(caused("POST", "/versions/Version%20%231/restore") == "PROJECT_VERSION_RESTORE");
  CHECK(caused("POST", "/builds", {{"platform", "android"}}) == "ANDROID_BUILD_START");
  CHECK(caused("POST", "/builds/1/finish", {{"outcome", "success"}}) == "ANDROID_BUILD_SUCCESS");
  CHECK(caused("POST", "/builds", {{"platform", "ios"}, {"version", "Version #1"}}) == "IOS_BUILD_START");
  CHECK(caused("POST", "/builds/2/finish", {{"outcome", "abort"}}) == "IOS_BUILD_ABORT");
  CHECK(caused("POST", "/publications", {{"target", "platform"}}) == "PROJECT_PUBLISH");
  CHECK(caused("POST", "/publications", {{"target", "heroku"}}) == "PROJECT_PUBLISH_HEROKU");
  CHECK(caused("POST", "/tests") == "PROJECT_TEST");
  CHECK(caused("PATCH", "", {{"name", "YourApp"}, {"description", "about it"}}) == "PROJECT_RENAME");
  CHECK(caused("DELETE", "") == "PROJECT_REMOVE");

  const Json events = platform.get("/api/v1/events?limit=500");
  CHECK(events["events"].size() == 13);
  CHECK(events["events"][0]["type"] == "PROJECT_REMOVE");  // newest first
  CHECK(events["next"].is_null());
}

TEST_CASE("An app that was removed is readable with all it had, and takes no further deed", "[emitter][integration]") {
  RunningPlatform platform;
  const Json app = platform.add_app();
  platform.must("POST", app_path(app, "/versions"), {{"name", "Version #1"}});
  platform.must("POST", app_path(app, "/builds"), {{"platform", "ios"}});
  platform.must("DELETE", app_path(app));

  CHECK(platform.get(app_path(app))["removed_at"].is_string());
  CHECK(platform.get(app_path(app, "/versions"))["versions"].size() == 1);
  CHECK(platform.get(app_path(app, "/builds"))["builds"][0]["status"] == "aborted");
  CHECK(platform.get("/api/v1/events?app=" + app["guid"].get<std::string>())["events"].size() == 4);
  CHECK(platform.get("/api/v1/apps")["apps"].empty());
  CHECK(platform.get("/api/v1/apps?removed=true")["apps"].size() == 1);

  const auto told = problem_of(platform.call("POST", app_path(app, "/versions"), {{"name", "Version #2"}}));
  CHECK(told.status == 409);
  CHECK(told.type == "app-removed");
}

TEST_CASE("A new name and a new description go together or not at all", "[emitter][integration]") {
  RunningPlatform platform;
  const Json app = platform.add_app();
  const auto told =
      problem_of(platform.call("PATCH", app_path(app), {{"name", "MyApp"}, {"description", "another one"}}));
  CHECK(told.type == "same-name");
  CHECK(platform.get(app_path(app))["description"] == app["description"]);

  CHECK_FALSE(platform.must("PATCH", app_path(app), {{"description", "another one"}}).contains("event"));
  CHECK(platform.get(app_path(app))["description"] == "another one");
}

TEST_CASE("A field that is not right is told by its pointer, with what is allowed", "[emitter][integration]") {
  RunningPlatform platform;
  const Json app = platform.add_app();
  const auto told = [&](const std::string& rest, const Json& body, const char* method = "POST") {
    return problem_of(platform.call(method, rest.starts_with("/api") ? rest : app_path(app, rest), body));
  };
  CHECK(told("/api/v1/apps", Json::object()).pointer == "/name");
  CHECK(told("/api/v1/apps", {{"name", 7}}).pointer == "/name");
  CHECK(told("/api/v1/apps", {{"nmae", "MyApp"}}).detail == "There is no such field; did you mean name?");
  CHECK(told("/api/v1/apps", {{"name", "A"}, {"by", "Nobody"}}).pointer == "/by");
  CHECK(told("/api/v1/apps", {{"name", "A"}, {"faults", {"dupliacte"}}}).pointer == "/faults/0");
  CHECK(told("/api/v1/apps", Json::array()).pointer.empty());
  CHECK(told("/builds", {{"platform", "windows"}}).detail == "An app is built for android or ios.");
  CHECK(told("/builds", {{"platform", "ios"}, {"finishes_as", "failure"}}).pointer == "/finishes_as");
  CHECK(told("/builds/1/finish", {{"outcome", "won"}}).pointer == "/outcome");
  CHECK(told("/publications", {{"target", "herokku"}}).pointer == "/target");
  CHECK(told("/tests", {{"passed", -1}}).pointer == "/passed");
  CHECK(told("/api/v1/account", {{"utc_offset", "7"}}, "PATCH").pointer == "/utc_offset");
  CHECK(told("/api/v1/account", {{"members", {{{"name", ""}}}}}, "PATCH").pointer == "/members/0/name");

  const auto no_json = problem_of(platform.call("POST", "/api/v1/apps?x=1"));
  CHECK(no_json.status == 400);
}

TEST_CASE("A build ends by itself after its time, by who started it", "[emitter][integration]") {
  RunningPlatform platform;
  platform.must("PATCH", "/api/v1/account", {{"members", {{{"id", 1}, {"name", "Max Katz"}}, {{"name", "Ada"}}}}});
  const Json app = platform.add_app();
  platform.must("POST", app_path(app, "/versions"), {{"name", "Version #1"}});
  const Json build =
      platform.must("POST", app_path(app, "/builds"),
                    {{"platform", "android"}, {"finish_after_ms", 1}, {"finishes_as", "failure"}, {"by", "Ada"}});
  CHECK(build["status"] == "started");
  Json ended;
  do {
    ended = platform.get(app_path(app, "/builds"))["builds"][0];
  } while (ended["status"] == "started");
  CHECK(ended["status"] == "failure");
  CHECK(ended["error"].is_string());
  CHECK(platform.get("/api/v1/events?type=android.build.failure")["events"][0]["happened_by"]["name"] == "Ada");
}

TEST_CASE("An address that is not there, or not for that method, says what there is", "[emitter][integration]") {
  RunningPlatform platform;
  CHECK(problem_of(platform.call("GET", "/api/v1/apps/none")).type == "unknown-app");
  CHECK(problem_of(platform.call("GET", "/api/v1/appps")).type == "no-such-resource");
  const RawAnswer wrong_method = platform.call("DELETE", "/api/v1/apps");
  CHECK(wrong_method.status == 405);
  CHECK(wrong_method.header("Allow") == "GET, HEAD, POST");
  CHECK(problem_of(platform.call("GET", "/api/v1/events?typ=x")).type == "unknown-parameter");
  CHECK(problem_of(platform.call("GET", "/api/v1/events?limit=0")).type == "bad-parameter");
  CHECK(problem_of(platform.call("GET", "/api/v1/events?type=project.publsh")).detail.find("PROJECT_PUBLISH") !=
        std::string::npos);
}
