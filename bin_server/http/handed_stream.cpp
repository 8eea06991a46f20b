#include "bin_server/http/handed_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hookloop {

bool HandedStream::wait_until_writable() const {
  using std::chrono::milliseconds, std::chrono::steady_clock;
  const auto waited = connection_.is_viewer ? milliseconds(0) : std::chrono::floor<milliseconds>(waited_);
  const milliseconds left = std::max(milliseconds(0), time_out_ - waited);
  pollfd descriptor{connection_.socket.get(), POLLOUT, 0};
  const auto begin = steady_clock::now();
  int ready = 0;
  do {
    ready = poll(&descriptor, 1, static_cast<int>(left.count()));
  } while (ready < 0 && errno == EINTR);
  waited_ += steady_clock::now() - begin;
  return ready == 1;
}

bool HandedStream::is_readable() const { return read_ < connection_.request.size(); }

bool HandedStream::is_writable() const {
  if (!wait_until_writable()) return false;
  // A peer that has gone is writable until the first write fails; a viewer's thread should not wait for that.
  char byte = 0;
  const ssize_t count = recv(connection_.socket.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count > 0 || (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

ssize_t HandedStream::read(char* out, size_t size) {
  const size_t count = std::min(size, connection_.request.size() - read_);
  std::memcpy(out, connection_.request.data() + read_, count);
  read_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t HandedStream::write(const char* bytes, size_t size) {
  while (true) {
    const ssize_t count = send(connection_.socket.get(), bytes, size, MSG_NOSIGNAL);
    if (count >= 0) return count;
    if (errno == EINTR) continue;
    if ((errno != EAGAIN && errno != EWOULDBLOCK) || !wait_until_writable()) return -1;
  }
}

void HandedStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = connection_.client_address;
  port = connection_.client_port;
}

void HandedStream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace hookloop
