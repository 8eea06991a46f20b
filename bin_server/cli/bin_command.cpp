#include "bin_server/cli/bin_command.h"

#include <spdlog/fmt/fmt.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

#include "shared/cli/shown.h"
#include "shared/support/encoding.h"
#include "shared/support/nearest.h"
#include "shared/support/terminal.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

struct NamedBin {
  std::string server;  // empty: it does not say
  std::string id;
};

// "demo", "http://127.0.0.1:8080/b/demo", "http://127.0.0.1:8080/bins/demo".
Result<NamedBin> parse_bin_word(const std::string& word) {
  if (word.find("://") == std::string::npos) return NamedBin{"", word};
  const auto url = parse_url(word);
  if (!url) return url.error();
  const std::string path = url->target.substr(0, url->target.find('?'));
  for (const std::string_view step : {"/b/", "/bins/"}) {
    const std::size_t at = path.rfind(step);
    if (at == std::string::npos) continue;
    Url server = *url;
    server.target = path.substr(0, at + 1);
    const std::string rest = path.substr(at + step.size());
    return NamedBin{to_string(server), rest.substr(0, rest.find('/'))};
  }
  return Error{fmt::format("{} is no URL of a bin; one is such as http://127.0.0.1:8080/b/demo", printable(word))};
}

// The part of a query around a column, and under it a sign that points there.
void point_at(std::ostream& err, const std::string& query, std::size_t column) {
  constexpr std::size_t kBefore = 40;
  constexpr std::size_t kShown = 72;
  const std::string text = printable(query);
  const std::size_t first = column > kBefore + 1 ? column - kBefore : 1;
  std::string shown;
  std::size_t at = 0;  // the column of the character that a byte belongs to
  for (const char byte : text) {
    if (!continues_character(byte)) ++at;
    if (at >= first && at < first + kShown) shown += byte;
  }
  err << "  " << shown << "\n  " << std::string(column - first, ' ') << "^\n";
}

// The server says where: here a line shows it.
std::string without_column(const std::string& message, std::size_t column) {
  const std::string prefix = fmt::format("Column {} of q: ", column);
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

void name_nearest_bin(ApiFailure& failure, BinSession& session) {
  const auto answer = session.client.call({"GET", api_path({"bins"})});
  if (!answer) return;  // what the server said first will do
  std::vector<std::string> ids;
  for (const Json& bin : value_at(*answer, "/bins")) ids.push_back(text_at(bin, "/id"));
  std::string advice = did_you_mean(session.bin, ids);
  if (advice.empty()) {
    advice = ids.empty() ? fmt::format("; there are none yet: bin_server create {}", session.bin)
                         : "; `bin_server list` lists those that there are";
  }
  failure.message = fmt::format("there is no bin '{}'{}", session.bin, advice);
}

ExitCode fail(BinServerSurroundings& surroundings, const BinCommand& command, ApiFailure failure, BinSession* session) {
  if (surroundings.interrupt.came()) return interrupted_code(surroundings.interrupt);
  if (session != nullptr && failure.problem == "unknown-bin") name_nearest_bin(failure, *session);
  const bool is_pointed_at = session != nullptr && session->query && failure.column && failure.problem == "bad-query";
  if (is_pointed_at) failure.message = "--q: " + without_column(failure.message, *failure.column);
  print_failure(surroundings.err, bin_server_program().name, command.fields, failure);
  if (is_pointed_at) point_at(surroundings.err, *session->query, *failure.column);
  return failure.code;
}

}  // namespace

std::string BinSession::path(const Steps& steps) const {
  Steps all{"bins", bin};
  all.insert(all.end(), steps.begin(), steps.end());
  return api_path(all);
}

void BinCommand::add_bin(const std::string& help, bool is_required) {
  CLI::Option* const option = app.add_option("BIN", bin_, help)->type_name("");
  if (is_required) option->required();
}

void BinCommand::add_query(const std::string& help) {
  app.add_option_function<std::string>(
         "--q", [this](const std::string& text) { query_ = text; }, help)
      ->type_name("QUERY");
}

ExitCode BinCommand::run_whole(BinServerSurroundings& surroundings) {
  const auto named = parse_bin_word(bin_);
  if (!named) return fail(surroundings, *this, {ExitCode::wrong_usage, "BIN: " + named.error().message}, nullptr);
  if (!named->server.empty()) {
    if (!api_.server.empty()) {
      return fail(surroundings, *this,
                  {ExitCode::wrong_usage, "BIN is a URL and says where the server is: leave --server away"}, nullptr);
    }
    api_.server = named->server;
  }
  auto client = open_client(surroundings.make_transport(), api_, bin_server_program());
  if (!client) return fail(surroundings, *this, client.error(), nullptr);
  Paper paper{surroundings.out, Style(surroundings.out_has_colour)};
  if (surroundings.out_is_terminal) paper.width = surroundings.out_width;
  BinSession session{*client, surroundings, paper, api_.json, named->id, query_};
  auto ended = run(session);
  return ended ? *ended : fail(surroundings, *this, std::move(ended.error()), &session);
}

BinCommand& add_bin_command(CLI::App& app, const BinCommandText& text, BinServerSurroundings& surroundings,
                            Action& action) {
  CLI::App* const named = app.add_subcommand(text.name, text.what);
  named->footer(fmt::format("Example:\n  {}", text.example));
  const auto command = std::make_shared<BinCommand>(*named);
  add_api_flags(*named, command->api_, bin_server_program());
  named->callback([command, &surroundings, &action] {
    action = [command, &surroundings] { return command->run_whole(surroundings); };
  });
  return *command;
}

const ApiProgram& bin_server_program() {
  static const ApiProgram kProgram{"bin_server", "bin_server", "http://127.0.0.1:8080", "HOOKLOOP_BIN_SERVER"};
  return kProgram;
}

Result<std::string> read_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return Error{fmt::format("can not read the file '{}'", printable(name))};
  return bytes;
}

Result<Json> read_file_as_base64(const std::string& name) {
  const auto bytes = read_file(name);
  if (!bytes) return bytes.error();
  return Json(base64_encode(*bytes));
}

ExitCode interrupted_code(const Interrupt& interrupt) {
  return interrupt.signal_number() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
}

}  // namespace hookloop
