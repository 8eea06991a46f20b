#include "shared/support/interrupt.h"

#include <algorithm>
#include <atomic>
#include <csignal>

namespace hookloop {
namespace {

std::atomic<int> received{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

void set_action(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;  // a write to a slow pipe goes on
  sigemptyset(&action.sa_mask);
  // Neither interrupts the other's handler, so the second always finds the usual action again.
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
  sigaction(number, &action, nullptr);
}

extern "C" void remember(int number) {
  received = number;
  set_action(SIGINT, SIG_DFL);
  set_action(SIGTERM, SIG_DFL);
}

}  // namespace

void SignalInterrupt::watch() {
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction usual {};
    sigaction(number, nullptr, &usual);
    if (usual.sa_handler != SIG_IGN) set_action(number, remember);
  }
}

int SignalInterrupt::signal_number() const { return received; }

void InterruptibleClock::sleep_for(Microseconds duration) {
  // Counted by the clock, not by the naps, each of which is a little too long.
  const SteadyTime end = steady() + std::min<Microseconds>(duration, std::chrono::years(100));
  while (!interrupt_.came() && steady() < end) {
    clock_.sleep_for(std::min(kInterruptPoll, std::chrono::ceil<Microseconds>(end - steady())));
  }
}

}  // namespace hookloop
