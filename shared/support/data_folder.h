// The folder in which a server keeps everything: made on demand, readable by its owner alone, used by one process at a time
// (an advisory lock on the file `lock` in it, which ends with the process however that ends).
#pragma once

#include <filesystem>

#include "shared/support/result.h"

namespace hookloop {

class DataFolder {
 public:
  // Errors: it can not be made or written to, or another process uses it.
  static Result<DataFolder> open(const std::filesystem::path& path);

  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  DataFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;
};

}  // namespace hookloop
