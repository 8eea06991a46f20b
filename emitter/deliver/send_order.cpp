#include "emitter/deliver/send_order.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "emitter/deliver/fault_plan.h"

namespace hookloop {
namespace {

// What waits for a burst is to go with it, so nothing may hold it after that.
constexpr FaultKind kHolds[] = {FaultKind::delay, FaultKind::reorder, FaultKind::burst};

}  // namespace

void SendOrder::add(std::uint64_t nth, std::vector<Fault> faults, SteadyTime due) {
  waiting_.push_back({{nth, std::move(faults), {}}, due});
}

std::size_t SendOrder::count_held_by(FaultKind kind) const {
  return static_cast<std::size_t>(
      std::count_if(waiting_.begin(), waiting_.end(), [&](const Waiting& waiting) { return waiting.held_by == kind; }));
}

void SendOrder::release(FaultKind kind, SteadyTime now) {
  for (Waiting& waiting : waiting_) {
    if (waiting.held_by == kind) waiting.until = std::min(waiting.until, now);
  }
}

void SendOrder::sent(SteadyTime now) { release(FaultKind::reorder, now); }

// True: it waits on, for the next thing that holds it.
bool SendOrder::hold(Waiting& waiting, SteadyTime now) {
  waiting.held_by.reset();
  while (waiting.holds_passed < std::size(kHolds)) {
    const FaultKind kind = kHolds[waiting.holds_passed++];
    const Fault* const fault = find_fault(waiting.start.faults, kind);
    if (fault == nullptr) continue;
    if (kind == FaultKind::reorder && count_held_by(kind) > 0) continue;
    waiting.held_by = kind;
    waiting.until = now + fault->by;
    waiting.start.held.push_back(to_string(*fault));
    if (kind == FaultKind::burst && count_held_by(kind) >= fault->count) release(kind, now);
    return true;
  }
  return false;
}

std::vector<SendStart> SendOrder::take_burst() {
  std::vector<SendStart> starts;
  for (Waiting& waiting : waiting_) {
    if (waiting.held_by == FaultKind::burst) starts.push_back(std::move(waiting.start));
  }
  std::erase_if(waiting_, [](const Waiting& waiting) { return waiting.held_by == FaultKind::burst; });
  return starts;
}

std::vector<SendStart> SendOrder::take_due(SteadyTime now) {
  while (true) {
    const auto first = std::min_element(waiting_.begin(), waiting_.end(), [](const Waiting& a, const Waiting& b) {
      return std::tie(a.until, a.start.nth) < std::tie(b.until, b.start.nth);
    });
    if (first == waiting_.end() || first->until > now) return {};
    if (first->held_by == FaultKind::burst) return take_burst();
    if (hold(*first, now)) continue;
    std::vector<SendStart> starts;
    starts.push_back(std::move(first->start));
    waiting_.erase(first);
    return starts;
  }
}

std::optional<SteadyTime> SendOrder::next_time() const {
  std::optional<SteadyTime> time;
  for (const Waiting& waiting : waiting_) {
    if (!time || waiting.until < *time) time = waiting.until;
  }
  return time;
}

bool SendOrder::lets_another_in() const {
  return std::all_of(waiting_.begin(), waiting_.end(), [](const Waiting& waiting) {
    return waiting.held_by == FaultKind::reorder || waiting.held_by == FaultKind::burst;
  });
}

}  // namespace hookloop
