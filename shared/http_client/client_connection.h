// One TCP connection, plain or under TLS, and the request that is being written on it. It lives as long as anything on
// it is under way; whoever uses it is told what happens, until it lets go. One thread at a time.
#pragma once

#include <array>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shared/support/clock.h"

namespace hookloop {

// What a connection is good for: requests to one scheme, host and port. One whose certificate was not checked serves
// nobody who wants it checked.
struct Origin {
  std::string host;
  std::uint16_t port = 0;
  bool tls = false;
  bool verify_certificates = true;
  auto operator<=>(const Origin&) const = default;
};

bool is_reset(const asio::error_code& error);
bool is_end(const asio::error_code& error);  // closed in good order, or as good as

class ClientConnection : public std::enable_shared_from_this<ClientConnection> {
 public:
  using tcp = asio::ip::tcp;

  class User {
   public:
    // `bytes` may be there with an error too; they are valid during the call.
    virtual void on_read(const asio::error_code& error, std::string_view bytes) = 0;
    virtual void on_written(bool is_written) = 0;

   protected:
    ~User() = default;
  };

  ClientConnection(asio::io_context& context, Origin origin);

  const Origin& origin() const { return origin_; }
  const std::string& peer() const { return peer_; }  // address and port; set once it is connected
  tcp::socket& socket() { return socket_; }
  asio::ssl::stream<tcp::socket&>& begin_tls(asio::ssl::context& settings) { return tls_.emplace(socket_, settings); }
  asio::ssl::stream<tcp::socket&>& tls() { return *tls_; }  // once it has begun
  void connected_to(std::string peer);

  // Ready for one exchange of `user`'s, whose request this is.
  void begin(User& user, std::string request);
  // Writes this part of the request. True: it is all on its way. False: on_written comes later; one write at a time.
  bool write(std::size_t from, std::size_t count);
  // on_read comes later; one read at a time.
  void read();
  // The user hears nothing more.
  void let_go();

  void close();
  // The peer gets a reset (TCP RST) instead of an orderly end.
  void reset();
  // Whether the peer has not closed it, as far as can be seen without asking. Bytes that nobody asked for are no good
  // either: they belong to no answer of ours, and under TLS they may be the end.
  bool seems_open();

  SteadyTime idle_since;  // while it is kept

 private:
  // One read's worth: a webhook's answer fits nearly always, and a large one takes few turns.
  static constexpr std::size_t kReadBytes = 16 * 1024;

  const Origin origin_;
  tcp::socket socket_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
  std::string peer_;
  User* user_ = nullptr;
  std::string request_;  // here, because what writes it may outlive the user
  bool is_writing_ = false;
  std::array<char, kReadBytes> buffer_;
};

}  // namespace hookloop
