// Transport over real sockets: one exchange at a time on an ExchangeLoop of its own, which says how requests are
// written and connections kept. One thread at a time.
#pragma once

#include "shared/http_client/exchange_loop.h"
#include "shared/http_client/transport.h"

namespace hookloop {

class HttpTransport final : public Transport {
 public:
  explicit HttpTransport(const Clock& clock, TransportOptions options = {}) : loop_(clock, std::move(options)) {}

  Exchange send(const Url& url, std::string_view request, const Deadlines& deadlines,
                const WireBehaviour& wire = {}) override;

 private:
  ExchangeLoop loop_;
};

}  // namespace hookloop
