#include "shared/support/data_folder.h"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace hookloop {

Result<DataFolder> DataFolder::open(const std::filesystem::path& path) {
  std::error_code error;
  const bool is_new = !std::filesystem::exists(path, error);
  std::filesystem::create_directories(path, error);
  if (error) {
    return Error{
        fmt::format("can not make the data folder {}: {}; give another with --data", path.string(), error.message())};
  }
  // Captures and secrets are nobody else's business. A folder that was there keeps the rights that somebody chose.
  if (is_new) std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);

  const std::string lock_file = (path / "lock").string();
  const int lock = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (lock < 0) {
    return Error{fmt::format("can not write to the data folder {}: {}; give another with --data", path.string(),
                             std::strerror(errno))};
  }
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return Error{
        fmt::format("another process uses the data folder {}; stop it, or give another with --data", path.string())};
  }
  return DataFolder(path, lock);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
  if (lock_ >= 0) close(lock_);
}

}  // namespace hookloop
