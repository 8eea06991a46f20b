// The network as a parameter: takes the exact bytes of one request to where a URL says, and returns what came of it.
// Nothing is added to the bytes, nothing reordered; redirects are never followed. Whatever goes wrong on the way is a
// value of Exchange, not an exception. One thread at a time.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "shared/http_client/exchange.h"
#include "shared/http_client/url.h"
#include "shared/http_client/wire_behaviour.h"

namespace hookloop {

// Each is a total, not a pause between bytes: a receiver that drips can not stretch it.
struct Deadlines {
  Microseconds connect = std::chrono::seconds(10);     // resolving, connecting, TLS
  Microseconds first_byte = std::chrono::seconds(30);  // from the connection being ready
  Microseconds whole = std::chrono::seconds(30);       // all of it, the two above included
};

// One of several requests that are under way at the same time. The bytes live through the call.
struct ConcurrentRequest {
  std::string_view bytes;
  WireBehaviour wire = {};
};

class Transport {
 public:
  virtual ~Transport() = default;
  // `request` is an HTTP/1.1 request, head and body, that asks for nothing but an answer (no CONNECT, no Upgrade).
  virtual Exchange send(const Url& url, std::string_view request, const Deadlines& deadlines,
                        const WireBehaviour& wire = {}) = 0;
  // All at the same time, each on a connection of its own. Returns when all have ended: what came of each, in their
  // order.
  virtual std::vector<Exchange> send_together(const Url& url, std::span<const ConcurrentRequest> requests,
                                              const Deadlines& deadlines) = 0;
};

}  // namespace hookloop
