// `emitter apps`: the apps of the account.
#include <spdlog/fmt/fmt.h>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/api_print.h"
#include "emitter/cli/api/deed_fields.h"
#include "shared/cli/api_path.h"
#include "shared/cli/shown.h"

namespace hookloop {
namespace {

void print_app(const ApiSession& session, const Json& app, const std::string& what) {
  Details details(shown(app, "/name") + what);
  details.add("guid", shown(app, "/guid"));
  details.add("description", shown(app, "/description"));
  details.add("owner", shown_person(app, "/owner"));
  details.add("created", shown_time(app, "/created_at"));
  details.add("edited", shown_time(app, "/edited_at"));
  details.add("removed", shown_time(app, "/removed_at"), Tone::bad);
  add_event(details, app);
  details.print(session.paper);
}

auto app_printer(const char* what) {
  return [what](const ApiSession& session, const Json& app) { print_app(session, app, what); };
}

void print_apps(const ApiSession& session, const Json& answer) {
  print_list(
      session.paper, value_at(answer, "/apps"),
      {{"name", Fit::cut}, {"guid"}, {"created", Fit::drop}, {"owner", Fit::cut}, {"description", Fit::cut}},
      [](const Json& app) -> std::vector<Cell> {
        const bool is_removed = !value_at(app, "/removed_at").is_null();
        return {{shown(app, "/name") + (is_removed ? " (removed)" : ""), is_removed ? Tone::dim : Tone::plain},
                {shown(app, "/guid"), Tone::dim},
                {shown_time(app, "/created_at")},
                {shown(app, "/owner/name")},
                {shown(app, "/description")}};
      },
      "There are no apps yet. Create one: emitter apps create MyApp");
}

// A request about the app that the command's first word names.
void ask_of_app(ApiCommand& command, const char* method, const char* what) {
  command.ask(
      method,
      [&app = command.add_word("APP", "Its name or guid")](ApiSession& session) -> Result<std::string, ApiFailure> {
        const auto guid = session.names.app_guid(app);
        if (!guid) return guid.error();
        return api_path({"apps", *guid});
      });
  command.print = app_printer(what);
}

}  // namespace

void add_apps_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup apps(app, {"apps", "The account's apps: create, rename, remove", "emitter apps create MyApp"},
                       surroundings, action);

  ApiCommand& list = apps.add_first({"list", "List them", "emitter apps list --removed"});
  list.fields.add_flag("--removed", "/removed", "true", "Those too that were removed");
  list.ask("GET", {"apps"});
  list.print = print_apps;

  ApiCommand& create =
      apps.add({"create", "Create one; fires App created", "emitter apps create MyApp --description 'For iOS'"});
  create.fields.add_word("NAME", "/name", "Its name");
  create.fields.add("--description", "/description", "TEXT", "What it is; else the platform's own sentence");
  add_deed_flags(create.fields);
  create.ask("POST", {"apps"});
  create.print = app_printer(" created");

  ask_of_app(apps.add({"show", "Show one", "emitter apps show MyApp"}), "GET", "");

  ApiCommand& rename =
      apps.add({"rename", "Give one another name; fires App renamed", "emitter apps rename MyApp YourApp"});
  ask_of_app(rename, "PATCH", ", as it is called now");
  rename.fields.add_word("NAME", "/name", "Its new name");
  rename.fields.add("--description", "/description", "TEXT", "A new description too");
  add_deed_flags(rename.fields);

  ApiCommand& describe = apps.add(
      {"describe", "Give one another description; fires nothing", "emitter apps describe MyApp 'Our first one'"});
  ask_of_app(describe, "PATCH", " described");
  describe.fields.add_word("TEXT", "/description", "The new description");

  ApiCommand& remove =
      apps.add({"remove", "Remove one; fires App removed", "emitter apps remove MyApp --by 'Max Katz'"});
  ask_of_app(remove, "DELETE", " removed");
  add_deed_flags(remove.fields);
}

}  // namespace hookloop
