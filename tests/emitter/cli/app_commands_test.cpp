// `emitter account`, `apps`, `versions`, `builds`, `publications` and `tests`: what each asks and what it prints.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/emitter/cli/api_run.h"

using namespace hookloop;
using namespace hookloop::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kApps = "/api/v1/apps";
const std::string kApp = kApps + "/" + kGuid;
const std::string kEvent =
    R"("event":{"id":"evt_1","type":"PROJECT_CREATE","console_name":"App created","deliveries":1})";
const std::string kPerson = R"({"name":"Max Katz","email":""})";
const std::string kTime = R"("2026-01-31T12:00:00.123456Z")";

std::string printed(const Words& words, const std::string& answer) {
  EmitterRun emitter({answered(200, answer)});
  CHECK(emitter(words) == ExitCode::passed);
  CHECK(emitter.err().empty());
  return emitter.out();
}

}  // namespace

TEST_CASE("Each command about apps asks for its deed", "[emitter][unit]") {
  struct Row {
    Words words;
    std::string asked;
  };
  const auto row = GENERATE(values<Row>({
      {{"account"}, "GET /api/v1/account"},
      {{"account", "show"}, "GET /api/v1/account"},
      {{"account", "change", "--name", "N", "--utc-offset", "+02:00", "--owner", "2"},
       R"(PATCH /api/v1/account {"name":"N","utc_offset":"+02:00","owner":"2"})"},
      {{"apps"}, "GET " + kApps},
      {{"apps", "list", "--removed"}, "GET " + kApps + "?removed=true"},
      {{"apps", "create", "MyApp"}, "POST " + kApps + R"( {"name":"MyApp"})"},
      {{"apps", "create", "list", "--description", "D", "--by", "Max Katz", "--fault", "delay:by=5s", "--fault",
        "drop"},
       "POST " + kApps + R"( {"name":"list","description":"D","by":"Max Katz","faults":["delay:by=5s","drop"]})"},
      {{"apps", "show", kGuid}, "GET " + kApp},
      {{"apps", "rename", kGuid, "New", "--by", "1"}, "PATCH " + kApp + R"( {"name":"New","by":"1"})"},
      {{"apps", "describe", kGuid, "Better"}, "PATCH " + kApp + R"( {"description":"Better"})"},
      {{"apps", "remove", kGuid}, "DELETE " + kApp},
      {{"apps", "remove", kGuid, "--by", "1"}, "DELETE " + kApp + R"( {"by":"1"})"},
      {{"versions", "--app", kGuid}, "GET " + kApp + "/versions"},
      {{"versions", "list", "--app", kGuid}, "GET " + kApp + "/versions"},
      {{"versions", "create", "Version #1", "--app", kGuid}, "POST " + kApp + R"(/versions {"name":"Version #1"})"},
      {{"versions", "--app", kGuid, "create", "2"}, "POST " + kApp + R"(/versions {"name":"2"})"},
      {{"versions", "remove", "Version #1", "--app", kGuid}, "DELETE " + kApp + "/versions/Version%20%231"},
      {{"versions", "restore", "1", "--app", kGuid, "--by", "1"}, "POST " + kApp + R"(/versions/1/restore {"by":"1"})"},
      {{"builds", "--app", kGuid}, "GET " + kApp + "/builds"},
      {{"builds", "start", "android", "--app", kGuid, "--version", "1", "--finish-after", "10s", "--finishes-as",
        "failure"},
       "POST " + kApp +
           R"(/builds {"platform":"android","version":"1","finish_after_ms":10000,"finishes_as":"failure"})"},
      {{"builds", "finish", "3", "--app", kGuid, "--outcome", "failure", "--error", "E"},
       "POST " + kApp + R"(/builds/3/finish {"outcome":"failure","error":"E"})"},
      {{"publications", "--app", kGuid}, "GET " + kApp + "/publications"},
      {{"publications", "create", "--app", kGuid, "--target", "heroku", "--url", "https://my.test/"},
       "POST " + kApp + R"(/publications {"target":"heroku","url":"https://my.test/"})"},
      {{"tests", "--app", kGuid}, "GET " + kApp + "/tests"},
      {{"tests", "create", "--app", kGuid, "--status", "failed", "--passed", "10", "--failed", "2", "--seconds", "9"},
       "POST " + kApp + R"(/tests {"status":"failed","passed":10,"failed":2,"duration_seconds":9})"},
      {{"tests", "create", "--app", kGuid}, "POST " + kApp + "/tests"},
  }));
  EmitterRun emitter({answered(200, "{}")});
  INFO(row.asked);
  CHECK(emitter(row.words) == ExitCode::passed);
  CHECK(asked(emitter) == Words{row.asked});
  CHECK(emitter.err().empty());
}

TEST_CASE("Wrong words about apps are found before anything is sent", "[emitter][unit]") {
  const auto words = GENERATE(values<Words>({
      {"apps", "lisst"},
      {"apps", "create"},
      {"apps", "create", "A", "list"},
      {"apps", "create", "A", "trigger"},
      {"apps", "create", "A", "--fault", "dealy"},
      {"apps", "create", "A", "--decription", "D"},
      {"account", "change"},
      {"versions"},
      {"versions", "create", "V"},
      {"builds", "start", "windows", "--app", kGuid},
      {"builds", "start", "ios", "--app", kGuid, "--finish-after", "10"},
      {"builds", "start", "ios", "--app", kGuid, "--finish-after", "5us"},
      {"builds", "finish", "3", "--app", kGuid, "--outcome", "sucess"},
      {"publications", "create", "--app", kGuid, "--target", "herokku"},
      {"publications", "create", "--app", kGuid, "--url", "my.test"},
      {"tests", "create", "--app", kGuid, "--status", "fine"},
      {"tests", "create", "--app", kGuid, "--passed", "-1"},
      {"account", "change-member", "1"},
  }));
  EmitterRun emitter({answered(200, R"({"members":[{"id":1,"name":"Max"}]})")});
  CHECK(emitter(words) == ExitCode::wrong_usage);
  for (const std::string& request : asked(emitter)) CHECK(request == "GET /api/v1/account");
}

TEST_CASE("A deed that needs an app says so", "[emitter][unit]") {
  EmitterRun emitter;
  CHECK(emitter({"versions"}) == ExitCode::wrong_usage);
  CHECK(emitter.err() == "emitter: say which app: --app NAME; `emitter apps` lists those that there are\n");
}

TEST_CASE("A member is added, changed and removed in the whole list that the API takes", "[emitter][unit]") {
  const std::string account =
      R"({"name":"A","members":[{"id":1,"name":"Max Katz","email":""},{"id":2,"name":"Ada","email":"a@x.test"}]})";
  struct Row {
    Words words;
    std::string members;
  };
  const auto row = GENERATE(values<Row>({
      {{"account", "add-member", "Bo", "--email", "b@x.test"},
       R"([{"id":1,"name":"Max Katz","email":""},{"id":2,"name":"Ada","email":"a@x.test"},{"name":"Bo","email":"b@x.test"}])"},
      {{"account", "change-member", "Max Katz", "--email", "m@x.test"},
       R"([{"id":1,"name":"Max Katz","email":"m@x.test"},{"id":2,"name":"Ada","email":"a@x.test"}])"},
      {{"account", "remove-member", "2"}, R"([{"id":1,"name":"Max Katz","email":""}])"},
  }));
  EmitterRun emitter({answered(200, account)});
  CHECK(emitter(row.words) == ExitCode::passed);
  CHECK(asked(emitter) == Words{"GET /api/v1/account", "PATCH /api/v1/account {\"members\":" + row.members + "}"});
}

TEST_CASE("A member who is not there is told with the nearest", "[emitter][unit]") {
  EmitterRun emitter({answered(200, R"({"members":[{"id":1,"name":"Max Katz"}]})")});
  CHECK(emitter({"account", "remove-member", "Max Kats"}) == ExitCode::wrong_usage);
  CHECK(emitter.err() == "emitter: no member has the id or name 'Max Kats'; did you mean Max Katz?\n");
}

TEST_CASE("The account is shown with its members", "[emitter][unit]") {
  CHECK(printed({"account"},
                R"({"name":"Acme","utc_offset":"-07:00","owner":{"id":1,"name":"Max Katz","email":""},"members":[
                    {"id":1,"name":"Max Katz","email":""},{"id":2,"name":"Ada","email":"a@x.test"}]})") ==
        "Acme\n"
        "  UTC offset  -07:00\n"
        "  owner       Max Katz\n"
        "  member 1    Max Katz\n"
        "  member 2    Ada <a@x.test>\n");
}

