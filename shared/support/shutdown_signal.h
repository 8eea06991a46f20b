// SIGTERM and SIGINT as something to wait for. Construct it in main before any thread is started: it blocks both signals,
// threads inherit that, and only `wait` receives them. SIGPIPE and SIGXFSZ are ignored: a peer that hangs up and a file that
// may grow no further are error codes.
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
