#include "bin_server/tls/tls_connection.h"

#include <algorithm>
#include <asio/buffer.hpp>
#include <string_view>
#include <system_error>
#include <utility>

#include "bin_server/tls/socket_pair.h"
#include "shared/support/ascii.h"

namespace hookloop {
namespace {

using asio::ip::tcp;

// Of what waits for a side, no more is read for it.
constexpr std::size_t kEnoughWaiting = 64 * 1024;

// After the recorder has closed: how long the client may take to close too. The recorder itself waits for 2 s.
constexpr Microseconds kLingerTime = std::chrono::seconds(3);

constexpr std::string_view kPlainHttpAnswer =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 74\r\n"
    "Connection: close\r\n\r\n"
    "This port speaks HTTPS: call the same address with https:// in the front.\n";
static_assert(kPlainHttpAnswer.size() - kPlainHttpAnswer.find("\r\n\r\n") - 4 == 74);

constexpr char kHandshakeRecord = 0x16;  // RFC 8446 section 5.1: what every TLS connection begins with

bool is_only_for_now(const std::error_code& error) {
  return error == asio::error::would_block || error == asio::error::try_again || error == asio::error::interrupted;
}

void close_with_reset(tcp::socket& socket) {
  std::error_code ignored;
  socket.set_option(tcp::socket::linger(true, 0), ignored);
  socket.close(ignored);
}

}  // namespace

TlsConnection::TlsConnection(Socket outside, std::string client_address, std::uint16_t client_port,
                             const TlsContext& context, const TlsTerminatorOptions& options, Owner& owner)
    : outside_(std::move(outside)),
      inside_(outside_.get_executor()),
      client_address_(std::move(client_address)),
      client_port_(client_port),
      options_(options),
      owner_(owner),
      session_(context) {}

void TlsConnection::start() {
  deadline_in(options_.handshake_timeout);
  wait_for_outside();
}

void TlsConnection::wait_for_outside() {
  if (closed_ || waits_for_outside_ || outside_closed_ || to_inside_.size() >= kEnoughWaiting) return;
  waits_for_outside_ = true;
  outside_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](std::error_code error) {
    self->waits_for_outside_ = false;
    if (self->closed_) return;
    if (error)
      self->reset();
    else
      self->read_outside();
  });
}

void TlsConnection::read_outside() {
  auto& buffer = owner_.read_buffer();
  std::error_code error;
  const std::size_t count = outside_.read_some(asio::buffer(buffer), error);
  if (is_only_for_now(error)) return wait_for_outside();
  if (error == asio::error::eof) {
    outside_closed_ = true;
    return tell_inside();
  }
  if (error) return reset();
  if (outside_ended_) return wait_for_outside();  // read and dropped, or what is on its way to there could be lost
  if (!has_begun_ && buffer[0] != kHandshakeRecord) return answer_plain_http();
  has_begun_ = true;
  take(std::string_view(buffer.data(), count));
}

void TlsConnection::take(std::string_view bytes) {
  const bool is_fine = session_.take(bytes, to_inside_);
  to_outside_ += session_.take_output();
  if (is_fine && session_.is_open() && !is_joined_) join();
  if (closed_) return;
  // Where it went wrong, the alert says why, and the recorder gets what came before.
  if (!is_fine) fail();
  // Inside first: whoever has gone without waiting for an answer has sent a request all the same.
  if (session_.peer_has_ended() || !is_fine)
    tell_inside();
  else
    write_inside();
  write_outside();
  wait_for_outside();
}

void TlsConnection::fail() {
  has_failed_ = true;
  outside_ended_ = true;
  deadline_in(kLingerTime);
}

void TlsConnection::join() {
  auto pair = connected_sockets();
  if (!pair) return reset();
  std::error_code error;
  inside_.assign(tcp::v4(), pair->first.get(), error);
  if (error) return reset();
  pair->first.release();
  inside_.non_blocking(true, error);
  is_joined_ = true;
  deadline_.reset();
  HandedConnection handed;
  handed.socket = std::move(pair->second);
  handed.client_address = client_address_;
  handed.client_port = client_port_;
  owner_.hand_over(std::move(handed));
  wait_for_inside();
}

