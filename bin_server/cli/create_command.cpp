// `bin_server create`: a new bin, and the URL that captures.
#include <spdlog/fmt/fmt.h>

#include <ostream>

#include "bin_server/cli/bin_command.h"
#include "bin_server/http/bin_input.h"
#include "shared/cli/details.h"
#include "shared/cli/shown.h"
#include "shared/support/json_fields.h"
#include "shared/support/terminal.h"
#include "shared/yaml/yaml_text.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kMostOfAnything = 1'000'000'000;

Result<Json> read_first_line(const std::string& name) {
  const auto text = read_file(name);
  if (!text) return text.error();
  std::string line = text->substr(0, text->find('\n'));
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) return Error{fmt::format("the first line of '{}' is empty", printable(name))};
  return Json(line);
}

// What the bin answers, as JSON or YAML: read here as the server reads it, so that a mistake is told with its place.
Result<Json> read_response_file(const std::string& name, Timestamp now) {
  const auto text = read_file(name);
  if (!text) return text.error();
  const auto fault = [&name](const YamlFault& found) {
    return Error{fmt::format("{}:{}", printable(name), to_string(found))};
  };
  const auto yaml = YamlText::read(*text);
  if (!yaml) return fault(yaml.error());
  try {
    read_bin_response(yaml->value(), *default_program(), "", now);
  } catch (const BadField& field) {
    return fault(yaml->fault_at(field.pointer, field.detail));
  }
  return yaml->value();
}

// The answer field by field, for the most usual ones; a file says all that there is to say.
void add_response_fields(RequestFields& fields, CLI::App& app, const Clock& clock) {
  fields.add("--response", "/response", "FILE",
             "All that it answers, in JSON or YAML: delays, faults, sequences, chances, rules",
             [&clock](const std::string& name) { return read_response_file(name, clock.now()); });
  fields.add_whole("--response-status", "/response/status", 200, 599, "What it answers with");
  fields.add_each("--response-header", "/response/headers", "HEADER", "A header of its answer, 'Name: value'",
                  read_header);
  fields.add("--response-body", "/response/body", "TEXT", "The body of its answer");
  fields.add("--response-body-file", "/response/body_base64", "FILE", "The same, the bytes of a file",
             read_file_as_base64);
  fields.add("--response-delay", "/response/delay_ms", "DURATION", "How long it waits before it answers",
             read_milliseconds);
  std::vector<std::string> faults;
  for (const AnswerFault fault : kAnswerFaults) {
    if (fault != AnswerFault::none) faults.emplace_back(to_string(fault));
  }
  fields.add_choice("--response-fault", "/response/fault", faults, "What goes wrong instead of a good answer");
  for (const char* flag : {"--response-status", "--response-header", "--response-body", "--response-body-file",
                           "--response-delay", "--response-fault"}) {
    app.get_option("--response")->excludes(app.get_option(flag));
  }
}

void add_fields(RequestFields& fields, CLI::App& app, const Clock& clock) {
  fields.add("ID", "/id", "", "Its id, 1 to 64 characters of A-Z a-z 0-9 _ and -; else one is made up");
  fields.add("--name", "/name", "TEXT", "What people call it");
  fields.add("--login", "/login", "LOGIN",
             "Ask senders for this login, as HTTP Basic; what has another is captured too");
  fields.add("--password", "/password", "PASSWORD",
             "Its password; better in the environment, as HOOKLOOP_PASSWORD, or in a file");
  fields.add("--password-file", "/password", "FILE", "The same, the first line of a file", read_first_line);
  app.get_option("--password")->excludes(app.get_option("--password-file"));
  fields.add_each("--secret", "/secrets", "SECRET",
                  "Check signatures with this; better in the environment, as HOOKLOOP_SECRET");
  fields.add_each("--forward", "/forward/targets", "URL", "Send each capture on to this", read_url);
  fields.add("--forward-timeout", "/forward/timeout_ms", "DURATION", "How long a target may take to answer",
             read_milliseconds);
  fields.add_whole("--max-requests", "/max_requests", 1, kMostOfAnything, "Captures it keeps; the oldest go first");
  fields.add("--max-bytes", "/max_bytes", "SIZE", "Bytes it keeps; the oldest go first", read_size);
  fields.add("--max-age", "/max_age_ms", "DURATION", "How long it keeps a capture", read_milliseconds);
  fields.add("--expires-in", "/expires_in_ms", "DURATION", "After this it is deleted with all its captures",
             read_milliseconds);
  add_response_fields(fields, app, clock);
}

// A status, or what the choice is made by.
std::string shown_program(const Json& response) {
  for (const char* choice : {"sequence", "chances", "rules"}) {
    const Json& branches = value_at(response, fmt::format("/{}", choice));
    if (branches.is_array()) return fmt::format("{} of {}", choice, branches.size());
  }
  const std::string fault = shown(response, "/fault");
  return fault.empty() ? shown(response, "/status") : fault;
}

// A pipe gets the URL alone, so that a script can send to "$(bin_server create)".
void print(const BinSession& session, const Json& bin) {
  if (!session.out_is_terminal()) {
    session.paper.out << shown(bin, "/capture_url") << '\n';
    return;
  }
  Details details(shown(bin, "/capture_url"));
  details.add("page", shown(bin, "/page_url"));
  if (text_at(bin, "/name") != text_at(bin, "/id")) details.add("name", shown(bin, "/name"));
  details.add("answers", shown_program(value_at(bin, "/response")));
  details.add("login", shown(bin, "/login"));
  for (const Json& target : value_at(bin, "/forward/targets")) details.add("forwards to", shown(target, "/url"));
  details.add("expires", shown_time(bin, "/expires_at"));
  details.add("watch it", fmt::format("bin_server tail {}", shown(bin, "/id")));
  details.print(session.paper);
}

}  // namespace

void add_create_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(
      app, {"create", "Make a bin, and print the URL that captures", "bin_server create demo --response-status 503"},
      surroundings, action);
  add_fields(command.fields, command.app, surroundings.clock);
  command.run = [&command](BinSession& session) -> Result<ExitCode, ApiFailure> {
    const std::string secret = from_environment("HOOKLOOP_SECRET");
    if (!secret.empty() && !command.fields.has("/secrets")) command.fields.put("/secrets", Json::array({secret}));
    const std::string password = from_environment("HOOKLOOP_PASSWORD");
    const bool wants_password = command.fields.has("/login") && !command.fields.has("/password");
    if (!password.empty() && wants_password) command.fields.put("/password", password);
    const auto bin = session.client.call({"POST", api_path({"bins"}), command.fields.json()});
    if (!bin) return bin.error();
    if (session.json)
      print_json(session.paper, *bin);
    else
      print(session, *bin);
    return ExitCode::passed;
  };
}

}  // namespace hookloop
