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
  // After each attempt of the run's `nth` event, and each copy of one. `request` is what was sent; null: nothing was.
  virtual void attempt(std::uint64_t nth, const OutgoingDelivery& delivery, const AttemptReport& attempt,
                       const OutgoingRequest* request) = 0;
  // One more event is delivered or given up; a fault may end a later one first.
  virtual void event_ended() = 0;
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

// What is said of an attempt that a fault dropped: the word of a failure, and the sentence.
inline constexpr const char* kDropped = "dropped";
inline constexpr const char* kDroppedOnPurpose = "dropped on purpose: nothing was sent";

// Per attempt, and per copy of it that a fault sends, {"kind": "attempt", "at", "event_type", "event_id",
// "delivery_id", "attempt", "copy", "faults": […], "url", "outcome", "failure", "detail", "note", "connection_reused",
// "status", "reason", "answer": {"headers", "body"} | null, "duration_ms", "retry_after_ms", "next", "retry_in_ms"},
// where "body" is {"bytes", "complete", "text" | "base64"}, and "truncated": true where more bytes came than are shown,
// and "next" of a further copy is "copy"; at the end {"kind": "summary", "event_type", "events", "delivered",
// "exhausted", "attempts", "interrupted", "exit_code"}. What does not apply is null.
std::unique_ptr<TriggerReport> make_json_report(std::ostream& out);

// For a dry run: the exact bytes of each request and nothing else. With `json` a line for each: {"kind": "request",
// "faults": […], "head", "body" | "body_base64"}.
std::unique_ptr<TriggerReport> make_dry_report(std::ostream& out, bool json);

}  // namespace hookloop
