// The whole platform, put together over a store that is open: deeds, delivery engine, API, feed, console. Used by
// `emitter serve` and by tests that run it in their own process.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "emitter/deliver/engine.h"
#include "emitter/http/emitter_server.h"
#include "emitter/store/emitter_store.h"
#include "shared/support/clock.h"
#include "shared/support/listen_address.h"
#include "shared/support/random.h"
#include "shared/support/result.h"

namespace hookloop {

struct PlatformServerOptions {
  EmitterServerOptions http;
  EngineOptions engine;
  // Ids, payloads, jitter and faults follow from it and from the deeds. For a platform on which nothing has happened
  // yet.
  std::optional<std::uint64_t> seed;
  // Time begins there and moves only when it is told to (POST /api/v1/clock/advance); deliveries go one at a time.
  std::optional<Timestamp> virtual_start;
};

class PlatformServer {
 public:
  // The store must have no other writer. References outlive the server.
  PlatformServer(PlatformServerOptions options, EmitterStore& store, const Clock& clock, Random& random);
  ~PlatformServer();

  // Listens and serves from now on, on threads of its own; what a crash left behind is taken up. The error says what to
  // do.
  Result<ListenAddress> start();

  // Ends: no further attempt begins, those in flight may end, requests that have begun are answered. Does nothing the
  // second time.
  void stop();

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace hookloop
