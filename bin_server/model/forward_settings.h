// Where a bin forwards its captures to. Values; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/clock.h"

namespace hookloop {

inline constexpr std::size_t kMostForwardTargets =
    10;  // each has a place in order, and a request under way, of its own

struct ForwardTarget {
  std::string url;  // checked when it was given
  // Whether the capture's path behind /b/{bin} and its query go behind the URL's own (outgoing_request.h says how).
  bool append_path = true;
  // Captures up to this seq are not forwarded there: those that were there before the target was.
  std::int64_t after_seq = 0;
  bool operator==(const ForwardTarget&) const = default;
};

struct ForwardSettings {
  std::vector<ForwardTarget> targets;               // no two of one URL
  Microseconds timeout = std::chrono::seconds(30);  // total for one exchange; 1 ms to 5 min
  // What the first target answers is returned to who sent the capture, who waits for it, at most `timeout`.
  bool return_answer = false;
  bool operator==(const ForwardSettings&) const = default;
};

std::vector<std::string> target_urls(const ForwardSettings& settings);
// Those of `settings` that were there before go on from where they began; the others begin behind `last_seq`.
void begin_new_targets(ForwardSettings& settings, const ForwardSettings& before, std::int64_t last_seq);
bool returns_answer(const ForwardSettings& settings);
// Whether this is the target whose answers are returned.
bool returns_answer_of(const ForwardSettings& settings, std::string_view url);
bool has_target(const ForwardSettings& settings, std::string_view url);

}  // namespace hookloop
