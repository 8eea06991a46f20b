// cpp-httplib, serving connections that somebody else has accepted: one request at a time.
#pragma once

#include <httplib.h>

#include "bin_server/recorder/handed_connection.h"

namespace hookloop {

class ConnectionServer final : public httplib::Server {
 public:
  ConnectionServer();

  // Serves one request. True: the connection is whole, and the next request may come on it. Any number of threads at once,
  // each with a connection of its own.
  bool serve(HandedConnection& connection);
};

}  // namespace hookloop
