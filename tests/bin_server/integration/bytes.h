// Bytes in a failing test's message: where two texts part, not two walls of them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "shared/support/encoding.h"

namespace hookloop::test {

// "" when both are the same.
inline std::string difference(std::string_view found, std::string_view wanted) {
  if (found == wanted) return "";
  const auto size = std::min(found.size(), wanted.size());
  std::size_t at = 0;
  while (at < size && found[at] == wanted[at]) ++at;
  const auto shown = [at](std::string_view bytes) { return hex_encode(bytes.substr(std::min(at, bytes.size()), 16)); };
  return "at byte " + std::to_string(at) + " of " + std::to_string(found.size()) + " found, " +
         std::to_string(wanted.size()) + " wanted: " + shown(found) + " is not " + shown(wanted);
}

}  // namespace hookloop::test
