// All of bin_server that is no capture: API, feed, health and the page, on the connections that the recorder hands over.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "bin_server/http/api_context.h"
#include "bin_server/recorder/handed_connection.h"
#include "shared/support/embedded_asset.h"

namespace hookloop {

class ConnectionServer;

class ApiServer {
 public:
  // `web_root`: serve the page's files from this folder instead of those that are embedded.
  ApiServer(ApiContext context, std::string listen_host, std::span<const EmbeddedAsset> page, const std::string& web_root);
  ~ApiServer();

  // Serves one request; true when the connection can be given back. Any thread, each with its own connection.
  bool serve(HandedConnection& connection);

 private:
  ApiContext context_;
  std::unique_ptr<ConnectionServer> server_;
};

}  // namespace hookloop
