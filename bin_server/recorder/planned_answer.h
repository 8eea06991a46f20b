// The answer to a capture of a bin that has a program, asks for a login, or returns what its target answers: chosen,
// made into bytes, and noted in the draft, before anything is stored. The loop's thread only.
#pragma once

#include <optional>
#include <string>

#include "bin_server/answer/answer_chooser.h"
#include "bin_server/model/captured_request.h"
#include "bin_server/recorder/capture_answer.h"
#include "shared/support/http_message.h"

namespace hookloop {

// Sets the draft's response_status and answer, and where the login was not right a problem of it. `bytes` becomes what
// is to be written in one go; where that is not how it is to be answered, the result says how. One that the target has
// to give has no bytes yet, and no status; `comes_back`: there will be none, for it is not forwarded again.
std::optional<GivenAnswer> plan_answer(const Bin& bin, CaptureDraft& draft, const HeaderList& headers,
                                       AnswerChooser& chooser, const AnswerContext& context, bool comes_back,
                                       std::string& bytes);

}  // namespace hookloop
