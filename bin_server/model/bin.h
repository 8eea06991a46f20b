// A bin: an address that captures, with its settings and its totals. Values; any thread.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/model/answer_program.h"
#include "bin_server/model/forward_settings.h"
#include "shared/schema/signature.h"
#include "shared/support/clock.h"

namespace hookloop {

// A bin's number inside one store: small, never given twice. Its id is what people see.
using BinNumber = std::int64_t;

// A position in a bin: counted from 1 for each capture, never given twice, also not after a delete.
using Seq = std::int64_t;

struct BinLimits {
  // At the limit the oldest captures go; total_count goes on counting.
  std::uint64_t max_requests = 1'000'000;
  std::uint64_t max_bytes = 4ull << 30;
  // Captures that came longer ago go, the newest too, within a second or two; nothing: none is too old.
  std::optional<Microseconds> max_age = std::nullopt;
  bool operator==(const BinLimits&) const = default;
};

struct BasicLogin {
  std::string login;
  std::string password;  // accepted, never shown
  bool operator==(const BasicLogin&) const = default;
};

// Of all bins together. At the limit the oldest captures go, whichever bin they are in. The default is none.
struct StoreLimits {
  std::uint64_t max_requests = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t max_bytes = std::numeric_limits<std::uint64_t>::max();
  // What a store that keeps captures in memory takes for them, with all that it keeps beside their bytes.
  std::uint64_t max_memory = std::numeric_limits<std::uint64_t>::max();
  bool operator==(const StoreLimits&) const = default;
};

// What a person decides about a bin.
struct BinSettings {
  std::string name;
  std::shared_ptr<const AnswerProgram> response = default_program();  // never null; one object for as long as it stays
  std::optional<BasicLogin> login;       // what senders must prove to know, as HTTP Basic; captured all the same
  std::vector<VerificationKey> secrets;  // to check signatures with; accepted, never shown
  BinLimits limits;
  std::optional<Timestamp> expires_at;  // from then on the bin and its captures are gone
  ForwardSettings forward;
};

struct BinTotals {
  std::uint64_t request_count = 0;  // captures that are kept now
  std::uint64_t bytes = 0;          // heads and bodies of those
  Seq last_seq = 0;                 // also the count of all captures ever: `total_count`
  Seq floor_seq = 0;                // captures up to this one were cleared away
  // Of those that are kept, the ones that limits do not touch (marks.h).
  std::uint64_t pinned_count = 0;
  std::uint64_t pinned_bytes = 0;
};

// Whether the oldest capture that is not pinned must go. The newest stays however large it is: its sender was told that
// it is kept.
inline bool is_over(const BinTotals& totals, const BinLimits& limits) {
  return totals.request_count > limits.max_requests || (totals.bytes > limits.max_bytes && totals.request_count > 1);
}

inline bool is_over(const BinTotals& totals, const StoreLimits& limits) {
  return totals.request_count > limits.max_requests || (totals.bytes > limits.max_bytes && totals.request_count > 1);
}

struct Bin {
  BinNumber number = 0;
  std::string id;
  Timestamp created_at;
  std::shared_ptr<const BinSettings> settings;
  BinTotals totals;
};

inline bool is_expired(const Bin& bin, Timestamp now) {
  return bin.settings->expires_at && *bin.settings->expires_at <= now;
}

// The rule for ids that people choose, as a sentence; and whether a text keeps it.
inline constexpr std::string_view kBinIdRule = "a bin's id is 1 to 64 characters of A-Z, a-z, 0-9, _ and -";
bool is_bin_id(std::string_view text);

// Where requests go that reached the port but name no bin: what is not HTTP, and what broke off before its address.
inline constexpr std::string_view kStrayBinId = "stray";

}  // namespace hookloop
