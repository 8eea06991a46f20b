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

std::string take_pointer_step(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::size_t end = std::min(pointer.find('/'), pointer.size());
  std::string key;
  for (std::size_t i = 0; i < end; ++i) {
    if (pointer[i] == '~' && i + 1 < end && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
      key += pointer[++i] == '0' ? '~' : '/';
    } else {
      key += pointer[i];
    }
  }
  pointer.remove_prefix(end);
  return key;
}

}  // namespace hookloop
