// The values of a JSON text that hold no others. Pure; any thread.
#pragma once

#include <vector>

#include "shared/schema/json_text.h"

namespace hookloop {

// Texts, numbers, true, false and null, in the order of the text; keys are no values.
std::vector<JsonText::Node> json_leaves(const JsonText& json);

}  // namespace hookloop
