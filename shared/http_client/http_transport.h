// Transport over real sockets, by standalone Asio and OpenSSL. It writes exactly the bytes that it is given.
// - One `send` writes the request at most once. RFC 9112 section 9.3.1 lets a client send again by itself only what is
//   idempotent, and a webhook's POST is not: a connection that ends without an answer is a `reset` or `closed_early`,
//   and whether to try again is for the caller, who counts attempts.
// - One connection is kept after an answer that allows it, and serves the next request to the same scheme, host and
//   port, unless it was idle for longer than kLongestIdle or is seen to be closed. A server may still close it just
//   then (RFC 9112 section 9.6); that is rare, and a failure as above.
// - An answer that comes before the request is written whole is taken (a 413, say).
// - The addresses of a name are tried in the resolver's order, each with its share of the time that is left.
// - Certificates are checked against the system's store, or the file that `SSL_CERT_FILE` names, and against the host.
// Deadlines run on the machine's own steady clock, as sockets do; the Clock measures the phases that are shown and how
// long a kept connection was idle.
// One thread at a time.
#pragma once

#include <memory>
#include <string>

#include "shared/http_client/answer_reader.h"
#include "shared/http_client/transport.h"
#include "shared/support/interrupt.h"

namespace hookloop {

// Well below the few seconds after which servers close an idle connection, and long enough for one burst of events.
inline constexpr Microseconds kLongestIdle = std::chrono::seconds(1);

struct TransportOptions {
  bool verify_certificates = true;
  std::string trusted_certificates = {};  // a PEM file that is trusted besides the system's store; none when empty
  AnswerLimits limits = {};
  const Interrupt* interrupt = nullptr;  // when it comes, a send ends without waiting on; must outlive the transport
};

class HttpTransport final : public Transport {
 public:
  explicit HttpTransport(const Clock& clock, TransportOptions options = {});
  ~HttpTransport() override;
  HttpTransport(const HttpTransport&) = delete;
  HttpTransport& operator=(const HttpTransport&) = delete;

  // A file of trusted certificates that can not be read is a tls_failure of every https exchange.
  Exchange send(const Url& url, std::string_view request, const Deadlines& deadlines) override;

 private:
  struct Impl;  // keeps Asio, which is slow to compile, out of every includer
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookloop
