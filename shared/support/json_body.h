// The body of a request, read as a JSON object by json_fields.h: what is wrong with it is a 400 "bad-field" that names
// the place. Any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/json_fields.h"

namespace hookloop {

// `read` takes a const JsonFields& and returns a Value. An empty body is an empty object.
template <typename Value, typename Read>
Result<Value, Problem> read_json(std::string_view body, std::vector<std::string> known, const Read& read) {
  try {
    const nlohmann::ordered_json json = detail::parse_body(body);
    const JsonFields fields(json, "", std::move(known));
    return read(fields);
  } catch (const BadField& field) {
    return detail::to_problem(field);
  }
}

}  // namespace hookloop
