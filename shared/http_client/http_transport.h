// Transport over real sockets: what is sent, one request or several together, has an ExchangeLoop to itself, which says
// how requests are written and connections kept. One thread at a time.
#pragma once

#include "shared/http_client/exchange_loop.h"
#include "shared/http_client/stream_transport.h"

namespace hookloop {

class HttpTransport final : public StreamTransport {
 public:
  explicit HttpTransport(const Clock& clock, TransportOptions options = {}) : loop_(clock, std::move(options)) {}

  Exchange send(const Url& url, std::string_view request, const Deadlines& deadlines,
                const WireBehaviour& wire = {}) override;
  Exchange stream(const Url& url, std::string_view request, const Deadlines& deadlines, const TakeBody& take) override;
  std::vector<Exchange> send_together(const Url& url, std::span<const ConcurrentRequest> requests,
                                      const Deadlines& deadlines) override;

 private:
  ExchangeLoop loop_;
};

}  // namespace hookloop
