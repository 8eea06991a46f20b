// cpp-httplib's Stream over a connection that the recorder has handed over: what it reads is the one request that came
// with it, and then the end; what it writes goes to the socket. One thread at a time.
#pragma once

#include <httplib.h>

#include <chrono>

#include "bin_server/recorder/handed_connection.h"

namespace hookloop {

class HandedStream final : public httplib::Stream {
 public:
  // Waits at most this long for the peer to take the answer: all of it, or a viewer any part of it. One that takes it
  // byte by byte must not keep a thread of the API.
  HandedStream(HandedConnection& connection, std::chrono::milliseconds time_out)
      : connection_(connection), time_out_(time_out) {}

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* out, size_t size) override;
  ssize_t write(const char* bytes, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return connection_.socket.get(); }

 private:
  bool wait_until_writable() const;

  HandedConnection& connection_;
  std::chrono::milliseconds time_out_;
  mutable std::chrono::nanoseconds waited_{0};
  std::size_t read_ = 0;  // bytes of the request
};

}  // namespace hookloop
