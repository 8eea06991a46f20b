// What a target answered to a forwarded capture, on its way back to who sent the capture and waits for it; and what the
// sender is told where there is no such answer. The problems name the kind of the failure and no address: who may send
// to a bin need not know where it forwards to. Values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/bin.h"
#include "shared/support/clock.h"
#include "shared/support/http_message.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

struct TargetAnswer {
  int status = 0;      // a final one
  std::string reason;  // the words behind it; may be empty
  HeaderList headers;  // end to end (RFC 9110 section 7.6.1), in their order, without what tells of the framing
  std::optional<std::uint64_t> content_length;  // as the target told it: the answer to HEAD and a 304 have that alone
  std::string body;                             // whole, without a transfer coding
};

using ReturnedAnswer = Result<TargetAnswer, Problem>;

// Gives the answer to whoever waits for it; where nobody does any more, nothing happens. Any thread; does not block.
using ReturnAnswer = std::function<void(BinNumber, Seq, ReturnedAnswer)>;

// 502. `failure` is a word of CaptureExchange::failure.
Problem target_failed(std::string_view failure);
Problem target_answer_too_large(std::uint64_t limit);
Problem not_forwarded(std::string_view failure);
// 504. Also where the capture's turn had not come by then.
Problem target_timed_out(Microseconds timeout);
// 508.
Problem forward_loop();
// 503.
Problem server_is_ending();

}  // namespace hookloop
