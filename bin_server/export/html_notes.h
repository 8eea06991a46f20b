// What is noted of a capture, as sections of the exported page (html_page.h): marks, what was really answered, and
// where it was sent on. The rules of redaction.h hold for their header fields and URLs too; where bytes are no HTTP,
// nobody can say what is to be masked in them, and they are left out. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "bin_server/export/sendable_request.h"
#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/captured_request.h"

namespace hookloop {

// "503 Service Unavailable, step /sequence/0, after 200.0ms"; text, not HTML.
std::string answered_words(const CapturedRequest& request);

// "503"; "reset" and the like where no status reached the sender.
std::string answered_shortly(const CapturedRequest& request);

// Each nothing where there is nothing to tell. A pin and the first tags, to stand in a line; all marks.
std::string marks_in_summary(const Marks& marks);
std::string marks_section(const Marks& marks);
// Of the plain answer nothing is kept.
std::string answer_section(const CapturedRequest& request, Redaction redaction);
std::string exchanges_section(const std::vector<CaptureExchange>& exchanges, Redaction redaction);

}  // namespace hookloop
