#include "bin_server/tls/tls_session.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <new>

namespace hookloop {
namespace {

// As ALPN writes it: a length and the name.
constexpr std::string_view kHttp11 = "\x08http/1.1";

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(kHttp11.data()),
                                           static_cast<unsigned int>(kHttp11.size()), offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

std::string last_error() {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

// The first certificate is the server's, the others are those that it was issued by.
bool use_certificates(SSL_CTX* context, const std::string& pem) {
  BIO* const in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* const own = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
  bool is_used = own != nullptr && SSL_CTX_use_certificate(context, own) == 1;
  X509_free(own);
  while (is_used) {
    X509* const issuer = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
    if (issuer == nullptr) break;
    is_used = SSL_CTX_add0_chain_cert(context, issuer) == 1;
    if (!is_used) X509_free(issuer);
  }
  BIO_free_all(in);
  return is_used;
}

bool use_key(SSL_CTX* context, const std::string& pem) {
  BIO* const in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  const bool is_used = key != nullptr && SSL_CTX_use_PrivateKey(context, key) == 1;
  EVP_PKEY_free(key);
  BIO_free_all(in);
  return is_used;
}

}  // namespace

Result<std::unique_ptr<TlsContext>> TlsContext::make(const TlsIdentity& identity) {
  std::unique_ptr<TlsContext> made(new TlsContext(SSL_CTX_new(TLS_server_method())));
  SSL_CTX* const context = made->context_;
  const bool is_ready = context != nullptr && SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                        use_certificates(context, identity.certificate_pem) && use_key(context, identity.key_pem) &&
                        SSL_CTX_check_private_key(context) == 1;
  if (!is_ready) return Error{"the certificate can not be used: " + last_error()};
  ERR_clear_error();  // the end of the list of certificates counts as one
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Tickets are the client's to keep; here nothing is kept of ten thousand connections that wait.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  return made;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

TlsSession::TlsSession(const TlsContext& context) : session_(SSL_new(context.context_)) {
  BIO* const in = BIO_new(BIO_s_mem());
  BIO* const out = BIO_new(BIO_s_mem());
  if (session_ == nullptr || in == nullptr || out == nullptr) throw std::bad_alloc();
  // What is not there yet may come: it is no end.
  BIO_set_mem_eof_return(in, -1);
  BIO_set_mem_eof_return(out, -1);
  SSL_set_bio(session_, in, out);
  SSL_set_accept_state(session_);
}

TlsSession::~TlsSession() { SSL_free(session_); }

bool TlsSession::take(std::string_view bytes, std::string& content) {
  // Errors wait in a queue of the thread, and would be taken for this session's.
  ERR_clear_error();
  if (BIO_write(SSL_get_rbio(session_), bytes.data(), static_cast<int>(bytes.size())) !=
      static_cast<int>(bytes.size())) {
    return false;
  }
  if (!is_open_) {
    const int result = SSL_do_handshake(session_);
    if (result != 1) return SSL_get_error(session_, result) == SSL_ERROR_WANT_READ;
    is_open_ = true;
  }
  std::array<char, 16 * 1024> buffer;  // a record's content
  while (!has_ended_) {
    std::size_t count = 0;
    const int result = SSL_read_ex(session_, buffer.data(), buffer.size(), &count);
    if (result == 1) {
      content.append(buffer.data(), count);
      continue;
    }
    const int why = SSL_get_error(session_, result);
    if (why == SSL_ERROR_WANT_READ) return true;
    if (why != SSL_ERROR_ZERO_RETURN) return false;
    has_ended_ = true;
  }
  return true;
}

bool TlsSession::put(std::string_view content) {
  ERR_clear_error();
  while (!content.empty()) {
    std::size_t count = 0;
    if (SSL_write_ex(session_, content.data(), content.size(), &count) != 1) return false;
    content.remove_prefix(count);
  }
  return true;
}

void TlsSession::end() {
  ERR_clear_error();
  if (is_open_) SSL_shutdown(session_);
  ERR_clear_error();
}

std::string TlsSession::take_output() {
  BIO* const out = SSL_get_wbio(session_);
  std::string bytes(BIO_ctrl_pending(out), '\0');
  if (!bytes.empty()) {
    const int count = BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  return bytes;
}

}  // namespace hookloop
