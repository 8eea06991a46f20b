#include "emitter/cli/api/api_command.h"

#include <spdlog/fmt/fmt.h>

#include <ostream>
#include <utility>

#include "shared/support/terminal.h"

namespace hookloop {
namespace {

std::optional<ApiFailure> ask_and_print(const ApiCommand& command, ApiSession& session) {
  auto request = command.request(session);
  if (!request) return request.error();
  const auto answer = session.client.call(*request);
  if (!answer) return answer.error();
  if (session.json)
    print_json(session.paper, *answer);
  else
    command.print(session, *answer);
  return std::nullopt;
}

ExitCode fail(std::ostream& err, const RequestFields& fields, const ApiFailure& failure) {
  print_failure(err, emitter_program().name, fields, failure);
  return failure.code;
}

}  // namespace

const std::string& ApiCommand::add_word(const std::string& name, const std::string& help) {
  std::string& text = texts_.emplace_back();
  for (CLI::App* app : apps) app->add_option(name, text, help)->required()->type_name("");
  return text;
}

const std::string& ApiCommand::add_text(const std::string& flag, const std::string& type_name,
                                        const std::string& help) {
  std::string& text = texts_.emplace_back();
  for (CLI::App* app : apps) app->add_option(flag, text, help)->type_name(type_name);
  return text;
}

void ApiCommand::ask(std::string method, PathOf path, bool in_query) {
  in_query_ = in_query || method == "GET";
  method_ = std::move(method);
  path_ = std::move(path);
}

void ApiCommand::ask(std::string method, Steps steps) {
  ask(std::move(method), [path = api_path(steps)](ApiSession&) -> Result<std::string, ApiFailure> { return path; });
}

Result<ApiRequest, ApiFailure> ApiCommand::request(ApiSession& session) const {
  auto path = path_(session);
  if (!path) return path.error();
  ApiRequest request{method_, *std::move(path)};
  if (in_query_)
    request.path += query_text(fields.json());
  else if (!fields.json().empty())
    request.body = fields.json();
  return request;
}

ApiCommandGroup::ApiCommandGroup(CLI::App& app, const ApiCommandText& text, Surroundings& surroundings, Action& action)
    : group_(*app.add_subcommand(text.name, text.what)), surroundings_(surroundings), action_(action) {
  group_.footer(fmt::format("Example:\n  {}", text.example));
}

ApiCommand& ApiCommandGroup::add(const ApiCommandText& text) { return add_named({add_subcommand(text)}); }

ApiCommand& ApiCommandGroup::add_first(const ApiCommandText& text) {
  return add_named({&group_, add_subcommand(text)});
}

ApiCommand& ApiCommandGroup::add_alone() { return add_named({&group_}); }

CLI::App* ApiCommandGroup::add_subcommand(const ApiCommandText& text) {
  CLI::App* const command = group_.add_subcommand(text.name, text.what);
  command->footer(fmt::format("Example:\n  {}", text.example));
  return command;
}

ApiCommand& ApiCommandGroup::add_named(std::vector<CLI::App*> named) {
  const auto command = std::make_shared<ApiCommand>(named);
  for (CLI::App* app : named) {
    add_api_flags(*app, shared_->api, emitter_program());
    app->callback([app, command, shared = shared_, &surroundings = surroundings_, &action = action_] {
      if (!app->get_subcommands().empty()) return;  // the one that was named has had its say
      action = [command, shared, &surroundings] { return run(*command, *shared, surroundings); };
    });
  }
  return *command;
}

const std::string& ApiCommandGroup::add_app_flag(ApiCommand& command) {
  for (CLI::App* app : command.apps) {
    app->add_option("--app", shared_->app, "The app, by its name or guid")->type_name("APP");
  }
  return shared_->app;
}

void ApiCommandGroup::ask_below_app(ApiCommand& command, std::string method, std::function<Steps()> steps) {
  const auto path = [&app = add_app_flag(command),
                     steps = std::move(steps)](ApiSession& session) -> Result<std::string, ApiFailure> {
    if (app.empty()) {
      return ApiFailure{ExitCode::wrong_usage, "say which app: --app NAME; `emitter apps` lists those that there are"};
    }
    const auto guid = session.names.app_guid(app);
    if (!guid) return guid.error();
    Steps all{"apps", *guid};
    for (std::string& step : steps()) all.push_back(std::move(step));
    return api_path(all);
  };
  command.ask(std::move(method), path);
}

ExitCode ApiCommandGroup::run(ApiCommand& command, const Shared& shared, Surroundings& surroundings) {
  auto client = open_client(surroundings.make_api_transport(), shared.api, emitter_program());
  if (!client) return fail(surroundings.err, command.fields, client.error());
  Paper paper{surroundings.out, Style(surroundings.out_has_colour)};
  if (surroundings.out_is_terminal) paper.width = surroundings.out_width;
  Names names(*client);
  ApiSession session{*client, names, surroundings.clock, paper, shared.api.json};
  const auto failure = command.run ? command.run(session) : ask_and_print(command, session);
  return failure ? fail(surroundings.err, command.fields, *failure) : ExitCode::passed;
}

const ApiProgram& emitter_program() {
  static const ApiProgram kProgram{"emitter", "emitter serve", "http://127.0.0.1:8081", "HOOKLOOP_SERVER"};
  return kProgram;
}

}  // namespace hookloop
