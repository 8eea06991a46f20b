// What goes to stdout and stderr while this lives goes to a file instead, for tests of what a program says.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "tests/support/temp_dir.h"

namespace hookloop::test {

class CapturedOutput {
 public:
  CapturedOutput() : out_(redirect(stdout, "out")), err_(redirect(stderr, "err")) {}
  ~CapturedOutput() {
    restore(stdout, out_);
    restore(stderr, err_);
  }
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;

  std::string errors() const { return content("err"); }
  std::string output() const { return content("out"); }

 private:
  int redirect(std::FILE* stream, const char* name) {
    flush(stream);
    const int kept = dup(fileno(stream));
    std::FILE* file = std::fopen((folder_.path() / name).c_str(), "w");
    dup2(fileno(file), fileno(stream));
    std::fclose(file);
    return kept;
  }
  static void restore(std::FILE* stream, int kept) {
    flush(stream);
    dup2(kept, fileno(stream));
    close(kept);
  }
  static void flush(std::FILE* stream) {
    std::cout.flush();
    std::cerr.flush();
    std::fflush(stream);
  }
  std::string content(const char* name) const {
    flush(stdout);
    flush(stderr);
    std::ifstream in(folder_.path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  TempDir folder_;
  int out_;
  int err_;
};

}  // namespace hookloop::test
