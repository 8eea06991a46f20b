// `emitter events`: the catalogue, and one type's schema and example as exact bytes.
#include <spdlog/fmt/fmt.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>

#include "emitter/cli/commands.h"
#include "emitter/model/event_type_view.h"
#include "shared/schema/event_type.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

struct EventsOptions {
  std::optional<std::string> type;
  bool schema = false;
  bool example = false;
  bool json = false;
};

void print_scope(std::ostream& out, const Style& style, EventScope scope) {
  out << style.bold(scope == EventScope::app ? "App events, attached to one app"
                                             : "Account events, attached to the account")
      << '\n';
  for (const EventTypeInfo& event_type : event_types()) {
    if (event_type.scope != scope) continue;
    const std::string origin =
        event_type.origin == EventOrigin::documented ? style.green("documented") : style.dim("inferred");
    out << fmt::format("  {:<25} {:<26} {:<26} {}\n", event_type.id, event_type.console_name, event_type.dotted,
                       origin);
  }
}

void print_catalogue(std::ostream& out, const Style& style) {
  print_scope(out, style, EventScope::app);
  out << '\n';
  print_scope(out, style, EventScope::account);
  out << "\nA command takes the id, the console's name or the dotted form. The platform documents the ids marked "
         "documented;\nthe others follow the same pattern.\n";
}

void print_type(std::ostream& out, const Style& style, const EventTypeInfo& event_type) {
  const bool is_app = event_type.scope == EventScope::app;
  const bool is_documented = event_type.origin == EventOrigin::documented;
  out << style.bold(event_type.id) << '\n'
      << "  in the console  " << event_type.console_name << '\n'
      << "  dotted form     " << event_type.dotted << '\n'
      << "  attached to     " << (is_app ? "one app" : "the account") << '\n'
      << "  the id is       " << (is_documented ? "documented by the platform" : "inferred from the documented ones")
      << "\n\nAn example of its payload:\n"
      << payload_example(event_type.type);
  if (!payload_example(event_type.type).ends_with('\n')) out << '\n';
  out << "\nSend one: emitter trigger " << event_type.id << " --url http://localhost:3000/hook\n";
}

ExitCode run(const EventsOptions& options, Surroundings& surroundings) {
  const Style style(surroundings.out_has_colour);
  if (!options.type) {
    if (options.schema || options.example) {
      surroundings.err << "emitter: " << (options.schema ? "--schema" : "--example")
                       << " needs an event type: emitter events PROJECT_VERSION_CREATE "
                       << (options.schema ? "--schema" : "--example") << '\n';
      return ExitCode::wrong_usage;
    }
    if (options.json)
      surroundings.out << catalogue_view().dump(2) << '\n';
    else
      print_catalogue(surroundings.out, style);
    return ExitCode::passed;
  }
  const auto type = parse_event_type(*options.type);
  if (!type) {
    surroundings.err << "emitter: " << printable(type.error().message) << '\n';
    return ExitCode::wrong_usage;
  }
  if (options.schema)
    surroundings.out << payload_schema(*type);
  else if (options.example)
    surroundings.out << payload_example(*type);
  else if (options.json)
    surroundings.out << event_type_view(info(*type)).dump(2) << '\n';
  else
    print_type(surroundings.out, style, info(*type));
  return ExitCode::passed;
}

}  // namespace

void add_events_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  const auto options = std::make_shared<EventsOptions>();
  CLI::App* const command = app.add_subcommand("events", "List the event types, or show one");
  command->add_option("TYPE", options->type, "Id, dotted form or console name of an event type");
  CLI::Option* const schema =
      command->add_flag("--schema", options->schema, "Print the JSON Schema of its payload, and nothing else");
  command->add_flag("--example", options->example, "Print an example of its payload, and nothing else")
      ->excludes(schema);
  command->add_flag("--json", options->json, "Print JSON");
  command->footer("Example:\n  emitter events PROJECT_VERSION_CREATE --schema");
  command->callback(
      [options, &surroundings, &action] { action = [options, &surroundings] { return run(*options, surroundings); }; });
}

}  // namespace hookloop