void TlsConnection::write_inside() {
  if (closed_ || !is_joined_ || writes_inside_) return;
  std::error_code error;
  if (!to_inside_.empty()) to_inside_.erase(0, inside_.write_some(asio::buffer(to_inside_), error));
  if (error && !is_only_for_now(error)) to_inside_.clear();  // it is closed, and reading tells how
  if (to_inside_.empty()) {
    if (outside_ended_ && !std::exchange(told_inside_, true)) inside_.shutdown(tcp::socket::shutdown_send, error);
    wait_for_outside();
    return close_if_done();
  }
  writes_inside_ = true;
  inside_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](std::error_code) {
    self->writes_inside_ = false;
    self->write_inside();
  });
}

void TlsConnection::tell_inside() {
  outside_ended_ = true;
  write_inside();
  close_if_done();
}

void TlsConnection::wait_for_inside() {
  if (closed_ || waits_for_inside_ || inside_ended_ || to_outside_.size() >= kEnoughWaiting) return;
  waits_for_inside_ = true;
  inside_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](std::error_code error) {
    self->waits_for_inside_ = false;
    if (self->closed_) return;
    if (error)
      self->reset();
    else
      self->read_inside();
  });
}

void TlsConnection::read_inside() {
  auto& buffer = owner_.read_buffer();
  std::error_code error;
  const std::size_t count = inside_.read_some(asio::buffer(buffer), error);
  if (is_only_for_now(error)) return wait_for_inside();
  if (error == asio::error::eof) return inside_has_ended();
  if (error || !session_.put(std::string_view(buffer.data(), count))) return reset();
  to_outside_ += session_.take_output();
  write_outside();
  wait_for_inside();
}

void TlsConnection::inside_has_ended() {
  inside_ended_ = true;
  session_.end();
  to_outside_ += session_.take_output();
  write_outside();
}

void TlsConnection::write_outside() {
  if (closed_ || writes_outside_) return;
  if (is_deaf_) to_outside_.clear();
  std::error_code error;
  if (!to_outside_.empty()) {
    const std::size_t count = outside_.write_some(asio::buffer(to_outside_), error);
    to_outside_.erase(0, count);
    if (count > 0 && is_joined_ && !has_failed_) deadline_.reset();
  }
  if (error && !is_only_for_now(error)) {
    // What the client sent before it went is read still; reading then tells how it went.
    to_outside_.clear();
    is_deaf_ = true;
    deadline_in(kLingerTime);
  }
  if (to_outside_.empty()) {
    if ((inside_ended_ || has_failed_) && !std::exchange(told_outside_, true)) {
      outside_.shutdown(tcp::socket::shutdown_send, error);
      deadline_in(kLingerTime);
    }
    if (is_joined_) wait_for_inside();
    return close_if_done();
  }
  if (is_joined_ && !deadline_) deadline_in(options_.write_timeout);
  writes_outside_ = true;
  outside_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](std::error_code) {
    self->writes_outside_ = false;
    self->write_outside();
  });
}

void TlsConnection::answer_plain_http() {
  // What is no HTTP at all would not understand the answer.
  if (is_letter_or_digit(owner_.read_buffer()[0])) to_outside_ = kPlainHttpAnswer;
  fail();
  write_outside();
  wait_for_outside();
}

// Both sides have ended and know it of each other. Who has not begun, or failed, has only one.
void TlsConnection::close_if_done() {
  if (closed_ || !to_outside_.empty()) return;
  if (!is_joined_) {
    if (outside_closed_) close();
    return;
  }
  if (told_outside_ && outside_closed_ && told_inside_ && (inside_ended_ || has_failed_)) close();
}

void TlsConnection::reset() {
  if (closed_) return;
  close_with_reset(outside_);
  close();
}

void TlsConnection::close() {
  if (closed_) return;
  closed_ = true;
  std::error_code ignored;
  outside_.close(ignored);
  // The recorder has ended already, or what it sends is for nobody. No port is to stay taken for a minute after that.
  close_with_reset(inside_);
  owner_.forget(*this);
}

void TlsConnection::check_deadline(SteadyTime now) {
  if (!closed_ && deadline_ && now >= *deadline_) close();
}

}  // namespace hookloop
