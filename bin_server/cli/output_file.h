// A file that is there whole or not at all: written beside its name, and put in its place when all of it is there. What
// was there before stays until then, and for good when this object ends without `finish`. One thread at a time.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "shared/support/result.h"

namespace hookloop {

class OutputFile {
 public:
  // The error says what can not be written. The file itself is not touched yet.
  static Result<OutputFile> open(const std::filesystem::path& file);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;

  std::ostream& out() { return out_; }
  std::optional<Error> finish();

 private:
  explicit OutputFile(std::filesystem::path file);

  std::filesystem::path file_;
  std::filesystem::path beside_;  // empty: there is none any more
  std::ofstream out_;
};

}  // namespace hookloop
