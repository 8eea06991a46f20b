// SIGTERM and SIGINT as something to wait for. Construct it in main before any thread is started: it blocks both
// signals, threads inherit that, and only `wait` receives them. SIGPIPE and SIGXFSZ are ignored: a peer that hangs up
// and a file that may grow no further are error codes.
#pragma once

namespace hookloop {

class ShutdownSignal {
 public:
  ShutdownSignal();
  // Returns when the process is asked to end. The same signal once more ends the process at once, as a person who
  // presses Ctrl-C twice expects. The other one does not: a script that is interrupted has its children interrupted by
  // the terminal, and then terminates them itself.
  void wait();
};

}  // namespace hookloop
