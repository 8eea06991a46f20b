// A person's JSON about a capture's marks, checked: {pinned?, note?, tags?}. What is not there keeps what `before`
// says, null takes it away. Nothing is applied unless all of it is right. Pure; any thread.
#pragma once

#include <string_view>

#include "bin_server/model/marks.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

Result<Marks, Problem> parse_mark_input(std::string_view json_text, const Marks& before);

}  // namespace hookloop
