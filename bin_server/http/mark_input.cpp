#include "bin_server/http/mark_input.h"

#include "bin_server/model/marks_json.h"
#include "shared/support/json_body.h"

namespace hookloop {

Result<Marks, Problem> parse_mark_input(std::string_view json_text, const Marks& before) {
  return read_json<Marks>(json_text, {"pinned", "note", "tags"},
                          [&](const JsonFields& fields) { return read_marks(fields, before); });
}

}  // namespace hookloop
