// `bin_server list`: the bins; `bin_server list BIN`: what a bin captured, the newest first.
#include <spdlog/fmt/fmt.h>

#include <ostream>

#include "bin_server/cli/bin_command.h"
#include "bin_server/cli/capture_print.h"
#include "bin_server/cli/captures.h"
#include "shared/cli/print_list.h"
#include "shared/support/options.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kGreatestSeq = INT64_MAX;

Result<ExitCode, ApiFailure> list_bins(BinSession& session) {
  const auto answer = session.client.call({"GET", api_path({"bins"})});
  if (!answer) return answer.error();
  if (session.json) {
    print_json(session.paper, *answer);
    return ExitCode::passed;
  }
  const auto row_of = [](const Json& bin) -> std::vector<Cell> {
    const std::string name = shown(bin, "/name");
    const Json& bytes = value_at(bin, "/bytes");
    return {shown(bin, "/id"),
            name == shown(bin, "/id") ? "" : name,
            shown(bin, "/request_count"),
            bytes.is_number_unsigned() ? show_size(bytes.get<std::uint64_t>()) : "",
            {shown_time(bin, "/created_at"), Tone::dim},
            shown_time(bin, "/expires_at"),
            shown(bin, "/capture_url")};
  };
  print_list(session.paper, value_at(*answer, "/bins"),
             {{"id"},
              {"name", Fit::cut},
              {"requests"},
              {"size", Fit::drop},
              {"created", Fit::drop},
              {"expires", Fit::drop},
              {"capture URL", Fit::drop}},
             row_of, "There are no bins yet. Make one: bin_server create demo");
  return ExitCode::passed;
}

Result<ExitCode, ApiFailure> list_captures(BinSession& session, const CaptureRange& flags) {
  const auto captures = read_captures(session, flags);
  if (!captures) return captures.error();
  if (session.json) {
    print_json(session.paper, *captures);
    return ExitCode::passed;
  }
  const std::string empty = session.query ? fmt::format("No request of {} matches.", session.bin)
                                          : fmt::format("The bin {} has captured nothing yet. Send anything to {}/b/{}",
                                                        session.bin, session.client.server_url(), session.bin);
  print_captures(session.paper, captures->at("requests"), empty);
  const Json& next = captures->at("next");
  if (!next.is_null()) {
    session.surroundings.err << fmt::format("There are older ones: --before {}, or a larger --limit\n", next.dump());
  }
  return ExitCode::passed;
}

}  // namespace

void add_list_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(
      app,
      {"list", "List the bins, or what a bin captured", "bin_server list demo --q 'type:PROJECT_PUBLISH status:5xx'"},
      surroundings, action);
  command.add_bin("The bin whose requests to list, newest first: its id, or its URL; none: the bins", false);
  command.add_query("Only requests that match, such as 'method:POST is:invalid'");
  const auto flags = std::make_shared<CaptureRange>();
  add_whole_number(command.app, "--limit", flags->limit, 1, kGreatestSeq, "How many at most");
  add_whole_number(command.app, "--before", 1, kGreatestSeq, "Only those before this seq",
                   [flags](std::uint64_t seq) { flags->before = seq; });
  command.run = [flags](BinSession& session) -> Result<ExitCode, ApiFailure> {
    if (!session.bin.empty()) return list_captures(session, *flags);
    if (session.query || flags->before > 0) {
      return ApiFailure{ExitCode::wrong_usage,
                        "say of which bin: bin_server list BIN; without one the bins are listed"};
    }
    return list_bins(session);
  };
}

}  // namespace hookloop
