// Replay: sends a kept capture again, when somebody asks for it, and keeps what the target answered with the capture.
// Nothing is tried twice. Any thread; a call waits until the target has answered or its time is over.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "bin_server/forward/kept_exchange.h"
#include "bin_server/forward/outgoing_request.h"
#include "bin_server/model/bin.h"
#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/captured_request.h"
#include "shared/http_client/async_transport.h"
#include "shared/http_client/target_policy.h"
#include "shared/support/clock.h"
#include "shared/support/id.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

struct ReplayOrder {
  std::string to;  // the target as it was given
  Url target;
  bool append_path = true;
  RequestEdits edits;
  std::optional<ResignOptions> sign;  // anew, with a secret of the bin
  Microseconds timeout = std::chrono::seconds(30);
};

class Replayer {
 public:
  // The references outlive it.
  Replayer(AsyncTransport& sender, const TargetPolicy& policy, KeepExchanges keep, const Clock& clock, IdSource& ids)
      : sender_(sender), policy_(policy), keep_(std::move(keep)), clock_(clock), ids_(ids) {}

  // A problem means that nothing was sent: 403 target-denied, 400 where the bin can not sign, 503 while the server is
  // ending or where nothing could be kept. Whatever happens on the network is in the exchange. A capture that can not
  // be sent on gives an exchange too, of the failure `not_sendable`. `request` must have its body.
  Result<CaptureExchange, Problem> replay(const Bin& bin, const CapturedRequest& request, const ReplayOrder& order);

 private:
  AsyncTransport& sender_;
  const TargetPolicy& policy_;
  const KeepExchanges keep_;
  const Clock& clock_;
  IdSource& ids_;
};

}  // namespace hookloop
