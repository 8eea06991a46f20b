// The faults that are planned for one request while it is made: what is to be done, and what was. Part of making
// requests (outgoing_request.h). One thread at a time.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "emitter/deliver/fault_plan.h"

namespace hookloop {

class FaultWork {
 public:
  // Both must outlive this.
  FaultWork(std::span<const Fault> plan, Random& random) : plan_(plan), random_(random) {}

  const Fault* planned(FaultKind kind) const { return find_fault(plan_, kind); }
  std::span<const Fault> plan() const { return plan_; }
  void done(const Fault& fault) { done_.push_back(to_string(fault)); }
  std::vector<std::string> take_done() { return std::move(done_); }

  Random& random() { return random_; }
  // One of so many, from 0; `size` is not 0.
  std::size_t pick(std::size_t size) { return static_cast<std::size_t>(random_.next() % size); }

 private:
  const std::span<const Fault> plan_;
  Random& random_;
  std::vector<std::string> done_;
};

}  // namespace hookloop
