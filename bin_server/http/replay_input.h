// A person's JSON about a replay, checked: every field that is wrong is named by its pointer. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/forward/replay.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

// Captures that one call replays, one after the other; more are a problem before the first is sent.
inline constexpr std::size_t kMostReplayedAtOnce = 1'000;
inline constexpr std::size_t kLargestEditedBody = 1u << 20;
inline constexpr std::size_t kMostHeaderEdits = 100;

struct ReplayInput {
  ReplayOrder order;
  std::optional<std::vector<std::string>> ids;  // of the captures; only where several are replayed
};

// {to, append_path?, method?, headers?: {NAME: text | [text, …] | null}, body? | body_base64?,
// sign?: true | {secret?: LABEL, scheme?}, timeout_ms?}, and `ids` where `may_select`.
Result<ReplayInput, Problem> parse_replay_input(std::string_view json_text, bool may_select);

}  // namespace hookloop
