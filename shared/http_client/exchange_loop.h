// AsyncTransport over real sockets, by standalone Asio and OpenSSL: hundreds of exchanges in flight on one thread. It
// writes exactly the bytes that it is given.
// - One `send` writes the request at most once. RFC 9112 section 9.3.1 lets a client send again by itself only what is
//   idempotent, and a webhook's POST is not: a connection that ends without an answer is a `reset` or `closed_early`,
//   and whether to try again is for the caller, who counts attempts.
// - A connection is kept after an answer that allows it, and serves the next request to the same scheme, host and port
//   (and the same wish to check certificates), unless it was idle for longer than kLongestIdle or is seen to be closed.
//   A server may still close it just then (RFC 9112 section 9.6); that is rare, and a failure as above.
// - An answer that comes before the request is written whole is taken (a 413, say).
// - The addresses of a name are tried in the resolver's order, each with its share of the time that is left. A name
//   that takes long delays only those who want it.
// - With a target policy, a connection goes only to an address that it allows: the very one that it was asked about.
// The
//   addresses of a name that it refuses are passed over; when none is left, the exchange is `target_denied`.
// - Certificates are checked against the system's store, or the file that `SSL_CERT_FILE` names, and against the host.
//   A file of trusted certificates that can not be read is a tls_failure of every https exchange.
// Deadlines run on the machine's own steady clock, as sockets do; the Clock measures the phases that are shown and how
// long a kept connection was idle.
// Any thread may call wake; everything else is for one thread, on which the callbacks come, out of poll and wait.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "shared/http_client/async_transport.h"
#include "shared/http_client/transport_options.h"

namespace hookloop {

// So many exchanges end in one poll at most: who delivers wants to write down what came of some before the next.
inline constexpr std::size_t kMostEndedPerPoll = 256;

class ExchangeLoop final : public AsyncTransport {
 public:
  explicit ExchangeLoop(const Clock& clock, TransportOptions options = {});
  // Gives up what is in flight, without a word: their `done` are not called.
  ~ExchangeLoop() override;
  ExchangeLoop(const ExchangeLoop&) = delete;
  ExchangeLoop& operator=(const ExchangeLoop&) = delete;

  void send(AsyncRequest request, std::function<void(Exchange)> done) override;
  std::size_t in_flight() const;

  // Does what can be done now, without waiting.
  void poll();
  // Waits until there was something to do and it is done, until somebody woke it, or until this time.
  void wait(std::optional<SteadyTime> until);
  // The wait that is under way, or else the next one, returns. Cheap, and cheaper when it was called already.
  void wake();

 private:
  struct Impl;  // keeps Asio, which is slow to compile, out of every includer
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookloop
