// The bytes of an answer, exactly as they come, to a file or to stdout. A file is there whole or not at all. A terminal
// gets no bytes that it would obey or garble: those want a file, a pipe or `--force`.
#pragma once

#include <optional>
#include <string>

#include "bin_server/cli/bin_command.h"

namespace hookloop {

struct ByteOutput {
  std::string file;    // empty, or "-": stdout
  bool force = false;  // also bytes that a terminal should not get

  bool is_stdout() const { return file.empty() || file == "-"; }
};

// --output (-o) and --force.
void add_byte_output_flags(CLI::App& command, ByteOutput& output);

// Asks for the path and writes what it answers.
std::optional<ApiFailure> write_bytes(BinSession& session, const std::string& path, const ByteOutput& output);

}  // namespace hookloop
