// The network side of forwarding and replay: one thread with an ExchangeLoop, to which any thread may give requests.
//
// 1. `done` is called exactly once, on the sender's thread, and must not block it: others wait there too.
// 2. After `stop` has returned every `done` has been called, what was under way as `interrupted`. A request that comes
//    later ends so at once, on its caller's thread.
#pragma once

#include <functional>
#include <memory>

#include "shared/http_client/async_transport.h"
#include "shared/http_client/transport_options.h"
#include "shared/support/clock.h"

namespace hookloop {

class Sender final : public AsyncTransport {
 public:
  Sender(const Clock& clock, TransportOptions options);
  ~Sender() override;
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void send(AsyncRequest request, std::function<void(Exchange)> done) override;
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookloop
