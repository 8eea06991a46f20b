#include "shared/support/json_pointer.h"

#include <algorithm>

namespace hookloop {

std::string escape_step(std::string_view key) {
  std::string step;
  for (const char c : key) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

std::string pointer_step(std::string_view key) { return '/' + escape_step(key); }

std::optional<std::string> pointer_of_path(std::string_view path) {
  if (path.starts_with('/')) return std::string(path);
  std::string pointer;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('.', at), path.size());
    if (end == at) return std::nullopt;
    pointer += pointer_step(path.substr(at, end - at));
    at = end + 1;
  }
  return pointer;
}

}  // namespace hookloop
