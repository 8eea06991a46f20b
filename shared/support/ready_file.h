// --ready-file: how a script learns that a server answers, and where: {"url": "...", "pid": N}. It appears whole or not
// at all (written beside, then renamed), and only once requests are answered. It is there only while the server is:
// what an earlier run left is removed at the start, and ours at the end. One thread at a time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "shared/support/result.h"

namespace hookloop {

class ReadyFile {
 public:
  // An empty path: none is wanted, and nothing is done. A path that is no file is left alone.
  explicit ReadyFile(std::filesystem::path file);
  ReadyFile(const ReadyFile&) = delete;
  ReadyFile& operator=(const ReadyFile&) = delete;
  ~ReadyFile();

  std::optional<Error> write(const std::string& url);

 private:
  void remove_file() const;

  std::filesystem::path file_;
  bool is_written_ = false;
};

}  // namespace hookloop
