#include "bin_server/http/connection_server.h"

#include <limits>

#include "bin_server/http/handed_stream.h"

namespace hookloop {
namespace {

// How long a client may leave us waiting for a part of its request, or not take a part of its answer.
constexpr int kTimeOutMilliseconds = 10'000;

}  // namespace

ConnectionServer::ConnectionServer() {
  // The library takes "no listening socket" for "shutting down", and would end every streamed answer at once. It never
  // touches the number otherwise, as long as it was not told to listen.
  svr_sock_ = std::numeric_limits<socket_t>::max();
}

bool ConnectionServer::serve(HandedConnection& connection) {
  HandedStream stream(connection, kTimeOutMilliseconds);
  bool is_closed = false;
  const bool is_served = process_request(stream, connection.client_address, connection.client_port, "", 0,
                                         /*close_connection=*/false, is_closed, nullptr);
  return is_served && !is_closed;
}

}  // namespace hookloop
