#include "shared/support/server_token.h"

#include <spdlog/fmt/fmt.h>

#include <fstream>

#include "shared/support/http_message.h"

namespace hookloop {
namespace {

// Fewer can be guessed by trying.
constexpr std::size_t kShortestToken = 16;

}  // namespace

void add_token_options(CLI::App& command, TokenOptions& options) {
  command
      .add_option("--token", options.token,
                  "Who uses API and page must know it; needed to listen on an address that other machines reach. "
                  "Better in the environment, as HOOKLOOP_TOKEN, or in --token-file")
      ->type_name("TOKEN");
  command.add_option("--token-file", options.token_file, "A file that holds the token")->type_name("FILE");
}

Result<std::string, StartRefusal> read_token(const TokenOptions& options) {
  if (!options.token.empty() && !options.token_file.empty()) {
    return StartRefusal{ExitCode::wrong_usage, "give the token with --token or in --token-file, not both"};
  }
  std::string token = options.token;
  if (!options.token_file.empty()) {
    std::ifstream file(options.token_file);
    if (!std::getline(file, token)) {
      return StartRefusal{ExitCode::environment,
                          "the token file " + options.token_file + " can not be read, or is empty"};
    }
    token = std::string(trim_white_space(token));
    if (token.ends_with('\r')) token.pop_back();
  }
  const bool is_given = !options.token.empty() || !options.token_file.empty();
  if (is_given && token.size() < kShortestToken) {
    return StartRefusal{
        ExitCode::wrong_usage,
        fmt::format("a token is at least {} characters long; `openssl rand -hex 16` makes one", kShortestToken)};
  }
  return token;
}

std::optional<StartRefusal> check_listen(const ListenAddress& listen, const std::string& text,
                                         const std::string& token) {
  if (is_loopback(listen.host)) return std::nullopt;
  if (!is_known_host(listen.host)) {
    return StartRefusal{ExitCode::environment, "can not listen on " + text + ": nobody knows that name"};
  }
  if (!token.empty()) return std::nullopt;
  return StartRefusal{ExitCode::wrong_usage,
                      text +
                          " can be reached from other machines: give a token with --token-file (or HOOKLOOP_TOKEN) to "
                          "keep strangers out, or listen on 127.0.0.1, [::1] or localhost"};
}

}  // namespace hookloop
