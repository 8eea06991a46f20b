// `bin_server delete`: a bin, or requests of one. A person is asked first; a script has to say --yes to a whole bin.
#include <spdlog/fmt/fmt.h>

#include <istream>
#include <ostream>

#include "bin_server/cli/bin_command.h"
#include "shared/cli/shown.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

struct DeleteFlags {
  std::string request;
  bool all_requests = false;
  bool yes = false;
};

bool agrees(BinSession& session, const std::string& question) {
  session.surroundings.err << printable(question) << " [y/N] " << std::flush;
  std::string answer;
  std::getline(session.surroundings.in, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

std::optional<ApiFailure> refusal(BinSession& session, const DeleteFlags& flags, const std::string& question,
                                  bool wants_yes_of_scripts) {
  if (flags.yes) return std::nullopt;
  if (!session.surroundings.in_is_terminal) {
    if (!wants_yes_of_scripts) return std::nullopt;
    return ApiFailure{ExitCode::wrong_usage, "a whole bin is deleted only with --yes where nobody can be asked"};
  }
  if (agrees(session, question)) return std::nullopt;
  return ApiFailure{ExitCode::wrong_usage, "nothing was deleted"};
}

ExitCode tell(const BinSession& session, const Json& deleted, const std::string& sentence) {
  if (session.json)
    print_json(session.paper, deleted);
  else
    session.paper.out << printable(sentence) << '\n';
  return ExitCode::passed;
}

Result<ExitCode, ApiFailure> delete_bin(BinSession& session, const DeleteFlags& flags) {
  const auto bin = session.client.call({"GET", session.path()});
  if (!bin) return bin.error();
  const Json& count = value_at(*bin, "/request_count");
  const std::uint64_t requests = count.is_number_unsigned() ? count.get<std::uint64_t>() : 0;
  const std::string whole =
      fmt::format("the bin {} with its {}", session.bin, counted(requests, "request", "requests"));
  if (const auto failure = refusal(session, flags, fmt::format("Delete {}?", whole), true)) return *failure;
  const auto done = session.client.call({"DELETE", session.path()});
  if (!done) return done.error();
  return tell(session, {{"bin", session.bin}, {"deleted", requests}}, fmt::format("Deleted {}", whole));
}

Result<ExitCode, ApiFailure> delete_requests(BinSession& session, const DeleteFlags& flags) {
  const std::string which = session.query ? fmt::format("the requests of {} that match {}", session.bin, *session.query)
                                          : fmt::format("all requests of {}", session.bin);
  if (const auto failure = refusal(session, flags, fmt::format("Delete {}?", which), false)) return *failure;
  Json parameters = Json::object();
  if (session.query) parameters["q"] = *session.query;
  const auto answer = session.client.call({"DELETE", session.path({"requests"}) + query_text(parameters)});
  if (!answer) return answer.error();
  const Json& count = value_at(*answer, "/deleted");
  return tell(session, *answer,
              fmt::format("Deleted {}",
                          counted(count.is_number_unsigned() ? count.get<std::uint64_t>() : 0, "request", "requests")));
}

Result<ExitCode, ApiFailure> delete_one(BinSession& session, const std::string& request) {
  const auto done = session.client.call({"DELETE", session.path({"requests", request})});
  if (!done) return done.error();
  return tell(session, {{"deleted", 1}}, fmt::format("Deleted the request {} of {}", request, session.bin));
}

Result<ExitCode, ApiFailure> delete_what_is_named(BinSession& session, const DeleteFlags& flags) {
  const int named = (flags.request.empty() ? 0 : 1) + (session.query ? 1 : 0) + (flags.all_requests ? 1 : 0);
  if (named > 1) {
    return ApiFailure{ExitCode::wrong_usage, "name a REQUEST, or say --q, or --all-requests: one of them"};
  }
  if (!flags.request.empty()) return delete_one(session, flags.request);
  if (named == 1) return delete_requests(session, flags);
  return delete_bin(session, flags);
}

}  // namespace

void add_delete_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(
      app, {"delete", "Delete a bin, or requests of one", "bin_server delete demo --q 'before:1d -is:invalid'"},
      surroundings, action);
  const auto flags = std::make_shared<DeleteFlags>();
  command.add_bin();
  command.app.add_option("REQUEST", flags->request, "Only this request: its id or seq, or latest")->type_name("");
  command.add_query("Only the requests that match");
  command.app.add_flag("--all-requests", flags->all_requests, "All requests, and keep the bin");
  command.app.add_flag("--yes,-y", flags->yes, "Do not ask");
  command.run = [flags](BinSession& session) { return delete_what_is_named(session, *flags); };
}

}  // namespace hookloop
