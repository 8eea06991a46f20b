// Which of the faults that were asked for befall an attempt. Pure but for the chance that is handed in; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "emitter/model/fault.h"
#include "shared/support/random.h"

namespace hookloop {

// Draws exactly once for each fault that is asked for, in their order and whatever the attempt, so that what befalls a
// later one does not hang on what was said of an earlier. Of two of one kind that both befall this attempt, the last
// counts, in its own place. `asked` are a webhook's faults and then its delivery's, which so have the last word.
std::vector<Fault> plan_faults(std::span<const Fault> asked, std::uint32_t attempt, Random& random);

// The planned fault of this kind, or none. Points into `planned`.
const Fault* find_fault(std::span<const Fault> planned, FaultKind kind);

}  // namespace hookloop
