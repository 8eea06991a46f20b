// A connection on its way from the recorder to somebody who serves what is no capture, and back. Owns the socket.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

namespace hookloop {

class OwnedSocket {
 public:
  explicit OwnedSocket(int descriptor = -1) : descriptor_(descriptor) {}
  OwnedSocket(OwnedSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OwnedSocket& operator=(OwnedSocket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~OwnedSocket() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

struct HandedConnection {
  OwnedSocket socket;  // does not block
  // The request that is to be served, whole: its head and its body as they came. Whoever serves it never reads from the
  // socket, so it can neither wait for a slow sender nor take a part of a body for the next request.
  std::string request;
  std::string target;        // of that request
  std::string read_already;  // what came behind it; goes back with the connection
  std::string client_address;
  std::uint16_t client_port = 0;
  bool is_viewer = false;  // its answer goes on for as long as somebody watches
};

}  // namespace hookloop
