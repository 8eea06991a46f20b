// One captured request in full, as `show` tells of it: what is known besides its bytes, the note, the request as it
// came, then what was really answered and where it was sent on. What was captured is only shown, never obeyed: on a
// terminal every text is made printable. One thread at a time.
#pragma once

#include "bin_server/cli/bin_command.h"

namespace hookloop {

// The API's answer to GET …/requests/{request}.
void print_capture(const BinSession& session, const Json& capture);

}  // namespace hookloop
