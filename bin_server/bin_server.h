// The whole server, put together over a store that is open: recorder, workers, API, feed. Used by main and by tests
// that run it in their own process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bin_server/cli/serve_command.h"
#include "bin_server/store/capture_store.h"
#include "bin_server/store/search_index.h"
#include "shared/support/clock.h"
#include "shared/support/listen_address.h"
#include "shared/support/random.h"
#include "shared/support/result.h"

namespace hookloop {

class BinServer {
 public:
  // Store and index must have no other writer; without an index (nullptr) searches go through all captures. All of them
  // outlive the server.
  BinServer(ServeOptions options, CaptureStore& store, SearchIndex* index, const Clock& clock, Random& random);
  ~BinServer();

  // Listens and serves from now on, on threads of its own. The error names the address.
  Result<ListenAddress> start();

  // Ends: viewers are told to go, requests that have begun are answered, what is half-way is stored as incomplete. Does
  // nothing the second time.
  void stop();

  // What there is besides captures, as "GET /api/v1/bins/:bin"; once it has been started.
  std::vector<std::string> routes() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace hookloop
