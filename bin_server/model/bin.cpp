#include "bin_server/model/bin.h"

#include <algorithm>

#include "shared/support/ascii.h"

namespace hookloop {

bool is_bin_id(std::string_view text) {
  const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace hookloop
