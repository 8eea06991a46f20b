#include "shared/support/shutdown_signal.h"

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <utility>

using namespace hookloop;

TEST_CASE("Each of the two signals ends the wait, also one that came before it", "[support][unit]") {
  for (const int signal : {SIGTERM, SIGINT}) {
    ShutdownSignal shutdown;
    raise(signal);  // blocked, so it waits for the wait
    shutdown.wait();
    SUCCEED();
  }
}

TEST_CASE("The other signal after the first does not end the process", "[support][unit]") {
  for (const auto& [first, other] : {std::pair(SIGINT, SIGTERM), std::pair(SIGTERM, SIGINT)}) {
    ShutdownSignal shutdown;
    raise(first);
    shutdown.wait();
    raise(other);
    // It is still there, for who waits again.
    sigset_t pending;
    sigpending(&pending);
    CHECK(sigismember(&pending, other) == 1);
    ShutdownSignal().wait();
  }
}

TEST_CASE("A peer that hangs up does not end the process", "[support][unit]") {
  const ShutdownSignal shutdown;
  raise(SIGPIPE);
  SUCCEED();
}
