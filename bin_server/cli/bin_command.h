// What all commands have in common that use the API of a bin_server: where it is, which bin is meant, and how a failure
// is told. A bin is named by its id, or by its capture or page URL, which says where the server is too. A bin that is
// not there is told with the nearest one that is; a mistake in a search is shown with a line that points at its column.
//
// Exit codes: 0 done; 2 wrong usage, and what the server refused (4xx); 4 the server can not be reached, or is in
// trouble (5xx); 130 and 143 interrupted.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "bin_server/cli/commands.h"
#include "shared/cli/api_client.h"
#include "shared/cli/api_flags.h"
#include "shared/cli/api_path.h"
#include "shared/cli/paper.h"
#include "shared/cli/request_fields.h"

namespace hookloop {

// What a command works with once its words have been read.
struct BinSession {
  ApiClient& client;
  BinServerSurroundings& surroundings;
  const Paper& paper;
  bool json;
  std::string bin;                   // its id; empty where none was named
  std::optional<std::string> query;  // of --q

  // Below the bin: path({"requests"}) is "/api/v1/bins/demo/requests".
  std::string path(const Steps& steps = {}) const;
  bool out_is_terminal() const { return paper.width.has_value(); }
};

struct BinCommandText {
  const char* name;
  const char* what;
  const char* example;
};

class BinCommand {
 public:
  explicit BinCommand(CLI::App& named) : app(named), fields({&named}) {}

  void add_bin(const std::string& help = "The bin: its id, or its URL", bool is_required = true);
  void add_query(const std::string& help);

  CLI::App& app;
  RequestFields fields;
  std::function<Result<ExitCode, ApiFailure>(BinSession&)> run;

 private:
  friend BinCommand& add_bin_command(CLI::App&, const BinCommandText&, BinServerSurroundings&, Action&);
  ExitCode run_whole(BinServerSurroundings& surroundings);

  ApiFlags api_;
  std::string bin_;
  std::optional<std::string> query_;
};

// The command lives as long as the program's command line. Lambdas may hold it by reference.
BinCommand& add_bin_command(CLI::App& app, const BinCommandText& text, BinServerSurroundings& surroundings,
                            Action& action);

const ApiProgram& bin_server_program();

// The bytes of the file of this name.
Result<std::string> read_file(const std::string& name);
// A flag's value for a RequestFields field: the bytes of the file of this name.
Result<Json> read_file_as_base64(const std::string& name);

// The id of an interrupted command for the shell: 128 and the signal's number.
ExitCode interrupted_code(const Interrupt& interrupt);

}  // namespace hookloop
