// `bin_server create`: a new bin, and the URL that captures.
#include <spdlog/fmt/fmt.h>

#include <ostream>

#include "bin_server/cli/bin_command.h"
#include "shared/cli/details.h"
#include "shared/cli/shown.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kMostOfAnything = 1'000'000'000;

void add_fields(RequestFields& fields) {
  fields.add("ID", "/id", "", "Its id, 1 to 64 characters of A-Z a-z 0-9 _ and -; else one is made up");
  fields.add("--name", "/name", "TEXT", "What people call it");
  fields.add_each("--secret", "/secrets", "SECRET",
                  "Check signatures with this; better in the environment, as HOOKLOOP_SECRET");
  fields.add_whole("--max-requests", "/max_requests", 1, kMostOfAnything, "Captures it keeps; the oldest go first");
  fields.add("--max-bytes", "/max_bytes", "SIZE", "Bytes it keeps; the oldest go first", read_size);
  fields.add("--expires-in", "/expires_in_ms", "DURATION", "After this it is deleted with all its captures",
             read_milliseconds);
  fields.add_whole("--response-status", "/response/status", 200, 599, "What it answers with");
  fields.add_each("--response-header", "/response/headers", "HEADER", "A header of its answer, 'Name: value'",
                  read_header);
  fields.add("--response-body", "/response/body", "TEXT", "The body of its answer");
  fields.add("--response-body-file", "/response/body_base64", "FILE", "The same, the bytes of a file",
             read_file_as_base64);
}

// A pipe gets the URL alone, so that a script can send to "$(bin_server create)".
void print(const BinSession& session, const Json& bin) {
  if (!session.out_is_terminal()) {
    session.paper.out << shown(bin, "/capture_url") << '\n';
    return;
  }
  Details details(shown(bin, "/capture_url"));
  details.add("page", shown(bin, "/page_url"));
  if (text_at(bin, "/name") != text_at(bin, "/id")) details.add("name", shown(bin, "/name"));
  details.add("answers", shown(bin, "/response/status"));
  details.add("expires", shown_time(bin, "/expires_at"));
  details.add("watch it", fmt::format("bin_server tail {}", shown(bin, "/id")));
  details.print(session.paper);
}

}  // namespace

void add_create_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(
      app, {"create", "Make a bin, and print the URL that captures", "bin_server create demo --response-status 503"},
      surroundings, action);
  add_fields(command.fields);
  command.run = [&command](BinSession& session) -> Result<ExitCode, ApiFailure> {
    const std::string secret = from_environment("HOOKLOOP_SECRET");
    if (!secret.empty() && !command.fields.has("/secrets")) command.fields.put("/secrets", Json::array({secret}));
    const auto bin = session.client.call({"POST", api_path({"bins"}), command.fields.json()});
    if (!bin) return bin.error();
    if (session.json)
      print_json(session.paper, *bin);
    else
      print(session, *bin);
    return ExitCode::passed;
  };
}

}  // namespace hookloop
