#include "emitter/deliver/fault_plan.h"

#include <algorithm>

namespace hookloop {

std::vector<Fault> plan_faults(std::span<const Fault> asked, std::uint32_t attempt, Random& random) {
  std::vector<Fault> planned;
  for (const Fault& fault : asked) {
    const bool is_drawn = random.unit() < fault.share;
    if (!is_drawn || fault.attempt.value_or(attempt) != attempt) continue;
    std::erase_if(planned, [&](const Fault& other) { return other.kind == fault.kind; });
    planned.push_back(fault);
  }
  return planned;
}

const Fault* find_fault(std::span<const Fault> planned, FaultKind kind) {
  const auto found =
      std::find_if(planned.begin(), planned.end(), [&](const Fault& fault) { return fault.kind == kind; });
  return found == planned.end() ? nullptr : &*found;
}

}  // namespace hookloop
