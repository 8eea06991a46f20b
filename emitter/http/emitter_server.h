// `emitter serve` over HTTP: the API, the feed, health and the console page. This header keeps the HTTP library out of
// its includers. `run` blocks one thread; `stop` may be called from any other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emitter/feed/feed_options.h"
#include "emitter/http/platform_api.h"
#include "shared/support/listen_address.h"
#include "shared/support/result.h"

namespace hookloop {

struct EmitterServerOptions {
  ListenAddress listen;
  std::string token = {};     // who asks must know it; empty: nobody need (shared/http_server/guard.h)
  std::string web_root = {};  // serve the page from this folder instead of from the executable; empty for the usual
  // A thread serves one connection, from its first request until it is closed or idle; live viewers have threads of
  // their own besides.
  std::uint32_t threads = 32;
  std::uint64_t body_bytes = 2u << 20;  // of a request; a larger one is answered 413
  FeedOptions feed = {};
};

class EmitterServer {
 public:
  // The context's references outlive this.
  EmitterServer(EmitterServerOptions options, PlatformApi context);
  ~EmitterServer();
  EmitterServer(const EmitterServer&) = delete;
  EmitterServer& operator=(const EmitterServer&) = delete;

  // Takes the address; nothing is answered yet. The error names the address and why it can not be had.
  Result<ListenAddress> bind();
  // After bind: answers requests until `stop`, and finishes what is in flight.
  void run();
  // Ends a `run` that has begun or is about to begin; without one it waits for it.
  void stop();

  // What is served, as "GET /api/v1/apps/:guid".
  std::vector<std::string> routes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookloop
