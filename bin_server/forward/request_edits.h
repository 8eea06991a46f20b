// What a person wants to be different in a request that is sent again. Values and pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/http_message.h"

namespace hookloop {

struct HeaderEdit {
  std::string name;
  std::vector<std::string> values;  // one field for each; none: the field is left out
};

struct RequestEdits {
  std::optional<std::string> method;
  std::vector<HeaderEdit> headers;
  std::optional<std::string> body;
};

// The first field of this name gets the first value where it stands, further values follow it, and further fields of
// the name go. Where there is no such field, the new ones come last.
void apply(const HeaderEdit& edit, HeaderList& headers);

}  // namespace hookloop
