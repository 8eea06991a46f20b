// Bad behaviour on purpose: a closed, named catalogue, so that a receiver's defences can be tried one by one and in
// company. A fault is planned for an attempt by chance that is handed in, and is told of in the ledger. Any thread.
//
// Written as text:  NAME   or   NAME:key=value,key=value   for example "delay:by=5s,share=0.1", "duplicate:attempt=1".
// Written as JSON:  the same text, or {"fault": NAME, "share": 0.1, "attempt": 1, "by_ms": 5000, "copies": 1, …}.
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

struct FaultInfo {
  FaultKind kind;
  std::string_view name;        // "body-altered"
  std::string_view summary;     // what the sender does
  std::string_view receiver;    // what a good receiver should do
  std::string_view parameters;  // those of its own, as `key=default` separated by spaces; may be empty
};

std::span<const FaultInfo> fault_catalogue();  // all of them, in the order above
const FaultInfo& info(FaultKind kind);

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

// The error is a sentence that names the nearest right word.
Result<Fault> parse_fault(std::string_view text);
std::string to_string(const Fault& fault);  // parse_fault takes it again and gives the same

}  // namespace hookloop
