// What every command takes that uses an API: where the server is, its token, and whether JSON is wanted; and what such
// a command prints. One thread at a time.
#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <memory>
#include <string>

#include "shared/cli/api_client.h"
#include "shared/cli/paper.h"
#include "shared/cli/request_fields.h"

namespace hookloop {

struct ApiFlags {
  std::string server;
  std::string token;
  bool json = false;
};

// `flags` must outlive the parsing.
void add_api_flags(CLI::App& command, ApiFlags& flags, const ApiProgram& program);

// What the flags do not say is taken from the environment. The failure is one of usage.
Result<ApiClient, ApiFailure> open_client(std::unique_ptr<StreamTransport> transport, const ApiFlags& flags,
                                          const ApiProgram& program);

// An answer as it came. A terminal gets no control bytes, in JSON neither; a pipe gets JSON as it is. Null, which is an
// answer without content, prints nothing.
void print_json(const Paper& paper, const Json& answer);
// The same in one line, for output that is a line each.
void print_json_line(const Paper& paper, const Json& value);

// "PROGRAM: FLAG: sentence", the flag where the server named a field that one stands for.
void print_failure(std::ostream& err, const std::string& program, const RequestFields& fields,
                   const ApiFailure& failure);

// The value of an environment variable; empty where it is not set.
std::string from_environment(const std::string& name);

}  // namespace hookloop
