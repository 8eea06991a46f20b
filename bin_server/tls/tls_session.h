// TLS without a socket: bytes of the peer go in, what they hold comes out, and the other way round. So that whoever
// owns the sockets decides when to read, how much to hold, and what an end means.
//
// 1. TLS 1.2 and 1.3 (RFC 8446), ALPN http/1.1 (RFC 7301); nothing is renegotiated.
// 2. Either side may end while the other goes on (RFC 8446 section 6.1): close_notify is no end of the whole.
// A TlsContext may be used from any thread, and outlives its sessions; a session from one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bin_server/tls/tls_identity.h"
#include "shared/support/result.h"

struct ssl_ctx_st;
struct ssl_st;

namespace hookloop {

class TlsContext {
 public:
  static Result<std::unique_ptr<TlsContext>> make(const TlsIdentity& identity);
  ~TlsContext();

 private:
  friend class TlsSession;
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
};

// The server's side of one connection.
class TlsSession {
 public:
  explicit TlsSession(const TlsContext& context);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Takes bytes that came, and adds what they hold to `content`. False: they are no TLS that can be understood, or the
  // handshake failed; `take_output` has the alert that says so.
  bool take(std::string_view bytes, std::string& content);
  // Once it is open.
  bool put(std::string_view content);
  void end();  // says that nothing more will be put

  bool is_open() const { return is_open_; }           // the handshake is done
  bool peer_has_ended() const { return has_ended_; }  // it will put nothing more

  // Bytes for the peer.
  std::string take_output();

 private:
  ssl_st* session_;
  bool is_open_ = false;
  bool has_ended_ = false;
};

}  // namespace hookloop
