#include "shared/http_client/tls_client.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <spdlog/fmt/fmt.h>

#include "shared/http_client/resolver.h"

namespace hookloop {

std::optional<Error> TlsClient::read_settings() {
  auto fresh = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  asio::error_code error;
  SSL_CTX_set_min_proto_version(fresh->native_handle(), TLS1_2_VERSION);
  fresh->set_default_verify_paths(error);
  if (!error && !trusted_certificates_.empty()) fresh->load_verify_file(trusted_certificates_, error);
  if (error) return Error{fmt::format("the trusted certificates can not be read: {}", error.message())};
  settings_ = std::move(fresh);
  return std::nullopt;
}

std::optional<Error> TlsClient::prepare(ClientConnection& connection) {
  if (!settings_) {
    if (auto error = read_settings()) return error;
  }
  const std::string& host = connection.origin().host;
  auto& stream = connection.begin_tls(*settings_);
  asio::error_code error;
  stream.set_verify_mode(connection.origin().verify_certificates ? asio::ssl::verify_peer : asio::ssl::verify_none,
                         error);
  SSL* const ssl = stream.native_handle();
  const bool is_name = !is_numeric_address(host);
  if (is_name) {
    // RFC 6066 section 3: names only. (OpenSSL's own macro for it is a C cast, which our warnings refuse.)
    std::string name = host;
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  // RFC 9110 section 4.3.4: a certificate is for the names in its subjectAltName; the common name counts for nothing,
  // and a wildcard is a whole label.
  X509_VERIFY_PARAM* const expected = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const int is_set = is_name ? SSL_set1_host(ssl, host.c_str()) : X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str());
  // Unset, any host's certificate would do.
  if (is_set != 1 || error) return Error{fmt::format("no certificate can be checked against the host {}", host)};
  return std::nullopt;
}

std::string TlsClient::why_failed(ClientConnection& connection, const asio::error_code& error) {
  const Origin& origin = connection.origin();
  const long verified = SSL_get_verify_result(connection.tls().native_handle());
  if (origin.verify_certificates && verified != X509_V_OK) {
    return fmt::format("the certificate of {} is not trusted: {}", origin.host,
                       X509_verify_cert_error_string(verified));
  }
  const std::string why = is_end(error) ? "the connection was closed" : error.message();
  return fmt::format("no TLS handshake with {}: {}; does it speak https at all?", connection.peer(), why);
}

}  // namespace hookloop
