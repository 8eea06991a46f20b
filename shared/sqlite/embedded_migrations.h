// SQL files that the build put into the executable, as the texts that open_database applies. Any thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "shared/support/embedded_asset.h"

namespace hookloop {

// In the order of `files`, which is that of their numbers: the build sorts them by name. The texts live as long as the
// program.
inline std::vector<std::string_view> migration_texts(std::span<const EmbeddedAsset> files) {
  std::vector<std::string_view> texts;
  texts.reserve(files.size());
  for (const EmbeddedAsset& file : files) texts.push_back(file.bytes());
  return texts;
}

}  // namespace hookloop
