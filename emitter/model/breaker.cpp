#include "emitter/model/breaker.h"

#include <algorithm>
#include <limits>

#include "emitter/model/backoff.h"

namespace hookloop {
namespace {

// Counted up to the most there is, and not beyond.
void count(std::uint32_t& number) {
  if (number < std::numeric_limits<std::uint32_t>::max()) ++number;
}

// To the next probe, with so many failed since it opened.
Microseconds pause(const BreakerRules& rules, std::uint32_t probes) {
  return doubled(rules.first_probe, probes, rules.longest_probe);
}

BreakerChange open_or_probe_again(BreakerState& state, const BreakerRules& rules, bool enough, Timestamp now) {
  if (!state.is_open()) {
    if (!enough || now - *state.failing_since < rules.failing_for) return BreakerChange::none;
    state.opened_at = now;
    state.probes = 0;
    state.probe_at = now + pause(rules, 0);
    return BreakerChange::opened;
  }
  if (!may_attempt(state, rules, now)) return BreakerChange::none;
  count(state.probes);
  state.probe_at = now + pause(rules, state.probes);
  return BreakerChange::probe_failed;
}

}  // namespace

BreakerChange count_attempt(BreakerState& state, const BreakerRules& rules, const AttemptResult& result,
                            Timestamp now) {
  const bool was_open = state.is_open();
  if (!rules.enabled || result.outcome == AttemptOutcome::accepted) {
    state = {};
    return rules.enabled && was_open ? BreakerChange::closed : BreakerChange::none;
  }
  count(state.failures);
  state.failing_since = std::min(state.failing_since.value_or(now), now);
  const bool enough = state.failures >= rules.failures;
  const BreakerChange change = open_or_probe_again(state, rules, enough, now);
  return enough && now - *state.failing_since >= rules.disable_after ? BreakerChange::disable : change;
}

bool may_attempt(const BreakerState& state, const BreakerRules& rules, Timestamp now) {
  if (!state.probe_at || now >= *state.probe_at) return true;
  return *state.probe_at - now > pause(rules, std::numeric_limits<std::uint32_t>::max());
}

}  // namespace hookloop
