// `emitter builds`: Android and iOS builds of an app.
#include <spdlog/fmt/fmt.h>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/api_print.h"
#include "emitter/cli/api/deed_fields.h"
#include "shared/cli/shown.h"

namespace hookloop {
namespace {

const std::vector<std::string> kOutcomes{"success", "failure", "abort"};

void print_build(const ApiSession& session, const Json& build) {
  const std::string status = shown(build, "/status");
  Details details(fmt::format("Build {}", shown(build, "/number")), status, tone_of(status));
  details.add("platform", shown(build, "/platform"));
  details.add("version", shown(build, "/version"));
  details.add("started", fmt::format("{} by {}", shown_time(build, "/started_at"), shown_person(build, "/started_by")));
  if (!value_at(build, "/finishes_at").is_null()) {
    details.add("finishes", fmt::format("{} as {}", shown_time(build, "/finishes_at"), shown(build, "/finishes_as")));
  }
  details.add("finished", shown_time(build, "/finished_at"));
  details.add("artifact", shown(build, "/artifact"));
  details.add("error", shown(build, "/error"), Tone::bad);
  add_event(details, build);
  details.print(session.paper);
}

void print_builds(const ApiSession& session, const Json& answer) {
  print_list(
      session.paper, value_at(answer, "/builds"),
      {{"number"},
       {"platform"},
       {"status"},
       {"version", Fit::cut},
       {"started", Fit::drop},
       {"finished"},
       {"artifact or error", Fit::cut}},
      [](const Json& build) -> std::vector<Cell> {
        const std::string status = shown(build, "/status");
        const std::string error = shown(build, "/error");
        return {{shown(build, "/number")},
                {shown(build, "/platform")},
                {status, tone_of(status)},
                {shown(build, "/version")},
                {shown_time(build, "/started_at")},
                {shown_time(build, "/finished_at")},
                error.empty() ? Cell(shown(build, "/artifact")) : Cell(error, Tone::bad)};
      },
      "The app has no builds yet. Start one: emitter builds start android --app APP");
}

}  // namespace

void add_builds_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup builds(app, {"builds", "An app's builds: start, finish", "emitter builds start android --app MyApp"},
                         surroundings, action);

  ApiCommand& list = builds.add_first({"list", "List them", "emitter builds list --app MyApp"});
  builds.ask_below_app(list, "GET", [] { return Steps{"builds"}; });
  list.print = print_builds;

  ApiCommand& start = builds.add(
      {"start", "Start one; fires its start, and with --finish-after its end",
       "emitter builds start android --app MyApp --version 'Version #1' --finish-after 10s --finishes-as failure"});
  start.fields.add_word_choice("PLATFORM", "/platform", {"android", "ios"}, "What it is built for");
  start.fields.add("--version", "/version", "VERSION", "The version that is built, by number or name; else the newest");
  start.fields.add("--finish-after", "/finish_after_ms", "DURATION", "It ends by itself after this time",
                   read_milliseconds);
  start.fields.add_choice("--finishes-as", "/finishes_as", kOutcomes, "How it then ends");
  add_deed_flags(start.fields);
  builds.ask_below_app(start, "POST", [] { return Steps{"builds"}; });
  start.print = print_build;

  ApiCommand& finish = builds.add({"finish", "End one that was started; fires its success, failure or abort",
                                   "emitter builds finish 3 --app MyApp --outcome failure --error 'Out of memory'"});
  const std::string& build = finish.add_word("BUILD", "Its number");
  finish.fields.add_choice("--outcome", "/outcome", kOutcomes, "How it ended");
  finish.fields.add("--error", "/error", "TEXT", "Why it failed");
  add_deed_flags(finish.fields);
  builds.ask_below_app(finish, "POST", [&build] { return Steps{"builds", build, "finish"}; });
  finish.print = print_build;
}

}  // namespace hookloop
