// `bin_server export` and `bin_server import`: what a bin captured, taken away in a form of the server's, and brought
// back.
#include <spdlog/fmt/fmt.h>

#include <fstream>
#include <istream>
#include <iterator>
#include <ostream>

#include "bin_server/cli/bin_command.h"
#include "bin_server/cli/byte_output.h"
#include "shared/cli/shown.h"
#include "shared/support/options.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

struct ExportFlags {
  std::string format = "ndjson";
  std::optional<bool> redact;
  ByteOutput output;
};

Result<ExitCode, ApiFailure> export_bin(BinSession& session, const ExportFlags& flags) {
  if (session.json && flags.output.is_stdout()) {
    return ApiFailure{ExitCode::wrong_usage, "--json tells of a file that was written: say --output FILE too"};
  }
  Json parameters{{"format", flags.format}};
  if (session.query) parameters["q"] = *session.query;
  if (flags.redact) parameters["redact"] = *flags.redact;
  if (auto failure = write_bytes(session, session.path({"export"}) + query_text(parameters), flags.output)) {
    return *std::move(failure);
  }
  if (session.json) print_json(session.paper, {{"file", flags.output.file}, {"format", flags.format}});
  return ExitCode::passed;
}

std::string read_all(std::istream& in) {
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Result<ExitCode, ApiFailure> import_file(BinSession& session, const std::string& name) {
  std::string bytes;
  if (name == "-") {
    bytes = read_all(session.surroundings.in);
  } else {
    std::ifstream file(name, std::ios::binary);
    bytes = read_all(file);
    if (!file) {
      return ApiFailure{ExitCode::wrong_usage,
                        fmt::format("can not read the file '{}'; - is the standard input", name)};
    }
  }
  const auto answer = session.client.upload(session.path({"import"}), "application/x-ndjson", bytes);
  if (!answer) return answer.error();
  if (session.json) {
    print_json(session.paper, *answer);
    return ExitCode::passed;
  }
  const Json& count = value_at(*answer, "/imported");
  session.paper.out << fmt::format(
      "Imported {} into {}",
      counted(count.is_number_unsigned() ? count.get<std::uint64_t>() : 0, "request", "requests"),
      printable(session.bin));
  const std::string first = shown(*answer, "/first_seq");
  if (!first.empty()) session.paper.out << fmt::format(", #{} to #{}", first, shown(*answer, "/last_seq"));
  session.paper.out << '\n';
  return ExitCode::passed;
}

}  // namespace

void add_export_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(app,
                                        {"export", "Take captured requests away: exact, or for other programs",
                                         "bin_server export demo --format har -o demo.har"},
                                        surroundings, action);
  const auto flags = std::make_shared<ExportFlags>();
  command.add_bin();
  command.add_query("Only the requests that match");
  add_choice(command.app, "--format", flags->format, {"ndjson", "har", "curl", "html"},
             "ndjson, which is exact and can be imported; har; curl, a script that sends them again; html, a page to "
             "send to a colleague")
      ->type_name("WORD");
  CLI::Option* const redact = command.app.add_flag_callback(
      "--redact", [flags] { flags->redact = true; }, "Mask credentials, cookies, keys and signatures");
  command.app
      .add_flag_callback(
          "--no-redact", [flags] { flags->redact = false; },
          "Mask nothing; else har and html are masked, for they are made to be sent to others")
      ->excludes(redact);
  add_byte_output_flags(command.app, flags->output);
  command.run = [flags](BinSession& session) { return export_bin(session, *flags); };
}

void add_import_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(
      app,
      {"import", "Bring back what was exported as ndjson: all of it, or nothing", "bin_server import copy demo.ndjson"},
      surroundings, action);
  const auto file = std::make_shared<std::string>();
  command.add_bin();
  command.app.add_option("FILE", *file, "The file; - is the standard input")->required()->type_name("");
  command.run = [file](BinSession& session) { return import_file(session, *file); };
}

}  // namespace hookloop
