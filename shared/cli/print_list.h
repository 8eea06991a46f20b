// The rows of a list's answer as a table; where there are none, a sentence that says so. One thread at a time.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/cli/table.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

void print_list(const Paper& paper, const Json& rows, std::vector<Column> columns,
                const std::function<std::vector<Cell>(const Json&)>& row_of, const std::string& empty);

}  // namespace hookloop
