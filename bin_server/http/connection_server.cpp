#include "bin_server/http/connection_server.h"

#include <limits>

#include "bin_server/http/handed_stream.h"
#include "bin_server/model/request_head.h"
#include "shared/support/chunked.h"

namespace hookloop {
namespace {

// How long a client may leave us waiting with a part of its answer.
constexpr int kTimeOutMilliseconds = 10'000;

// The request as the library reads it without doubt. Ours is the only reading of what came: the library sees an
// origin-form target (RFC 9112 section 3.2.2 wants the absolute form understood too), a body with its length and no other
// framing (the library takes a POST without a length for one that ends with the stream), and no Expect (the recorder has
// answered it).
std::string in_plain_form(std::string_view request, const RequestHead& head, const BodyFraming& framing) {
  std::string_view body = request.substr(head_size(request).value_or(request.size()));
  std::string content;
  if (framing.kind == BodyFraming::Kind::chunked) {
    content = read_chunked(body).content;
    body = content;
  }
  std::string plain = head.method + ' ' + std::string(origin_form(head.target));
  plain += head.minor_version == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
  for (const HeaderField& field : head.headers) {
    const bool is_ours = same_header_name(field.name, "Content-Length") ||
                         same_header_name(field.name, "Transfer-Encoding") || same_header_name(field.name, "Expect");
    if (!is_ours) plain.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  plain.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  return plain;
}

}  // namespace

ConnectionServer::ConnectionServer() {
  // The library takes "no listening socket" for "shutting down", and would end every streamed answer at once. It never
  // touches the number otherwise, as long as it was not told to listen.
  svr_sock_ = std::numeric_limits<socket_t>::max();
}

bool ConnectionServer::serve(HandedConnection& connection) {
  const RequestHead head = parse_request_head(connection.request);
  const BodyFraming framing = find_body_framing(head);
  connection.request = in_plain_form(connection.request, head, framing);
  HandedStream stream(connection, kTimeOutMilliseconds);
  bool is_closed = false;
  const bool is_served = process_request(stream, connection.client_address, connection.client_port, "", 0,
                                         /*close_connection=*/false, is_closed, nullptr);
  return is_served && !is_closed && !framing.must_close;
}

}  // namespace hookloop
