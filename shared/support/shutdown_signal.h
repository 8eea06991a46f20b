// SIGTERM and SIGINT as something to wait for. Construct it in main before any thread is started: it blocks both signals,
// threads inherit that, and only `wait` receives them. SIGPIPE is ignored: a peer that hangs up is an error code.
#pragma once

namespace hookloop {

class ShutdownSignal {
 public:
  ShutdownSignal();
  // Returns when the process is asked to end. A second signal after that ends the process at once, as a person who
  // presses Ctrl-C twice expects.
  void wait();
};

}  // namespace hookloop
