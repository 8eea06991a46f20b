// One answer that a bin may give to a captured request: what it says, how slowly, and what it does wrong on purpose.
// Which of a bin's answers a request gets is its program's matter (answer_program.h). Values; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "shared/support/clock.h"
#include "shared/support/http_message.h"

namespace hookloop {

// How long a sender waits before the first byte.
struct AnswerDelay {
  enum class Kind {
    none,
    fixed,      // `least`
    uniform,    // from `least` to `most`, each as likely
    lognormal,  // half of them under `least` (the median), 95 of 100 under `most`: how real receivers' times lie
  };
  Kind kind = Kind::none;
  Microseconds least{};
  Microseconds most{};
  bool operator==(const AnswerDelay&) const = default;
};

// The answer's bytes, head and all, a few at a time.
struct AnswerDrip {
  std::size_t bytes = 0;  // at a time; 0: all at once
  Microseconds every{};
  bool operator==(const AnswerDrip&) const = default;
};

// What goes wrong on the connection, on purpose. After each of them but `none` the connection is closed.
enum class AnswerFault {
  none,
  reset,    // a TCP reset and no byte
  close,    // an orderly end and no byte
  garbage,  // bytes that are no HTTP
  half,     // the answer's head and half of its body; of an answer without a body, half of its head
  silence,  // no byte, for as long as the sender waits (at most kLongestSilence)
};
inline constexpr std::array kAnswerFaults{AnswerFault::none,    AnswerFault::reset, AnswerFault::close,
                                          AnswerFault::garbage, AnswerFault::half,  AnswerFault::silence};
std::string_view to_string(AnswerFault fault);
std::optional<AnswerFault> parse_answer_fault(std::string_view text);

// Longer ones are refused: a connection is held for each sender that waits.
inline constexpr Microseconds kLongestDelay = std::chrono::minutes(10);
inline constexpr Microseconds kLongestSilence = std::chrono::minutes(10);

struct BinResponse {
  // Until somebody sets a body, the body tells the sender under which id the request was captured:
  // {"captured":"req_…"} as application/json.
  bool tells_capture = true;
  int status = 200;  // 200 to 599
  HeaderList headers;
  std::string body;          // bytes
  bool is_template = false;  // body and header values are templates (answer/template_text.h)
  AnswerDelay delay = {};
  AnswerDrip drip = {};
  AnswerFault fault = AnswerFault::none;
  bool operator==(const BinResponse&) const = default;

  // Written in one go as soon as the capture is stored.
  bool is_prompt() const {
    return delay.kind == AnswerDelay::Kind::none && drip.bytes == 0 && fault == AnswerFault::none;
  }
};

}  // namespace hookloop
