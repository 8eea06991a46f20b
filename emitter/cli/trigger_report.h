// What `emitter trigger` tells while it sends: readable lines for people, or one JSON object a line for programs. One
// thread at a time.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>

#include "emitter/cli/trigger_tally.h"
#include "emitter/deliver/deliverer.h"

namespace hookloop {

class TriggerReport {
 public:
  virtual ~TriggerReport() = default;
  virtual void begin(const DeliveryTarget& target, EventType type) = 0;
  // After each attempt of the run's `nth` event.
  virtual void attempt(std::uint64_t nth, const OutgoingDelivery& delivery, const AttemptReport& attempt) = 0;
  virtual void event_ended(std::uint64_t nth) = 0;
  virtual void end(const TriggerTally& tally) = 0;
};

struct TextReportOptions {
  std::uint64_t count = 1;
  bool colour = false;
  bool terminal = false;  // a long run then shows a progress bar, and lines only for what went wrong
  unsigned width = 80;
};

// From this count on a terminal shows a progress bar: more lines than this scroll a usual window away.
inline constexpr std::uint64_t kLongRun = 20;

std::unique_ptr<TriggerReport> make_text_report(std::ostream& out, const Clock& clock,
                                                const TextReportOptions& options);

// What is said of an attempt that was judged by the head of an answer that did not arrive whole.
inline constexpr const char* kAnswerBrokeOff = "the answer broke off";

// Per attempt {"kind": "attempt", "at", "event_type", "event_id", "delivery_id", "attempt", "url", "outcome",
// "failure", "detail", "note", "connection_reused", "status", "reason", "answer": {"headers", "body"} | null,
// "duration_ms", "retry_after_ms", "next", "retry_in_ms"}, where "body" is {"bytes", "complete", "text" | "base64"},
// and "truncated": true where more bytes came than are shown; at the end {"kind": "summary", "event_type", "events",
// "delivered", "exhausted", "attempts", "interrupted", "exit_code"}. What does not apply is null.
std::unique_ptr<TriggerReport> make_json_report(std::ostream& out);

}  // namespace hookloop
