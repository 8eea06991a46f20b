// An answer that is not there yet when its capture is stored, because a target has to give it: what must be known to
// make it then, and how long its sender is kept waiting. Values; any thread.
#pragma once

#include <string>

#include "bin_server/recorder/capture_answer.h"
#include "shared/support/clock.h"

namespace hookloop {

struct DeferredAnswer {
  AnswerContext context;
  std::string request_id;
  std::string content_sha256_hex;
  Microseconds timeout{};  // from when it is stored; then 504
  SteadyTime since;        // when that was
};

}  // namespace hookloop
