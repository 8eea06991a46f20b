#include "emitter/platform/fault_rules.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/platform/problems.h"

namespace hookloop {

std::optional<Problem> check_faults(const std::vector<Fault>& faults) {
  if (faults.size() > kMostFaults) {
    return bad_field("/faults", fmt::format("These are at most {} faults.", kMostFaults));
  }
  for (std::size_t i = 0; i < faults.size(); ++i) {
    // A fault made in code is held to what one in words is.
    const auto read = parse_fault(to_string(faults[i]));
    if (!read) return bad_field(fmt::format("/faults/{}", i), sentence(read.error()));
  }
  return std::nullopt;
}

}  // namespace hookloop
