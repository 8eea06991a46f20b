#include "tests/support/scripted_receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <spdlog/fmt/fmt.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "shared/support/problem.h"

namespace hookloop::test {
namespace {

struct Freed {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename Thing>
using Owned = std::unique_ptr<Thing, Freed>;

std::string pem_text(BIO* bio) {
  std::array<char, 8192> buffer{};
  const int count = BIO_read(bio, buffer.data(), buffer.size());
  return {buffer.data(), static_cast<std::size_t>(std::max(count, 0))};
}

int listening_socket(std::uint16_t& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || bind(listener, generic, size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, generic, &size) != 0) {
    throw std::runtime_error("the scripted receiver can not listen");
  }
  port = ntohs(address.sin_port);
  return listener;
}

Owned<SSL_CTX> tls_settings(const TestCertificate& certificate) {
  Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  const Owned<BIO> certificate_bio(BIO_new_mem_buf(certificate.certificate_pem.data(), -1));
  const Owned<BIO> key_bio(BIO_new_mem_buf(certificate.key_pem.data(), -1));
  const Owned<X509> x509(PEM_read_bio_X509(certificate_bio.get(), nullptr, nullptr, nullptr));
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
  if (SSL_CTX_use_certificate(context.get(), x509.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
    throw std::runtime_error("the test certificate can not be used");
  }
  return context;
}

}  // namespace

Reply reply(int status, const std::string& body, const std::string& header_lines) {
  return {fmt::format("HTTP/1.1 {} {}\r\nContent-Length: {}\r\n{}\r\n{}", status, reason_phrase(status), body.size(),
                      header_lines, body)};
}
Reply hang() { return {"", Reply::Then::hang}; }
Reply reset() { return {"", Reply::Then::reset}; }
Reply hang_up() { return {"", Reply::Then::close}; }

TestCertificate make_test_certificate(const std::string& names) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const Owned<X509> x509(X509_new());
  X509_set_version(x509.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
  X509_set_pubkey(x509.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(x509.get());
  const std::array<unsigned char, 10> common_name{"localhost"};
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name.data(), -1, -1, 0);
  X509_set_issuer_name(x509.get(), name);
  if (!names.empty()) {
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()));
    X509_add_ext(x509.get(), extension.get(), -1);
  }
  X509_sign(x509.get(), key.get(), EVP_sha256());

  const Owned<BIO> certificate_bio(BIO_new(BIO_s_mem()));
  const Owned<BIO> key_bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(certificate_bio.get(), x509.get());
  PEM_write_bio_PrivateKey(key_bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {pem_text(certificate_bio.get()), pem_text(key_bio.get())};
}

class ScriptedReceiver::Impl {
 public:
  Impl(std::vector<Reply> replies, const TestCertificate* certificate) : replies_(std::move(replies)) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a peer that has gone without asking for no signal
    if (certificate != nullptr) tls_ = tls_settings(*certificate);
    listener_ = listening_socket(port_);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~Impl() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      // Wakes every thread that waits in a read.
      for (const int socket : open_sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
  }

  std::uint16_t port() const { return port_; }
  bool speaks_tls() const { return tls_ != nullptr; }
  std::vector<ReceivedRequest> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  std::vector<BrokenRequest> broken() const {
    const std::lock_guard lock(mutex_);
    return broken_;
  }
  std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
  }
  void wait_until_all_closed() const {
    std::unique_lock lock(mutex_);
    closed_.wait(lock, [this] { return open_sockets_.empty(); });
  }

 private:
  // One connection, plain or TLS, with reads and writes that block.
  struct Peer {
    int socket;
    Owned<SSL> ssl;

    std::size_t read(char* to, std::size_t room) const {
      if (ssl) return static_cast<std::size_t>(std::max(SSL_read(ssl.get(), to, static_cast<int>(room)), 0));
      errno = 0;  // an orderly end leaves it so
      const auto count = ::recv(socket, to, room, 0);
      return count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    void write(const std::string& bytes) const {
      std::size_t written = 0;
      while (written < bytes.size()) {
        const auto count = ssl ? SSL_write(ssl.get(), bytes.data() + written, static_cast<int>(bytes.size() - written))
                               : ::send(socket, bytes.data() + written, bytes.size() - written, MSG_NOSIGNAL);
        if (count <= 0) return;
        written += static_cast<std::size_t>(count);
      }
    }
  };

  void accept_all() {
    while (true) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      const std::lock_guard lock(mutex_);
      if (stopping_ || socket < 0) {
        if (socket >= 0) ::close(socket);
        return;
      }
      open_sockets_.push_back(socket);
      const std::size_t number = ++connections_;
      threads_.emplace_back([this, socket, number] { serve(socket, number); });
    }
  }

