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
Tone tone_of_answer(const Json& capture);  // the same, and bad where no good answer was sent on purpose
// How it was answered: "503 Service Unavailable, step /sequence/0, after 200.0ms", "reset, after 1.00s".
std::string shown_answer(const Json& capture);
// What a person noted but for the note, shortly: "pinned, #slow, #ask".
std::string shown_marks(const Json& capture);
std::string shown_event_type(const Json& capture);  // as the sender named it, else as the payload says

// The rows of a list; marks have a column where any row has marks.
void print_captures(const Paper& paper, const Json& rows, const std::string& empty);

}  // namespace hookloop
