#include "shared/support/shutdown_signal.h"

#include <csignal>

namespace hookloop {
namespace {

sigset_t shutdown_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

ShutdownSignal::ShutdownSignal() {
  const sigset_t signals = shutdown_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void ShutdownSignal::wait() {
  const sigset_t signals = shutdown_signals();
  int received = 0;
  sigwait(&signals, &received);
  sigset_t again;
  sigemptyset(&again);
  sigaddset(&again, received);
  pthread_sigmask(SIG_UNBLOCK, &again, nullptr);
}

}  // namespace hookloop
