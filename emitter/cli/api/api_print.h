// Sentences that the answers of several commands share.
#pragma once

#include <nlohmann/json.hpp>

#include "shared/cli/details.h"
#include "shared/cli/print_list.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

// What a deed caused, from its answer: the event, and how many deliveries are owed for it.
void add_event(Details& details, const Json& answer);

}  // namespace hookloop
