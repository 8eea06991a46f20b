// Captured requests as a person reads them in a list: a row of a table, or a line. What was captured is only shown,
// never obeyed: every text is made printable. Pure functions, any thread.
#pragma once

#include <string>
#include <vector>

#include "shared/cli/shown.h"
#include "shared/cli/table.h"

namespace hookloop {

// What we think of a capture, a word each: "malformed", "duplicate", "valid", "bad signature". Nothing for what is
// plain: a request of another sender that is neither JSON nor signed is no fault.
struct CaptureLabel {
  std::string text;
  Tone tone;
};
std::vector<CaptureLabel> labels_of(const Json& capture);

// The target as it came, but for the bin's own part, which is the same in every row.
std::string shown_target(const Json& capture);
Tone tone_of_status(const Json& capture);
std::string shown_event_type(const Json& capture);  // as the sender named it, else as the payload says

std::vector<Column> capture_columns();
std::vector<Cell> capture_row(const Json& capture);

}  // namespace hookloop