TEST_CASE("A deed is told with what it made and what it fires", "[emitter][unit]") {
  const std::string app = R"({"guid":"g","name":"MyApp","description":"D","created_at":)" + kTime + R"(,"edited_at":)" +
                          kTime + R"(,"owner":)" + kPerson + R"(,"removed_at":null,)" + kEvent + "}";
  CHECK(printed({"apps", "create", "MyApp"}, app) ==
        "MyApp created\n"
        "  guid         g\n"
        "  description  D\n"
        "  owner        Max Katz\n"
        "  created      2026-01-31 12:00:00Z\n"
        "  edited       2026-01-31 12:00:00Z\n"
        "  fires        PROJECT_CREATE (App created)\n"
        "  event        evt_1\n"
        "  owed         1 delivery\n");
}

TEST_CASE("A deed that nobody is told of says so", "[emitter][unit]") {
  CHECK_THAT(printed({"versions", "create", "V", "--app", kGuid},
                     R"({"number":1,"name":"V","event":{"id":"evt_1","type":"T","console_name":"C","deliveries":0}})"),
             ContainsSubstring("owed    nothing: no webhook is attached for this\n"));
}

TEST_CASE("Lists about apps are tables, and empty ones say what to do", "[emitter][unit]") {
  CHECK(printed({"apps", "--removed"}, R"({"apps":[{"guid":"g","name":"MyApp","created_at":)" + kTime + R"(,"owner":)" +
                                           kPerson + R"(,"description":"D","removed_at":)" + kTime + "}]}") ==
        "name             guid  created               owner     description\n"
        "MyApp (removed)  g     2026-01-31 12:00:00Z  Max Katz  D\n");
  CHECK(printed({"versions", "--app", kGuid}, R"({"versions":[{"number":1,"name":"V","created_at":)" + kTime +
                                                  R"(,"author":)" + kPerson + R"(,"removed_at":null}]})") ==
        "number  name  created               author    removed\n"
        "1       V     2026-01-31 12:00:00Z  Max Katz\n");
  CHECK(printed({"builds", "--app", kGuid},
                R"({"builds":[{"number":2,"platform":"ios","status":"failure","version":"V","started_at":)" + kTime +
                    R"(,"finished_at":)" + kTime + R"(,"artifact":null,"error":"E"}]})") ==
        "number  platform  status   version  started               finished              artifact or error\n"
        "2       ios       failure  V        2026-01-31 12:00:00Z  2026-01-31 12:00:00Z  E\n");
  CHECK(printed({"publications", "--app", kGuid},
                R"({"publications":[{"number":1,"target":"heroku","url":"U","published_at":)" + kTime +
                    R"(,"published_by":)" + kPerson + "}]}") ==
        "number  target  published             by        url\n"
        "1       heroku  2026-01-31 12:00:00Z  Max Katz  U\n");
  CHECK(printed({"tests", "--app", kGuid},
                R"({"tests":[{"number":1,"status":"passed","passed":5,"failed":0,"duration_seconds":7,"tested_at":)" +
                    kTime + R"(,"tested_by":)" + kPerson + "}]}") ==
        "number  status  passed  failed  seconds  tested                by\n"
        "1       passed  5       0       7        2026-01-31 12:00:00Z  Max Katz\n");
  CHECK(printed({"apps"}, R"({"apps":[]})") == "There are no apps yet. Create one: emitter apps create MyApp\n");
  CHECK_THAT(printed({"tests", "--app", kGuid}, R"({"tests":[]})"), ContainsSubstring("emitter tests create"));
}

TEST_CASE("Builds, publications and test runs are told of in full", "[emitter][unit]") {
  CHECK(printed({"builds", "start", "ios", "--app", kGuid},
                R"({"number":2,"platform":"ios","status":"started","version":"V","started_at":)" + kTime +
                    R"(,"started_by":)" + kPerson + R"(,"finishes_at":)" + kTime + R"(,"finishes_as":"failure"})") ==
        "Build 2  started\n"
        "  platform  ios\n"
        "  version   V\n"
        "  started   2026-01-31 12:00:00Z by Max Katz\n"
        "  finishes  2026-01-31 12:00:00Z as failure\n");
  CHECK_THAT(printed({"publications", "create", "--app", kGuid}, R"({"target":"heroku","url":"U"})"),
             ContainsSubstring("Published on heroku\n  url        U\n"));
  CHECK_THAT(printed({"tests", "create", "--app", kGuid}, R"({"number":4,"status":"failed","duration_seconds":7})"),
             ContainsSubstring("Test run 4  failed\n  took    7 s\n"));
}
