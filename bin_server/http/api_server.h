// All of bin_server that is no capture: API, feed, health and the page, on the connections that the recorder hands
// over.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bin_server/http/api_context.h"
#include "bin_server/recorder/handed_connection.h"
#include "shared/support/embedded_asset.h"

namespace hookloop {

class ConnectionServer;

class ApiServer {
 public:
  struct Options {
    std::string listen_host;                  // as given to --listen
    std::string token;                        // who asks must know it; empty: nobody need
    std::string web_root;                     // serve the page's files from this folder instead of those embedded
    std::uint64_t body_bytes = 2u << 20;      // of any request; the recorder has refused larger ones
    std::chrono::milliseconds write_timeout;  // for an answer to be taken
  };

  ApiServer(ApiContext context, const Options& options, std::span<const EmbeddedAsset> page);
  ~ApiServer();

  // What there is, as "GET /api/v1/bins/:bin".
  const std::vector<std::string>& routes() const { return routes_; }

  // Serves one request; true when the connection can be given back. Any thread, each with its own connection.
  bool serve(HandedConnection& connection);

 private:
  ApiContext context_;
  std::unique_ptr<ConnectionServer> server_;
  std::vector<std::string> routes_;
};

}  // namespace hookloop
