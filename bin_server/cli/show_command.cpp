// `bin_server show`: one captured request in full, or its exact bytes.
#include "bin_server/cli/bin_command.h"
#include "bin_server/cli/byte_output.h"
#include "bin_server/cli/show_print.h"

namespace hookloop {
namespace {

struct ShowFlags {
  std::string request = "latest";
  bool raw = false;
  bool body = false;
  ByteOutput output;
};

Result<ExitCode, ApiFailure> show(BinSession& session, const ShowFlags& flags) {
  if (flags.raw || flags.body) {
    if (session.json)
      return ApiFailure{ExitCode::wrong_usage, "--json tells of a request, --raw and --body are its bytes"};
    const auto failure =
        write_bytes(session, session.path({"requests", flags.request, flags.raw ? "raw" : "body"}), flags.output);
    if (failure) return *failure;
    return ExitCode::passed;
  }
  if (!flags.output.file.empty() || flags.output.force) {
    return ApiFailure{ExitCode::wrong_usage, "--output and --force are for exact bytes: say --raw or --body too"};
  }
  const auto capture = session.client.call({"GET", session.path({"requests", flags.request})});
  if (!capture) return capture.error();
  if (session.json)
    print_json(session.paper, *capture);
  else
    print_capture(session, *capture);
  return ExitCode::passed;
}

}  // namespace

void add_show_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(app,
                                        {"show", "Show a captured request in full, or write its exact bytes",
                                         "bin_server show demo latest --body -o body.bin"},
                                        surroundings, action);
  const auto flags = std::make_shared<ShowFlags>();
  command.add_bin();
  command.app.add_option("REQUEST", flags->request, "The request: its id or seq, or latest")
      ->type_name("")
      ->capture_default_str();
  CLI::Option* const raw = command.app.add_flag("--raw", flags->raw, "The exact bytes of the request, head and body");
  command.app.add_flag("--body", flags->body, "The exact bytes of the body")->excludes(raw);
  add_byte_output_flags(command.app, flags->output);
  command.run = [flags](BinSession& session) { return show(session, *flags); };
}

}  // namespace hookloop
