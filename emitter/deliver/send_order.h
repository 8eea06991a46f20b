// In which order deliveries to one receiver go that are sent one after the other, and what faults of the schedule do to
// it: delay, reorder and burst hold an attempt back, in this order where it has several. Arithmetic over values: time
// is handed in. One thread at a time.
//
// 1. Of those whose time has come the one goes that waited longest; at the same time, the older event.
// 2. delay: nothing but its time ends it, and no further event is let in meanwhile, as in the pause before a retry.
// 3. reorder: it waits until another delivery was sent, and its time at most. One is held back so at a time: whoever
//    comes next is there to overtake it, and so every second event is reordered where all are asked to be.
// 4. burst: it waits until as many wait as it asks for, or until the time of the first is over; then all go together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emitter/model/fault.h"
#include "shared/support/clock.h"

namespace hookloop {

// An attempt that is to begin.
struct SendStart {
  std::uint64_t nth = 0;          // which delivery of the run
  std::vector<Fault> faults;      // planned for it
  std::vector<std::string> held;  // those that held it back, as fault.h writes them
};

class SendOrder {
 public:
  // The next attempt of the `nth` delivery is to begin at `due`. A delivery has one at a time.
  void add(std::uint64_t nth, std::vector<Fault> faults, SteadyTime due);
  // Those that are to begin now, together; none: nobody is. They wait here no more.
  std::vector<SendStart> take_due(SteadyTime now);
  // Something was sent: it has overtaken who waited for that.
  void sent(SteadyTime now);

  // When to look again; nothing: nobody waits.
  std::optional<SteadyTime> next_time() const;
  // Whether another event may happen now: nobody waits, or only for others.
  bool lets_another_in() const;

 private:
  struct Waiting {
    SendStart start;
    SteadyTime until;
    std::size_t holds_passed = 0;  // of those that an attempt may have, in their order
    std::optional<FaultKind> held_by = {};
  };

  bool hold(Waiting& waiting, SteadyTime now);
  std::size_t count_held_by(FaultKind kind) const;
  void release(FaultKind kind, SteadyTime now);
  std::vector<SendStart> take_burst();

  std::vector<Waiting> waiting_;
};

}  // namespace hookloop
