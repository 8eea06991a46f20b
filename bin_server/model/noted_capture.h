// A captured request with all that was noted of it since: as it is taken away and brought back. What was answered is in
// the draft. Values; any thread.
#pragma once

#include <vector>

#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/captured_request.h"
#include "bin_server/model/marks.h"

namespace hookloop {

struct NotedCapture {
  CaptureDraft draft;
  Marks marks;
  // In the order in which they ended; their bin and seq are the capture's, and the store gives them.
  std::vector<CaptureExchange> exchanges;
};

}  // namespace hookloop
