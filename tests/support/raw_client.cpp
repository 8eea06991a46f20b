#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "shared/support/chunked.h"

namespace hookloop::test {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

std::size_t content_length(const HeaderList& headers) {
  const auto text = find_header(headers, "Content-Length");
  std::size_t length = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), length);
  return length;
}

}  // namespace

std::string RawAnswer::header(std::string_view name) const {
  return std::string(find_header(headers, name).value_or(""));
}

RawClient::RawClient(std::uint16_t port) : RawClient(port, 0) {}

RawClient::RawClient(std::uint16_t port, int receive_buffer_bytes) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  if (socket_ < 0) fail("no socket");
  // Must be set before the connection: the window is agreed on then.
  if (receive_buffer_bytes > 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval patience{kPatience.count(), 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("can not connect");
}

RawClient::~RawClient() { close(); }

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

void RawClient::send(std::string_view bytes) {
  if (send_as_far_as_taken(bytes) < bytes.size()) fail("the server took only a part");
}

void RawClient::send_in_pieces(std::string_view bytes, std::span<const std::size_t> cuts) {
  std::size_t at = 0;
  for (const std::size_t cut : cuts) {
    send(bytes.substr(at, cut - at));
    at = cut;
  }
  send(bytes.substr(at));
}

std::size_t RawClient::send_as_far_as_taken(std::string_view bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
  }
  return sent;
}

void RawClient::half_close() { shutdown(socket_, SHUT_WR); }

void RawClient::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void RawClient::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

bool RawClient::fill() {
  std::array<char, kReadAtOnce> piece{};
  const ssize_t count = recv(socket_, piece.data(), piece.size(), 0);
  if (count < 0 && errno != ECONNRESET) fail("the server says nothing");
  if (count < 0) was_reset_ = true;
  if (count <= 0) return false;
  buffer_.append(piece.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<RawAnswer> RawClient::next_answer(bool to_head) {
  std::optional<std::size_t> head_bytes;
  while (!(head_bytes = head_size(buffer_))) {
    if (fill()) continue;
    if (buffer_.empty()) return std::nullopt;
    throw std::runtime_error("the server closed within an answer's head: " + buffer_);
  }
  RawAnswer answer;
  std::string_view head = std::string_view(buffer_).substr(0, *head_bytes);
  const auto status_line = take_line(head);
  if (status_line->text.substr(0, 9) != "HTTP/1.1 ") throw std::runtime_error("this is no answer: " + buffer_);
  std::from_chars(status_line->text.data() + 9, status_line->text.data() + 12, answer.status);
  answer.headers = parse_header_lines(head).fields;
  const bool has_body = !to_head && answer.status >= 200 && answer.status != 204 && answer.status != 304;
  std::size_t all_bytes = *head_bytes;
  if (has_body && header_lists_token(answer.headers, "Transfer-Encoding", "chunked")) {
    ChunkedReader chunks;
    chunks.collect_into(&answer.body);
    while (true) {
      all_bytes += chunks.feed(std::string_view(buffer_).substr(all_bytes));
      if (chunks.state() == ChunkedReader::State::done) break;
      if (chunks.state() == ChunkedReader::State::malformed || !fill()) {
        throw std::runtime_error("the server broke off within an answer's body");
      }
    }
  } else if (has_body) {
    all_bytes += content_length(answer.headers);
    while (buffer_.size() < all_bytes) {
      if (!fill()) throw std::runtime_error("the server closed within an answer's body");
    }
    answer.body = buffer_.substr(*head_bytes, all_bytes - *head_bytes);
  }
  answer.bytes = buffer_.substr(0, all_bytes);
  buffer_.erase(0, all_bytes);
  return answer;
}

RawAnswer RawClient::answer(bool to_head) {
  auto found = next_answer(to_head);
  if (!found) throw std::runtime_error("the server closed without an answer");
  return *std::move(found);
}

std::string RawClient::read_head() {
  std::optional<std::size_t> size;
  while (!(size = head_size(buffer_))) {
    if (!fill()) throw std::runtime_error("the server closed within an answer's head: " + buffer_);
  }
  std::string head = buffer_.substr(0, *size);
  buffer_.erase(0, *size);
  return head;
}

std::string RawClient::read_some(std::size_t at_most) {
  if (buffer_.empty()) fill();
  const std::size_t count = std::min(at_most, buffer_.size());
  std::string some = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return some;
}

std::string RawClient::read_to_end() {
  while (fill()) {
  }
  return std::exchange(buffer_, "");
}

bool RawClient::has_nothing_to_read() {
  char byte = 0;
  return buffer_.empty() && recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

bool RawClient::is_closed() { return buffer_.empty() && !fill(); }

}  // namespace hookloop::test
