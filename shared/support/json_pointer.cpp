#include "shared/support/json_pointer.h"

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

}  // namespace hookloop
