// Fields that only the platform's commands have: who does a deed, what goes wrong with it, how it is tried again. As
// shared/cli/request_fields.h.
#pragma once

#include <string>

#include "shared/cli/request_fields.h"

namespace hookloop {

Result<Json> read_fault(const std::string& text);
Result<Json> read_retry_profile(const std::string& text);

// Who does a deed, and what goes wrong with its deliveries.
void add_deed_flags(RequestFields& fields);

}  // namespace hookloop
