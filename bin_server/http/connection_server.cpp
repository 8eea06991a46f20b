#include "bin_server/http/connection_server.h"

#include <limits>

#include "bin_server/http/handed_stream.h"
#include "bin_server/model/request_head.h"

namespace hookloop {
namespace {

// How long a client may leave us waiting with a part of its answer.
constexpr int kTimeOutMilliseconds = 10'000;

// Without a length there is no body (RFC 9112 section 6.3), but for a POST without one the library takes the end of the
// stream for an error.
void say_that_there_is_no_body(std::string& request) {
  const RequestHead head = parse_request_head(request);
  if (find_header(head.headers, "Content-Length") || find_header(head.headers, "Transfer-Encoding")) return;
  request.insert(request.find('\n') + 1, "Content-Length: 0\r\n");
}

}  // namespace

ConnectionServer::ConnectionServer() {
  // The library takes "no listening socket" for "shutting down", and would end every streamed answer at once. It never
  // touches the number otherwise, as long as it was not told to listen.
  svr_sock_ = std::numeric_limits<socket_t>::max();
}

bool ConnectionServer::serve(HandedConnection& connection) {
  say_that_there_is_no_body(connection.request);
  HandedStream stream(connection, kTimeOutMilliseconds);
  bool is_closed = false;
  const bool is_served = process_request(stream, connection.client_address, connection.client_port, "", 0,
                                         /*close_connection=*/false, is_closed, nullptr);
  return is_served && !is_closed;
}

}  // namespace hookloop
