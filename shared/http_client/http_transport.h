// Transport over real sockets, by standalone Asio and OpenSSL. It writes exactly the bytes that it is given.
// - One connection is kept after an answer that allows it, and serves the next request to the same scheme, host and
// port.
//   If it turns out to be closed before a byte of the answer arrived, the request is sent once more on a fresh one: a
//   server may close an idle connection at any moment (RFC 9112 section 9.3.1). A receiver can thus see one attempt
//   twice; that is what at-least-once means, and the delivery's id tells.
// - An answer that comes before the request is written whole is taken (a 413, say).
// - The addresses of a name are tried in the resolver's order, each with its share of the time that is left.
// - Certificates are checked against the system's store, or the file that `SSL_CERT_FILE` names, and against the host.
// Deadlines run on the machine's own steady clock, as sockets do; the Clock only measures the phases that are shown.
// One thread at a time.
#pragma once

#include <memory>
#include <string>

#include "shared/http_client/answer_reader.h"
#include "shared/http_client/transport.h"

namespace hookloop {

struct TransportOptions {
  bool verify_certificates = true;
  std::string trusted_certificates = {};  // a PEM file that is trusted besides the system's store; none when empty
  AnswerLimits limits = {};
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
