// Whether faults that somebody asked for can be planned, whatever way they came; the limits of each are the catalogue's
// (emitter/model/fault.h). Pure function, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "emitter/model/fault.h"
#include "shared/support/problem.h"

namespace hookloop {

inline constexpr std::size_t kMostFaults = 25;  // as many as there are kinds: each in company with all others

// The first one that is wrong, with its pointer ("/faults/0").
std::optional<Problem> check_faults(const std::vector<Fault>& faults);

}  // namespace hookloop
