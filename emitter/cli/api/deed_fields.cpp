#include "emitter/cli/api/deed_fields.h"

#include "emitter/model/fault.h"
#include "emitter/model/retry_profiles.h"

namespace hookloop {

Result<Json> read_fault(const std::string& text) { return checked_text(text, parse_fault(text)); }

Result<Json> read_retry_profile(const std::string& text) { return checked_text(text, find_retry_profile(text)); }

void add_deed_flags(RequestFields& fields) {
  fields.add("--by", "/by", "MEMBER", "Who does it: the id or name of a member; else the owner");
  fields.add_each("--fault", "/faults", "FAULT", "What goes wrong with its deliveries, see `emitter faults`",
                  read_fault);
}

}  // namespace hookloop
