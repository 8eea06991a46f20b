#include "shared/support/ready_file.h"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace hookloop {

ReadyFile::ReadyFile(std::filesystem::path file) : file_(std::move(file)) { remove_file(); }

ReadyFile::~ReadyFile() {
  if (is_written_) remove_file();
}

void ReadyFile::remove_file() const {
  std::error_code error;
  if (std::filesystem::is_regular_file(file_, error)) std::filesystem::remove(file_, error);
}

std::optional<Error> ReadyFile::write(const std::string& url) {
  if (file_.empty()) return std::nullopt;
  std::filesystem::path beside = file_;
  beside += fmt::format(".{}", getpid());
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << nlohmann::ordered_json{{"url", url}, {"pid", getpid()}}.dump() << '\n';
    if (!out.flush()) return Error{fmt::format("can not write the ready file {}", file_.string())};
  }
  std::error_code error;
  std::filesystem::rename(beside, file_, error);
  if (error) {
    std::filesystem::remove(beside, error);
    return Error{fmt::format("can not write the ready file {}", file_.string())};
  }
  is_written_ = true;
  return std::nullopt;
}

}  // namespace hookloop
