// Puts one request on its connection, at once or with the faults of a WireBehaviour. A failed write says less than what
// the peer may have answered, so it ends nothing: writing just stops. One thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "shared/http_client/async_transport.h"
#include "shared/http_client/client_connection.h"
#include "shared/http_client/deadline_queue.h"

namespace hookloop {

class RequestWriter {
 public:
  // `was_reset` is called from the loop, after the reset that `wire` asks for.
  RequestWriter(DeadlineQueue& deadlines, const WireBehaviour& wire, std::function<void()> was_reset)
      : wire_(wire), was_reset_(std::move(was_reset)), pause_(deadlines, [this] { go_on(); }) {}

  // Of the request that `connection` was given, which has `size` bytes. The connection outlives the writing.
  void start(ClientConnection& connection, std::size_t size);
  // The connection's on_written.
  void wrote(bool is_written);

  std::size_t written() const { return written_; }
  bool is_done() const { return is_done_; }  // all of it went out

 private:
  void write_piece();
  void go_on();

  const WireBehaviour wire_;
  const std::function<void()> was_reset_;
  Deadline pause_;
  ClientConnection* connection_ = nullptr;
  std::size_t written_ = 0;
  std::size_t end_ = 0;  // how much is to be written
  bool is_done_ = false;
};

}  // namespace hookloop
