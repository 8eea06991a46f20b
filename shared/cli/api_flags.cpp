#include "shared/cli/api_flags.h"

#include <spdlog/fmt/fmt.h>

#include <cstdlib>
#include <ostream>
#include <utility>

#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// Below a command's own flags in --help, for they are the same everywhere.
constexpr const char* kCommonFlags = "Options of all commands that use the API";

std::string first_not_empty(const std::string& flag, const std::string& variable, const std::string& otherwise) {
  if (!flag.empty()) return flag;
  const std::string value = from_environment(variable);
  return value.empty() ? otherwise : value;
}

}  // namespace

void add_api_flags(CLI::App& command, ApiFlags& flags, const ApiProgram& program) {
  command
      .add_option("--server", flags.server,
                  fmt::format("Where `{}` answers; else {}, else {}", program.serve_command, program.server_variable,
                              program.default_url))
      ->type_name("URL")
      ->group(kCommonFlags);
  command.add_option("--token", flags.token, "The server's token; better in the environment, as HOOKLOOP_TOKEN")
      ->type_name("TOKEN")
      ->group(kCommonFlags);
  command.add_flag("--json", flags.json, "Print what the API answers, as JSON")->group(kCommonFlags);
}

Result<ApiClient, ApiFailure> open_client(std::unique_ptr<StreamTransport> transport, const ApiFlags& flags,
                                          const ApiProgram& program) {
  return ApiClient::make(std::move(transport), program,
                         first_not_empty(flags.server, program.server_variable, program.default_url),
                         first_not_empty(flags.token, "HOOKLOOP_TOKEN", ""));
}

void print_json(const Paper& paper, const Json& answer) {
  if (answer.is_null()) return;
  const std::string text = answer.dump(2, ' ', false, Json::error_handler_t::replace);
  paper.out << (paper.width ? printable(text, /*keep_lines=*/true) : text) << '\n';
}

void print_json_line(const Paper& paper, const Json& value) {
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  paper.out << (paper.width ? printable(text) : text) << '\n';
}

void print_failure(std::ostream& err, const std::string& program, const RequestFields& fields,
                   const ApiFailure& failure) {
  err << program << ": ";
  if (failure.pointer) err << printable(fields.flag_for(*failure.pointer)) << ": ";
  err << printable(failure.message) << '\n';
}

std::string from_environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

}  // namespace hookloop
