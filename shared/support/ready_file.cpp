#include "shared/support/ready_file.h"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace hookloop {

std::optional<Error> write_ready_file(const std::filesystem::path& file, const std::string& url) {
  std::filesystem::path beside = file;
  beside += fmt::format(".{}", getpid());
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << nlohmann::ordered_json{{"url", url}, {"pid", getpid()}}.dump() << '\n';
    if (!out.flush()) return Error{fmt::format("can not write the ready file {}", file.string())};
  }
  std::error_code error;
  std::filesystem::rename(beside, file, error);
  if (error) {
    std::filesystem::remove(beside, error);
    return Error{fmt::format("can not write the ready file {}", file.string())};
  }
  return std::nullopt;
}

}  // namespace hookloop
