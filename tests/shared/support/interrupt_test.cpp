#include "shared/support/interrupt.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <functional>

#include "tests/support/fake_interrupt.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

// How a process of its own ends that does this: signals are a process's own.
int status_of(const std::function<int()>& deed) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    _exit(deed());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("The first signal is remembered, and the second ends the process", "[support][unit]") {
  for (const int first : {SIGINT, SIGTERM}) {
    for (const int second : {SIGINT, SIGTERM}) {
      const int once = status_of([&] {
        SignalInterrupt interrupt;
        interrupt.watch();
        const bool is_quiet = !interrupt.came();
        raise(first);
        return is_quiet && interrupt.signal_number() == first ? 0 : 1;
      });
      CHECK((WIFEXITED(once) && WEXITSTATUS(once) == 0));
      const int twice = status_of([&] {
        SignalInterrupt().watch();
        raise(first);
        raise(second);
        return 0;
      });
      CHECK((WIFSIGNALED(twice) && WTERMSIG(twice) == second));
    }
  }
}

TEST_CASE("A signal that the process was started to ignore stays ignored", "[support][unit]") {
  const int status = status_of([] {
    std::signal(SIGINT, SIG_IGN);
    SignalInterrupt interrupt;
    interrupt.watch();
    raise(SIGINT);
    raise(SIGINT);
    return interrupt.came() ? 1 : 0;
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("Nobody sleeps on when the interrupt has come", "[support][unit]") {
  int looks = 0;
  const FakeInterrupt interrupt([&] { return ++looks > 2; });
  InterruptibleClock(interrupt).sleep_for(Microseconds::max());
  CHECK(looks == 3);
}

TEST_CASE("Without an interrupt the whole time is slept", "[support][unit]") {
  const FakeInterrupt interrupt;
  InterruptibleClock clock(interrupt);
  const SteadyTime start = clock.steady();
  clock.sleep_for(kInterruptPoll + std::chrono::milliseconds(5));
  CHECK(clock.steady() - start >= kInterruptPoll + std::chrono::milliseconds(5));
  clock.sleep_for(Microseconds(-1));
}
