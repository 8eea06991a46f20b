// TLS from the client's side: which certificates are trusted, and whose certificate it has to be (RFC 9110 section
// 4.3.4, RFC 6066 section 3). One thread at a time.
#pragma once

#include <asio/error_code.hpp>
#include <memory>
#include <optional>
#include <string>

#include "shared/http_client/client_connection.h"
#include "shared/support/result.h"

namespace hookloop {

class TlsClient {
 public:
  // Nothing is read before it is needed: the system's store alone takes some ten milliseconds. `trusted_certificates`
  // as in TransportOptions.
  explicit TlsClient(std::string trusted_certificates) : trusted_certificates_(std::move(trusted_certificates)) {}

  // Makes the connection ready for the handshake with its origin's host; the sentence when that can not be.
  std::optional<Error> prepare(ClientConnection& connection);
  // The sentence for a handshake that failed.
  static std::string why_failed(ClientConnection& connection, const asio::error_code& error);

 private:
  std::optional<Error> read_settings();

  const std::string trusted_certificates_;
  std::unique_ptr<asio::ssl::context> settings_;
};

}  // namespace hookloop
