// A file that the build put into the executable as it was (scripts/cmake/EmbedAssets.cmake makes the tables).
// The bytes are read-only data of the program: they live as long as it does and may be read from any thread.
#pragma once

#include <string_view>

namespace hookloop {

struct EmbeddedAsset {
  const char* name;  // path below the embedded folder, with forward slashes
  const char* first;
  const char* last;  // one past the end

  std::string_view bytes() const { return {first, static_cast<std::size_t>(last - first)}; }
};

}  // namespace hookloop
