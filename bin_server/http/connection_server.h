// cpp-httplib, serving connections that somebody else has accepted: one request at a time.
#pragma once

#include <httplib.h>

#include <chrono>

#include "bin_server/recorder/handed_connection.h"

namespace hookloop {

class ConnectionServer final : public httplib::Server {
 public:
  // `write_timeout`: for the whole of an answer, or for each part of a viewer's.
  explicit ConnectionServer(std::chrono::milliseconds write_timeout);

  // Serves one request. True: the connection is whole, and the next request may come on it. Any number of threads at
  // once, each with a connection of its own.
  bool serve(HandedConnection& connection);

 private:
  std::chrono::milliseconds write_timeout_;
};

}  // namespace hookloop
