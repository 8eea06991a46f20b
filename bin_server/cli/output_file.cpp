#include "bin_server/cli/output_file.h"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <system_error>
#include <utility>

#include "shared/support/terminal.h"

namespace hookloop {
namespace {

Error can_not_write(const std::filesystem::path& file) {
  return Error{fmt::format("can not write the file {}", printable(file.string()))};
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path file) : file_(std::move(file)), beside_(file_) {
  beside_ += fmt::format(".{}.part", getpid());
  out_.open(beside_, std::ios::binary | std::ios::trunc);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : file_(std::move(other.file_)), beside_(std::exchange(other.beside_, {})), out_(std::move(other.out_)) {}

Result<OutputFile> OutputFile::open(const std::filesystem::path& file) {
  std::error_code unknown;
  if (std::filesystem::is_directory(file, unknown)) {
    return Error{fmt::format("{} is a folder: name a file", printable(file.string()))};
  }
  OutputFile opened(file);
  if (!opened.out_) return can_not_write(file);
  return opened;
}

OutputFile::~OutputFile() {
  if (beside_.empty()) return;
  out_.close();
  std::error_code ignored;
  std::filesystem::remove(beside_, ignored);
}

std::optional<Error> OutputFile::finish() {
  out_.close();
  if (!out_) return can_not_write(file_);
  std::error_code error;
  std::filesystem::rename(beside_, file_, error);
  if (error) return can_not_write(file_);
  beside_.clear();
  return std::nullopt;
}

}  // namespace hookloop
