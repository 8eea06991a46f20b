// The bytes that answer a request: what the bin is set to say, what its target has answered, or a problem. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/bin_response.h"
#include "bin_server/model/target_answer.h"
#include "shared/support/clock.h"
#include "shared/support/problem.h"

namespace hookloop {

struct AnswerContext {
  std::optional<Timestamp> now;  // for the Date, which only a 5xx may do without (RFC 9110 section 6.6.1)
  bool is_head = false;          // the method HEAD: no body is sent, its length is
  bool keep_alive = true;
  int minor_version = 1;
};

// For a request that was stored: with Hookloop-Request-Id and Hookloop-Body-Sha256 beside the bin's own headers. A body
// that somebody chose is no page of ours: a browser that shows it runs nothing of it with the rights of the API's
// origin, unless the bin sets a Content-Security-Policy itself.
std::string capture_answer(const BinResponse& response, std::string_view request_id,
                           std::string_view content_sha256_hex, const AnswerContext& context);

// What the target says, field by field as it came, with a framing of our own. Date comes before the fields where the
// target gave none (RFC 9110 section 6.6.1). Behind them stand Hookloop-Request-Id and Hookloop-Body-Sha256, in the
// place of such fields of the target's (which may be a bin itself), and always a Content-Security-Policy as above: the
// target's own was made for another origin than the API's, and of several policies each holds.
std::string returned_answer(const TargetAnswer& target, std::string_view request_id,
                            std::string_view content_sha256_hex, const AnswerContext& context);

// With a Hookloop-Request-Id where the request was stored all the same.
std::string problem_answer(const Problem& problem, const AnswerContext& context, std::string_view request_id = {});

inline constexpr std::string_view kContinueAnswer = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace hookloop
