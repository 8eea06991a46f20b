// The built `emitter` as a process of its own.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace hookloop::test {

struct ProgramResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// Starts, and on destruction kills what still runs. `environment` holds "NAME=value" and comes on top of PATH alone.
class Program {
 public:
  explicit Program(const std::vector<std::string>& words, const std::vector<std::string>& environment = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string read_line();  // the next line of its stdout, without the line feed; waits for it
  void signal(int number);
  void stop_reading();   // closes the pipe that its stdout is
  ProgramResult wait();  // reads its output to the end

 private:
  TempDir folder_;  // its stderr goes to a file there
  pid_t pid_ = -1;
  int out_ = -1;
  std::string pending_;
};

ProgramResult run_program(const std::vector<std::string>& words, const std::vector<std::string>& environment = {});

}  // namespace hookloop::test
