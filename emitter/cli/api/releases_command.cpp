// `emitter publications` and `emitter tests`: what is done with an app once it is built.
#include <spdlog/fmt/fmt.h>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/api_print.h"
#include "emitter/cli/api/deed_fields.h"
#include "shared/cli/shown.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kMostCounted = 1'000'000'000;  // the server says it of its own limit

void print_publication(const ApiSession& session, const Json& publication) {
  Details details(fmt::format("Published on {}", shown(publication, "/target")));
  details.add("number", shown(publication, "/number"));
  details.add("url", shown(publication, "/url"));
  details.add("published", fmt::format("{} by {}", shown_time(publication, "/published_at"),
                                       shown_person(publication, "/published_by")));
  add_event(details, publication);
  details.print(session.paper);
}

void print_publications(const ApiSession& session, const Json& answer) {
  print_list(
      session.paper, value_at(answer, "/publications"),
      {{"number"}, {"target"}, {"published"}, {"by", Fit::cut}, {"url", Fit::cut}},
      [](const Json& publication) -> std::vector<Cell> {
        return {{shown(publication, "/number")},
                {shown(publication, "/target")},
                {shown_time(publication, "/published_at")},
                {shown(publication, "/published_by/name")},
                {shown(publication, "/url")}};
      },
      "The app was not published yet. Publish it: emitter publications create --app APP");
}

void print_test(const ApiSession& session, const Json& test) {
  const std::string status = shown(test, "/status");
  Details details(fmt::format("Test run {}", shown(test, "/number")), status, tone_of(status));
  details.add("passed", shown(test, "/passed"));
  details.add("failed", shown(test, "/failed"));
  details.add("took", shown(test, "/duration_seconds") + " s");
  details.add("tested", fmt::format("{} by {}", shown_time(test, "/tested_at"), shown_person(test, "/tested_by")));
  add_event(details, test);
  details.print(session.paper);
}

void print_tests(const ApiSession& session, const Json& answer) {
  print_list(
      session.paper, value_at(answer, "/tests"),
      {{"number"}, {"status"}, {"passed"}, {"failed"}, {"seconds"}, {"tested"}, {"by", Fit::cut}},
      [](const Json& test) -> std::vector<Cell> {
        const std::string status = shown(test, "/status");
        return {{shown(test, "/number")},        {status, tone_of(status)},          {shown(test, "/passed")},
                {shown(test, "/failed")},        {shown(test, "/duration_seconds")}, {shown_time(test, "/tested_at")},
                {shown(test, "/tested_by/name")}};
      },
      "The app was not tested yet. Test it: emitter tests create --app APP");
}

}  // namespace

void add_publications_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup publications(
      app, {"publications", "An app's publications", "emitter publications create --app MyApp --target heroku"},
      surroundings, action);

  ApiCommand& list = publications.add_first({"list", "List them", "emitter publications list --app MyApp"});
  publications.ask_below_app(list, "GET", [] { return Steps{"publications"}; });
  list.print = print_publications;

  ApiCommand& create = publications.add({"create", "Publish the app; fires App published, or App published on Heroku",
                                         "emitter publications create --app MyApp --target heroku"});
  create.fields.add_choice("--target", "/target", {"platform", "heroku"}, "Where to; the first unless it is said");
  create.fields.add("--url", "/url", "URL", "Where it can be opened; else one is made", read_url);
  add_deed_flags(create.fields);
  publications.ask_below_app(create, "POST", [] { return Steps{"publications"}; });
  create.print = print_publication;
}

void add_tests_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup tests(app, {"tests", "An app's test runs", "emitter tests create --app MyApp --status failed"},
                        surroundings, action);

  ApiCommand& list = tests.add_first({"list", "List them", "emitter tests list --app MyApp"});
  tests.ask_below_app(list, "GET", [] { return Steps{"tests"}; });
  list.print = print_tests;

  ApiCommand& create = tests.add({"create", "Test the app; fires App test. What is not said is drawn by chance",
                                  "emitter tests create --app MyApp --status failed --failed 2"});
  create.fields.add_choice("--status", "/status", {"passed", "failed"}, "How the run ended");
  create.fields.add_whole("--passed", "/passed", 0, kMostCounted, "How many tests passed");
  create.fields.add_whole("--failed", "/failed", 0, kMostCounted, "How many failed");
  create.fields.add_whole("--seconds", "/duration_seconds", 0, kMostCounted, "How long it took");
  add_deed_flags(create.fields);
  tests.ask_below_app(create, "POST", [] { return Steps{"tests"}; });
  create.print = print_test;
}

}  // namespace hookloop
