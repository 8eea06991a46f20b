#include "bin_server/cli/byte_output.h"

#include <ostream>
#include <utility>

#include "bin_server/cli/output_file.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

std::optional<ApiFailure> as_failure(const std::optional<Error>& error) {
  if (!error) return std::nullopt;
  return ApiFailure{ExitCode::environment, error->message};
}

std::optional<ApiFailure> pass_on(BinSession& session, const std::string& path, std::ostream& out) {
  return session.client.stream(path, "", [&out](std::string_view bytes) {
    return static_cast<bool>(out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
  });
}

// CRLF is no more than a line's end. One that a terminal shows as it stands has nothing that `printable` would change.
bool may_go_to_a_terminal(const std::string& text) {
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    lines += text[i];
  }
  return printable(lines, /*keep_lines=*/true) == lines;
}

}  // namespace

void add_byte_output_flags(CLI::App& command, ByteOutput& output) {
  command.add_option("--output,-o", output.file, "Write it to this file, which is there whole or not at all")
      ->type_name("FILE");
  command.add_flag("--force", output.force, "Write to a terminal what it may not be able to show");
}

std::optional<ApiFailure> write_bytes(BinSession& session, const std::string& path, const ByteOutput& output) {
  if (!output.is_stdout()) {
    auto file = OutputFile::open(output.file);
    if (!file) return as_failure(file.error());
    if (auto failure = pass_on(session, path, file->out())) return failure;
    return as_failure(file->finish());
  }
  if (!session.out_is_terminal() || output.force) return pass_on(session, path, session.paper.out);
  const auto text = session.client.read(path);
  if (!text) return text.error();
  if (!may_go_to_a_terminal(*text)) {
    return ApiFailure{ExitCode::wrong_usage,
                      "these bytes are not for a terminal: write them to a file with --output FILE, or say --force"};
  }
  session.paper.out << *text;
  return std::nullopt;
}

}  // namespace hookloop
