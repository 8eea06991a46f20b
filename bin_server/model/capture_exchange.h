// One sending of a captured request to a target, and what came of it: kept with the capture, in the order in which the
// sendings ended. Values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/bin.h"
#include "shared/support/clock.h"

namespace hookloop {

// Of one capture the newest so many are kept; the oldest go. A handler that is worked on for an afternoon is sent the
// same capture some dozens of times.
inline constexpr std::size_t kMostExchangesPerCapture = 100;

enum class ExchangeKind { forward = 0, replay = 1 };  // the numbers are stored
std::string_view to_string(ExchangeKind kind);        // "forward", "replay"

struct CaptureExchange {
  std::string id;  // xch_…
  BinNumber bin = 0;
  Seq seq = 0;
  ExchangeKind kind = ExchangeKind::replay;
  std::string target;  // as it was given
  std::string url;     // where it went: the target with the capture's path and query
  Timestamp started_at;

  std::string request_head;                 // exact bytes as they were sent; empty when nothing could be sent
  std::optional<std::string> request_body;  // nothing: the capture's own content

  // A word: one of SendFailure (shared/http_client/exchange.h), or one of those below; empty when the target has
  // answered, whatever it said.
  std::string failure;
  std::string timed_out_in;  // with timed_out: connect, first_byte or whole
  std::string detail;        // with a failure: one sentence for a person

  int status = 0;  // 0: no answer
  std::string answer_head;
  std::string answer_body;              // its first bytes; see AnswerLimits::kept_body_bytes
  std::uint64_t answer_body_bytes = 0;  // how many came
  bool answer_complete = false;

  std::string peer;  // the address and port that it was sent to; empty without a connection
  Microseconds resolve{};
  Microseconds connect{};
  Microseconds first_byte{};
  Microseconds whole{};

  bool operator==(const CaptureExchange&) const = default;
};

namespace exchange_failure {
inline constexpr std::string_view loop = "loop";                  // it came to the bin by way of the bin itself
inline constexpr std::string_view not_sendable = "not_sendable";  // the capture is no whole HTTP request
}  // namespace exchange_failure

// How far a bin has come with forwarding to one target: captures up to this seq need not be sent there any more.
struct ForwardCursor {
  BinNumber bin = 0;
  std::string target;  // its URL as the bin's settings have it
  Seq seq = 0;
  bool operator==(const ForwardCursor&) const = default;
};

}  // namespace hookloop