  void serve(int socket, std::size_t number) {
    Peer peer{socket, nullptr};
    bool ready = true;
    if (tls_) {
      peer.ssl.reset(SSL_new(tls_.get()));
      SSL_set_fd(peer.ssl.get(), socket);
      ready = SSL_accept(peer.ssl.get()) == 1;
    }
    std::string pending;
    while (ready && answer_next(peer, number, pending)) {
    }
    const std::lock_guard lock(mutex_);
    open_sockets_.remove(socket);
    ::close(socket);
    closed_.notify_all();
  }

  // False: the connection is done with.
  bool answer_next(const Peer& peer, std::size_t number, std::string& pending) {
    Reply next;
    {
      const std::lock_guard lock(mutex_);
      next = replies_[std::min(used_, replies_.size() - 1)];
    }
    if (next.reads_request) {
      auto request = read_request(peer, pending);
      if (!request) {
        const bool was_reset = errno == ECONNRESET;
        const std::lock_guard lock(mutex_);
        if (!peer.ssl && (was_reset || !pending.empty())) broken_.push_back({std::move(pending), was_reset});
        return false;
      }
      request->connection = number;
      const std::lock_guard lock(mutex_);
      next = replies_[std::min(used_, replies_.size() - 1)];
      ++used_;
      received_.push_back(std::move(*request));
    } else {
      const std::lock_guard lock(mutex_);
      ++used_;
    }
    peer.write(next.bytes);
    switch (next.then) {
      case Reply::Then::keep_open:
        return true;
      case Reply::Then::close:
        if (peer.ssl) SSL_shutdown(peer.ssl.get());
        return false;
      case Reply::Then::reset: {
        const linger now{1, 0};
        setsockopt(peer.socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return false;
      }
      case Reply::Then::hang: {
        std::array<char, 4096> ignored{};
        while (peer.read(ignored.data(), ignored.size()) > 0) {
        }
        return false;
      }
    }
    return false;
  }

  static std::optional<ReceivedRequest> read_request(const Peer& peer, std::string& pending) {
    std::array<char, 16 * 1024> buffer{};
    const auto more = [&] {
      const std::size_t count = peer.read(buffer.data(), buffer.size());
      pending.append(buffer.data(), count);
      return count > 0;
    };
    while (!head_size(pending)) {
      if (!more()) return std::nullopt;
    }
    ReceivedRequest request;
    request.head = pending.substr(0, *head_size(pending));
    std::string_view lines = request.head;
    take_line(lines);
    request.headers = parse_header_lines(lines).fields;
    std::size_t length = 0;
    const std::string_view text = find_header(request.headers, "Content-Length").value_or("0");
    std::from_chars(text.data(), text.data() + text.size(), length);
    while (pending.size() < request.head.size() + length) {
      if (!more()) return std::nullopt;
    }
    request.bytes = pending.substr(0, request.head.size() + length);
    request.body = request.bytes.substr(request.head.size());
    pending.erase(0, request.bytes.size());
    return request;
  }

  const std::vector<Reply> replies_;
  Owned<SSL_CTX> tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread acceptor_;
  std::list<std::thread> threads_;  // the acceptor's, until it has ended

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable closed_;
  bool stopping_ = false;
  std::list<int> open_sockets_;
  std::size_t connections_ = 0;
  std::size_t used_ = 0;
  std::vector<ReceivedRequest> received_;
  std::vector<BrokenRequest> broken_;
};

ScriptedReceiver::ScriptedReceiver(std::vector<Reply> replies)
    : impl_(std::make_unique<Impl>(std::move(replies), nullptr)) {}
ScriptedReceiver::ScriptedReceiver(std::vector<Reply> replies, const TestCertificate& certificate)
    : impl_(std::make_unique<Impl>(std::move(replies), &certificate)) {}
ScriptedReceiver::~ScriptedReceiver() = default;

std::uint16_t ScriptedReceiver::port() const { return impl_->port(); }
std::string ScriptedReceiver::url(const std::string& target) const {
  return fmt::format("{}://127.0.0.1:{}{}", impl_->speaks_tls() ? "https" : "http", port(), target);
}
std::vector<ReceivedRequest> ScriptedReceiver::received() const { return impl_->received(); }
std::vector<BrokenRequest> ScriptedReceiver::broken() const { return impl_->broken(); }
std::size_t ScriptedReceiver::connections() const { return impl_->connections(); }
void ScriptedReceiver::wait_until_all_closed() const { impl_->wait_until_all_closed(); }

std::uint16_t free_port() {
  std::uint16_t port = 0;
  ::close(listening_socket(port));
  return port;
}

}  // namespace hookloop::test
