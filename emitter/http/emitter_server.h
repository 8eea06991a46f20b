// `emitter serve` over HTTP: the event catalogue, health, and the console page. This header keeps the HTTP library out
// of its includers. `run` blocks one thread; `stop` may be called from any other.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "shared/support/listen_address.h"
#include "shared/support/result.h"

namespace hookloop {

struct EmitterServerOptions {
  ListenAddress listen;
  std::string web_root;  // serve the page from this folder instead of from the executable; empty for the usual
};

class EmitterServer {
 public:
  explicit EmitterServer(EmitterServerOptions options);
  ~EmitterServer();
  EmitterServer(const EmitterServer&) = delete;
  EmitterServer& operator=(const EmitterServer&) = delete;

  // Takes the address; nothing is answered yet. The error names the address and why it can not be had.
  Result<ListenAddress> bind();
  // After bind: answers requests until `stop`, and finishes what is in flight.
  void run();
  // Ends a `run` that has begun or is about to begin; without one it waits for it.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookloop
