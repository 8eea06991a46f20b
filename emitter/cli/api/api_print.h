// Sentences and rows that the answers of several commands share.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "emitter/cli/api/details.h"
#include "emitter/cli/api/table.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

// The rows of a list's answer as a table; `empty` is the sentence for a list that has none.
void print_list(const Paper& paper, const Json& rows, std::vector<Column> columns,
                const std::function<std::vector<Cell>(const Json&)>& row_of, const std::string& empty);

// What a deed caused, from its answer: the event, and how many deliveries are owed for it.
void add_event(Details& details, const Json& answer);

}  // namespace hookloop
