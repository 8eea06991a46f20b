#include "shared/http_client/client_connection.h"

#include <sys/socket.h>

#include <asio/buffer.hpp>
#include <asio/ssl/error.hpp>
#include <asio/write.hpp>
#include <cerrno>
#include <utility>

namespace hookloop {

bool is_reset(const asio::error_code& error) {
  return error == asio::error::connection_reset || error == asio::error::broken_pipe ||
         error == asio::error::connection_aborted;
}

bool is_end(const asio::error_code& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

ClientConnection::ClientConnection(asio::io_context& context, Origin origin)
    : origin_(std::move(origin)), socket_(context) {}

void ClientConnection::connected_to(std::string peer) {
  peer_ = std::move(peer);
  asio::error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

void ClientConnection::begin(User& user, std::string request) {
  user_ = &user;
  request_ = std::move(request);
}

bool ClientConnection::write(std::size_t from, std::size_t count) {
  asio::const_buffer left = asio::buffer(request_.data() + from, count);
  const auto handler = [self = shared_from_this()](const asio::error_code& error, std::size_t) {
    self->is_writing_ = false;
    if (self->user_ != nullptr) self->user_->on_written(!error);
  };
  if (tls_) {
    is_writing_ = true;
    asio::async_write(*tls_, left, handler);
    return false;
  }
  // A request fits into the socket's buffer nearly always: then there is nothing to wait for. An error is left to the
  // write that waits, to be told later.
  asio::error_code error;
  left += socket_.write_some(left, error);
  if (left.size() == 0 && !error) return true;
  is_writing_ = true;
  asio::async_write(socket_, left, handler);
  return false;
}

void ClientConnection::read() {
  const auto buffer = asio::buffer(buffer_);
  auto handler = [self = shared_from_this()](const asio::error_code& error, std::size_t count) {
    if (self->user_ != nullptr) self->user_->on_read(error, {self->buffer_.data(), count});
  };
  if (tls_)
    tls_->async_read_some(buffer, std::move(handler));
  else
    socket_.async_read_some(buffer, std::move(handler));
}

void ClientConnection::let_go() {
  user_ = nullptr;
  if (!is_writing_) request_ = {};
}

void ClientConnection::close() {
  asio::error_code ignored;
  socket_.close(ignored);
}

void ClientConnection::reset() {
  asio::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

bool ClientConnection::seems_open() {
  char byte = 0;
  const auto count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace hookloop
