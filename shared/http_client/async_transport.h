// The network as a parameter, for one who keeps many exchanges under way at once: each request goes out as it is given,
// and what came of it is told later. As with Transport, nothing is added to the bytes, redirects are never followed, a
// request is written at most once, and whatever goes wrong is a value of Exchange. One thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "shared/http_client/exchange.h"
#include "shared/http_client/transport.h"
#include "shared/http_client/url.h"

namespace hookloop {

// How the bytes are put on the wire, for a fault on purpose; the default is at once and whole.
struct WireBehaviour {
  std::size_t piece_bytes = 0;  // 0: all at once; else written in pieces of this size
  Microseconds pause{};         // between two pieces
  // After this many bytes of the request the connection is reset (TCP RST), which ends the exchange as `reset`. More
  // than the request has: after its last byte, so that the receiver may have all of it.
  std::optional<std::size_t> reset_after = {};
};

struct AsyncRequest {
  Url url;
  std::string bytes;  // an HTTP/1.1 request as Transport::send takes it
  Deadlines deadlines = {};
  WireBehaviour wire = {};
  bool verify_certificates = true;  // false: any certificate does; true can not undo what the transport was told
};

class AsyncTransport {
 public:
  virtual ~AsyncTransport() = default;
  // `done` is called exactly once, later, from the loop's thread; never from inside send. It may send again.
  virtual void send(AsyncRequest request, std::function<void(Exchange)> done) = 0;
};

}  // namespace hookloop
