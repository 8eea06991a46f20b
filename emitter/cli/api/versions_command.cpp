// `emitter versions`: the versions of an app.
#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/api_print.h"
#include "emitter/cli/api/deed_fields.h"
#include "shared/cli/api_path.h"
#include "shared/cli/shown.h"

namespace hookloop {
namespace {

constexpr const char* kVersionHelp = "Its number, or its name (the newest of that name)";

auto version_printer(const char* what) {
  return [what](const ApiSession& session, const Json& version) {
    Details details(shown(version, "/name") + what);
    details.add("number", shown(version, "/number"));
    details.add("author", shown_person(version, "/author"));
    details.add("created", shown_time(version, "/created_at"));
    details.add("removed", shown_time(version, "/removed_at"), Tone::bad);
    add_event(details, version);
    details.print(session.paper);
  };
}

void print_versions(const ApiSession& session, const Json& answer) {
  print_list(
      session.paper, value_at(answer, "/versions"),
      {{"number"}, {"name", Fit::cut}, {"created"}, {"author", Fit::cut}, {"removed"}},
      [](const Json& version) -> std::vector<Cell> {
        return {{shown(version, "/number")},
                {shown(version, "/name")},
                {shown_time(version, "/created_at")},
                {shown(version, "/author/name")},
                {shown_time(version, "/removed_at"), Tone::bad}};
      },
      "The app has no versions yet. Create one: emitter versions create 'Version #1' --app APP");
}

}  // namespace

void add_versions_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup versions(
      app,
      {"versions", "An app's versions: create, remove, restore", "emitter versions create 'Version #1' --app MyApp"},
      surroundings, action);

  ApiCommand& list = versions.add_first({"list", "List them", "emitter versions list --app MyApp"});
  versions.ask_below_app(list, "GET", [] { return Steps{"versions"}; });
  list.print = print_versions;

  ApiCommand& create = versions.add(
      {"create", "Create one; fires App version created", "emitter versions create 'Version #1' --app MyApp"});
  create.fields.add_word("NAME", "/name", "Its name, the comment that it is created with");
  add_deed_flags(create.fields);
  versions.ask_below_app(create, "POST", [] { return Steps{"versions"}; });
  create.print = version_printer(" created");

  ApiCommand& remove = versions.add(
      {"remove", "Remove one; fires App version removed", "emitter versions remove 'Version #1' --app MyApp"});
  const std::string& removed = remove.add_word("VERSION", kVersionHelp);
  versions.ask_below_app(remove, "DELETE", [&removed] { return Steps{"versions", removed}; });
  add_deed_flags(remove.fields);
  remove.print = version_printer(" removed");

  ApiCommand& restore = versions.add(
      {"restore", "Restore one; fires App version restored", "emitter versions restore 'Version #1' --app MyApp"});
  const std::string& restored = restore.add_word("VERSION", kVersionHelp);
  versions.ask_below_app(restore, "POST", [&restored] { return Steps{"versions", restored, "restore"}; });
  add_deed_flags(restore.fields);
  restore.print = version_printer(" restored");
}

}  // namespace hookloop
