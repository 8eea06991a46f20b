// A value of a JSON text by its JSON Pointer (RFC 6901). Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "shared/schema/json_text.h"

namespace hookloop {

// Nothing where there is no such value. A pointer is empty (the whole) or begins with a slash; what is no escape ("~2")
// stands for itself.
std::optional<JsonText::Node> find_by_pointer(const JsonText& json, std::string_view pointer);

}  // namespace hookloop
