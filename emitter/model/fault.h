// Bad behaviour on purpose: a closed, named catalogue, so that a receiver's defences can be tried one by one and in
// company. A fault is planned for an attempt by chance that is handed in (deliver/fault_plan.h), and is told of in the
// ledger. Any thread.
//
// Written as text, in JSON too:  NAME   or   NAME:key=value,key=value
// for example "delay:by=30s,share=0.1", "duplicate:attempt=1". Every fault takes the keys share and attempt; some have
// one or two of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/clock.h"
#include "shared/support/result.h"

namespace hookloop {

enum class FaultKind {
  // When and how often it is sent.
  duplicate,             // the same request once more, after the answer
  concurrent_duplicate,  // the same request once more, at the same time
  reorder,               // the delivery after it goes first
  delay,                 // it waits
  burst,                 // it waits for others, and all go at once
  drop,                  // it is never sent
  // What is signed.
  invalid_json,
  invalid_utf8,
  oversized_body,
  schema_missing_key,
  schema_wrong_type,
  schema_extra_key,
  // The signature.
  wrong_secret,
  missing_signature,
  malformed_signature,
  stale_timestamp,
  future_timestamp,
  // What is changed after signing.
  body_altered,
  body_reserialised,
  truncated_body,
  // The head.
  wrong_content_type,
  extra_headers,
  wrong_event_type,
  // The wire.
  slow_write,
  reset_mid_body,
};

// Where in the making and sending of a request a fault does its work. The stages follow one another in this order, but
// for schedule, which is about the request as a whole.
enum class FaultStage { schedule, payload, signature, body, head, wire };
std::string_view to_string(FaultStage stage);  // "schedule", …

// A parameter of a fault's own. Durations are in microseconds, sizes in bytes.
struct FaultParameter {
  enum class Unit { duration, size, number };
  std::string_view key;  // "by", "bytes", "count"
  Unit unit;
  std::uint64_t preset;  // when it is not given
  std::uint64_t least;
  std::uint64_t most;
  std::string_view what;  // for a person
};
std::string to_text(const FaultParameter& parameter, std::uint64_t value);  // "5s", "2MiB", "3"

struct FaultInfo {
  FaultKind kind;
  FaultStage stage;
  std::string_view name;      // "body-altered"
  std::string_view summary;   // what the sender does
  std::string_view receiver;  // what a good receiver should do
  std::span<const FaultParameter> parameters = {};
};

std::span<const FaultInfo> fault_catalogue();  // all of them, in the order above
const FaultInfo& info(FaultKind kind);

// By its exact name. The error names the nearest one.
Result<FaultKind> parse_fault_kind(std::string_view name);

// An attempt's number as a fault may name it. Nobody retries more often.
inline constexpr std::uint32_t kMostFaultAttempt = 1'000'000;

// One fault as somebody asked for it.
struct Fault {
  FaultKind kind;
  double share = 1;                           // of the attempts that it is planned for, in (0, 1]
  std::optional<std::uint32_t> attempt = {};  // only on the attempt of this number, from 1; nothing: on every one
  // Those that a kind has a use for; see its parameters.
  Microseconds by = {};     // delay, burst, reorder (how long it waits at most), slow_write (pause between pieces),
                            // stale_timestamp and future_timestamp (how far off)
  std::uint64_t bytes = 0;  // oversized_body, slow_write (a piece)
  std::uint32_t count = 0;  // duplicate, concurrent_duplicate (further copies), burst (how many go together)
  bool operator==(const Fault&) const = default;
};

// With its own parameters as they are when they are not given.
Fault make_fault(FaultKind kind);

// The error is a sentence that names the nearest right word, or the limits.
Result<Fault> parse_fault(std::string_view text);
std::string to_string(const Fault& fault);  // parse_fault takes it again and gives the same

}  // namespace hookloop
