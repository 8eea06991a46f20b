// Who may use a server: the token that its API and page ask for (shared/http_server/guard.h), and the rule that an
// address which other machines can reach needs one. Used once, before a server starts.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "shared/support/exit_code.h"
#include "shared/support/listen_address.h"
#include "shared/support/result.h"

namespace hookloop {

struct TokenOptions {
  std::string token;
  std::string token_file;
};

void add_token_options(CLI::App& command, TokenOptions& options);

// Why a server does not start.
struct StartRefusal {
  ExitCode code;
  std::string message;
};

// From the flag or its file; empty when there is none.
Result<std::string, StartRefusal> read_token(const TokenOptions& options);

// `text` is the address as it was given.
std::optional<StartRefusal> check_listen(const ListenAddress& listen, const std::string& text,
                                         const std::string& token);

}  // namespace hookloop
