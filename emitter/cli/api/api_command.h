// What all commands have in common that use the API from a terminal: words become a request, the answer is printed, or
// with --json is printed as it came. A group (`emitter apps`) has a command for each deed (`create`), and its name
// alone is `list` (or whatever is added with `add_first`).
//
// Exit codes: 0 done; 2 wrong usage, and what the server refused (4xx); 4 the server can not be reached, or is in
// trouble (5xx).
#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emitter/cli/api/names.h"
#include "emitter/cli/commands.h"
#include "shared/cli/api_client.h"
#include "shared/cli/api_flags.h"
#include "shared/cli/api_path.h"
#include "shared/cli/paper.h"
#include "shared/cli/request_fields.h"

namespace hookloop {

const ApiProgram& emitter_program();

// What a command works with once its words have been read.
struct ApiSession {
  ApiClient& client;
  Names& names;
  const Clock& clock;
  const Paper& paper;
  bool json;
};

// The path of a request, once names have been looked up; may put further fields.
using PathOf = std::function<Result<std::string, ApiFailure>(ApiSession&)>;

class ApiCommand {
 public:
  explicit ApiCommand(std::vector<CLI::App*> named) : apps(named), fields(std::move(named)) {}

  // A word that must be given and is no field of the request; it is there once the request is made.
  const std::string& add_word(const std::string& name, const std::string& help);
  // A flag of the command's own, empty where it was not given.
  const std::string& add_text(const std::string& flag, const std::string& type_name, const std::string& help);

  // What it asks. The fields are the query of a GET, and the body of all else; with `in_query` the query there too.
  void ask(std::string method, PathOf path, bool in_query = false);
  void ask(std::string method, Steps steps);  // a path without names
  Result<ApiRequest, ApiFailure> request(ApiSession& session) const;

  const std::vector<CLI::App*> apps;  // by which it can be called
  RequestFields fields;
  std::function<void(const ApiSession&, const Json& answer)> print;
  // For a command that is more than one request, instead of `ask` and `print`.
  std::function<std::optional<ApiFailure>(ApiSession&)> run;

 private:
  std::string method_;
  PathOf path_;
  bool in_query_ = false;
  std::deque<std::string> texts_;  // a deque, for they are handed out by reference
};

struct ApiCommandText {
  const char* name;
  const char* what;
  const char* example;
};

class ApiCommandGroup {
 public:
  // `app`, `surroundings` and `action` must outlive the action.
  ApiCommandGroup(CLI::App& app, const ApiCommandText& text, Surroundings& surroundings, Action& action);

  // The command lives as long as the program's command line. Lambdas may hold it by reference.
  ApiCommand& add(const ApiCommandText& text);
  ApiCommand& add_first(const ApiCommandText& text);  // and what the group's name alone does
  ApiCommand& add_alone();                            // what the name does, of a group that has no commands

  // --app of a command; its value is the group's: before and after the command's name it says the same.
  const std::string& add_app_flag(ApiCommand& command);
  // Gives the command --app, and lets it ask for what lies there below the app.
  void ask_below_app(ApiCommand& command, std::string method, std::function<Steps()> steps);

 private:
  // What every command of the group is told.
  struct Shared {
    ApiFlags api;
    std::string app;
  };

  ApiCommand& add_named(std::vector<CLI::App*> named);
  CLI::App* add_subcommand(const ApiCommandText& text);
  static ExitCode run(ApiCommand& command, const Shared& shared, Surroundings& surroundings);

  CLI::App& group_;
  Surroundings& surroundings_;
  Action& action_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace hookloop
