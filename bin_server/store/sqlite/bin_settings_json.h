// A bin's settings as the JSON text of the column bins.settings. Bodies are base64: they may hold any byte.
#pragma once

#include <string>
#include <string_view>

#include "bin_server/model/bin.h"

namespace hookloop {

std::string to_json_text(const BinSettings& settings);

// Fields that an earlier release did not write get their defaults. Throws std::runtime_error for a text that is not
// ours.
BinSettings bin_settings_from_json_text(std::string_view text);

}  // namespace hookloop
